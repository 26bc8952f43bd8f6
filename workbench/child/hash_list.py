"""A hash list of somebody else, read where nothing can come of it.

Answers: `stills` with the fingerprints of several, their `pts` being the numbers of their rows;
`clip` with those of one; `refused` rows; `progress`; and `end` with how many rows were refused.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.library import hash_lists
from workbench.media.decode.reader import file_of, size_of
from workbench.media.protocol import Channel
from workbench.records.known import MOST_REFUSED, RefusedRow
from workbench.records.packed import FingerprintTrack, pack_fingerprints

AT_ONCE = 128


def hash_list(
    channel: Channel, media_fd: int, _shared: tuple[int, ...], _request: dict[str, Any]
) -> None:
    """`{"op": "hash_list"}`."""
    taker = _Taker(channel, size_of(media_fd))
    hash_lists.read(file_of(media_fd), taker)
    taker.end()


class _Taker:
    def __init__(self, channel: Channel, size_bytes: int) -> None:
        self._channel = channel
        self._size_bytes = size_bytes
        self._stills: list[tuple[int, str | None, bytes, int]] = []
        self._refused: list[RefusedRow] = []
        self._refused_count = 0

    def still(self, line: int, title: str | None, bits: bytes, quality: int) -> None:
        self._stills.append((line, title, bits, quality))
        if len(self._stills) >= AT_ONCE:
            self._send_stills()

    def clip(self, line: int, title: str | None, track: FingerprintTrack) -> None:
        header = {"kind": "clip", "line": line, "title": title}
        self._channel.send(header, pack_fingerprints(track))

    def refuse(self, row: RefusedRow) -> None:
        self._refused_count += 1
        if self._refused_count <= MOST_REFUSED:
            self._refused.append(row)
        if len(self._refused) >= AT_ONCE:
            self._send_refused()

    def progress(self, done_bytes: int) -> None:
        self._channel.send({"kind": "progress", "done": done_bytes, "of": self._size_bytes})

    def end(self) -> None:
        self._send_stills()
        self._send_refused()
        self._channel.send({"kind": "end", "refused": self._refused_count})

    def _send_stills(self) -> None:
        if not self._stills:
            return
        several, self._stills = self._stills, []
        track = FingerprintTrack(
            np.array([line for line, *_ in several], np.int64),
            np.array([quality for *_, quality in several], np.uint8),
            np.frombuffer(b"".join(bits for *_, bits, _ in several), np.uint8).reshape(-1, 32),
        )
        titles = [title for _, title, *_ in several]
        self._channel.send({"kind": "stills", "titles": titles}, pack_fingerprints(track))

    def _send_refused(self) -> None:
        if self._refused:
            rows = [[row.line, row.fault.value, row.found] for row in self._refused]
            self._refused = []
            self._channel.send({"kind": "refused", "rows": rows})
