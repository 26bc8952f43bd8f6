"""Bounded messages over one stream socket: a length, a JSON object, the raw bytes it announces.

Wire: 4 bytes big-endian length, so many bytes of JSON; if the object holds `blob_bytes`, so many
raw bytes follow. Either side may be hostile: every bound is checked before memory is spent.
"""

from __future__ import annotations

import json
import math
import os
import select
import struct
import time
from dataclasses import dataclass
from typing import Any

from workbench.records.errors import MediaError, MediaFault

MAX_HEADER_BYTES = 256 << 10
MAX_BLOB_BYTES = 64 << 20
MAX_DEPTH = 32
MAX_STRING_CHARS = 64 << 10

_LENGTH = struct.Struct(">I")
_PIECE_BYTES = 1 << 20
_AHEAD_BYTES = 64 << 10
"""What may be read of the messages that follow: several short ones come in one call."""
TRUNCATED = "truncated"
"""The `detail` of a stream that ends inside a message, or that nobody reads any more."""

EXIT_BUG, EXIT_FORK, EXIT_MEMORY = 70, 71, 77
"""Exit codes of a worker: it met a bug of ours, it could not be forked, its memory ran out."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `header` is checked for shape, depth and size, never for meaning."""

    header: dict[str, Any]
    blob: bytes = b""


class Channel:
    """One end of an AF_UNIX stream socket, which it owns. Not for two threads at once, but for
    one that sends and one that receives."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._pending = bytearray()
        self._pollers: dict[int, select.poll] = {}

    def fileno(self) -> int:
        return self._fd

    def close(self) -> None:
        """Close the descriptor; idempotent."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)

    def __del__(self) -> None:
        self.close()

    def send(
        self, header: dict[str, Any], blob: bytes = b"", timeout_s: float | None = None
    ) -> None:
        """Send one message; waits while the other side does not read.

        Raises MediaError(PROTOCOL) where it breaks a bound or the other side is gone, TimeoutError
        where it is not read in time: the channel is of no use after that.
        """
        if len(blob) > MAX_BLOB_BYTES:
            raise _broken("blob too large")
        if blob:
            header = {**header, "blob_bytes": len(blob)}
        text = json.dumps(header, allow_nan=False, separators=(",", ":")).encode()
        if len(text) > MAX_HEADER_BYTES:
            raise _broken("header too large")
        deadline_s = None if timeout_s is None else time.monotonic() + timeout_s
        self._write(_LENGTH.pack(len(text)) + text, deadline_s)
        self._write(blob, deadline_s)

    def receive(self, timeout_s: float | None = None) -> Message | None:
        """The next message; None at an orderly end between messages.

        Raises MediaError(PROTOCOL) where a bound is broken, TimeoutError where the message is not
        whole in time: what came of it is kept, and the next call goes on from there.
        """
        deadline_s = None if timeout_s is None else time.monotonic() + timeout_s
        if not self._fill(_LENGTH.size, deadline_s):
            return None
        (untrusted_bytes,) = _LENGTH.unpack_from(self._pending)
        if not 2 <= untrusted_bytes <= MAX_HEADER_BYTES:
            raise _broken("header length")
        end = _LENGTH.size + int(untrusted_bytes)
        self._fill(end, deadline_s)
        header = _header(bytes(self._pending[_LENGTH.size : end]))
        blob_bytes = header.pop("blob_bytes", 0)
        if type(blob_bytes) is not int or not 0 <= blob_bytes <= MAX_BLOB_BYTES:
            raise _broken("blob length")
        self._fill(end + blob_bytes, deadline_s)
        with memoryview(self._pending) as pending:
            blob = bytes(pending[end : end + blob_bytes])
        del self._pending[: end + blob_bytes]
        return Message(header, blob)

    def _fill(self, count: int, deadline_s: float | None) -> bool:
        """Read until `count` bytes are pending; False where the stream ends before the first."""
        while len(self._pending) < count:
            if deadline_s is not None:
                self._wait(select.POLLIN, deadline_s)
            try:
                wanted_bytes = max(count - len(self._pending), _AHEAD_BYTES)
                piece = os.read(self._fd, min(wanted_bytes, _PIECE_BYTES))
            except BlockingIOError:
                self._wait(select.POLLIN, deadline_s)
                continue
            except ConnectionError:
                piece = b""
            if not piece:
                if self._pending:
                    raise _broken(TRUNCATED)
                return False
            self._pending += piece
        return True

    def _write(self, data: bytes, deadline_s: float | None) -> None:
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[os.write(self._fd, rest[:_PIECE_BYTES]) :]
            except BlockingIOError:
                self._wait(select.POLLOUT, deadline_s)
            except ConnectionError:
                raise _broken(TRUNCATED) from None

    def _wait(self, events: int, deadline_s: float | None) -> None:
        """Poll, not select: a descriptor may lie above 1023. Kept: between two packets of a clip
        it is asked each time whether something else is wanted."""
        poller = self._pollers.get(events)
        if poller is None:
            poller = self._pollers[events] = select.poll()
            poller.register(self._fd, events)
        left_s = None if deadline_s is None else deadline_s - time.monotonic()
        if not poller.poll(None if left_s is None else max(0.0, left_s) * 1000):
            raise TimeoutError


def _broken(detail: str) -> MediaError:
    return MediaError(MediaFault.PROTOCOL, detail=detail)


def _header(untrusted_text: bytes) -> dict[str, Any]:
    try:
        header = json.loads(untrusted_text, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        raise _broken("not JSON") from None
    if not isinstance(header, dict):
        raise _broken("not an object")
    if not _is_harmless(untrusted_text):
        _check(header)
    return header


def _is_harmless(text: bytes) -> bool:
    """Whether what `_check` looks for cannot be in it: told at once of most messages."""
    brackets = text.count(b"{") + text.count(b"[")
    plain = text.isascii() and b"\\u" not in text
    return plain and len(text) <= MAX_STRING_CHARS and brackets < MAX_DEPTH


def _refuse(constant: str) -> float:
    raise ValueError(constant)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _check(header: dict[str, Any]) -> None:
    """Depth, length of strings, and that every string is text that can be stored."""
    level: list[Any] = [header]
    for _ in range(MAX_DEPTH):
        below: list[Any] = []
        for value in level:
            if isinstance(value, str):
                _check_text(value)
            elif isinstance(value, dict):
                below += value
                below += value.values()
            elif isinstance(value, list):
                below += value
        if not below:
            return
        level = below
    raise _broken("too deep")


def _check_text(text: str) -> None:
    if len(text) > MAX_STRING_CHARS:
        raise _broken("string too long")
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise _broken("lone surrogate")
