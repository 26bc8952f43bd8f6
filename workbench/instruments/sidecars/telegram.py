"""Telegram Desktop: `result.json` of an export, the messages of one chat or of all of them.

`date` is in the time of the computer that exported, without a zone; `date_unixtime` (since 2022) is
exact. Files are named by their path below the folder of `result.json`.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from workbench.instruments.sidecars.values import (
    MAX_TEXT_CHARS,
    Pruned,
    coordinates,
    first,
    number,
    plain,
    stated_time,
    unix_time,
    whole,
)
from workbench.records.errors import MediaError, MediaFault
from workbench.records.sidecar import Said, SidecarContent, SidecarForm

PIECE_BYTES = 4 << 20
MAX_MESSAGE_CHARS = 16 << 20
_FILES = ("photo", "file", "thumbnail")
_MESSAGES = re.compile(r'"messages"\s*:\s*\[')
_COMMA = re.compile(r"[\s,]*")
_HEADS = re.compile(r'"(name|type|id)"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d{1,20}|null)')
_HEAD_CHARS = 4000
"""What stands before the messages of a chat: name, kind, number, rarely more."""


def read(file: BinaryIO, wanted: Sequence[str]) -> Iterator[tuple[str, SidecarContent]]:
    """What the export says of each of the wanted files, by their paths in it.

    Its text is read piece by piece and its messages one by one, so that an export of any size
    takes little memory. MediaError(DAMAGED) where it breaks off, after what came before.
    """
    export = _Export(file)
    missing = {_path(name): name for name in wanted}
    known = False
    while missing and (head := export.to_messages()) is not None:
        known, chat = True, _chat(head)
        for message in export.messages():
            for path in _paths(message):
                name = missing.pop(path, None)
                if name is not None:
                    yield name, _content(message, chat, path)
            if not missing:
                return
    if not known:
        raise MediaError(MediaFault.UNSUPPORTED, detail="messages")


class _Export:
    """The text of an export, as far as it is needed at a time."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._codec = codecs.getincrementaldecoder("utf-8-sig")()
        self._json = json.JSONDecoder(parse_constant=str)
        self._text, self._at = "", 0
        while not self._text.strip():
            self._at = len(self._text)
            if not self._read_on():
                break
        if not self._text.lstrip().startswith("{"):
            raise MediaError(MediaFault.DAMAGED, detail="JSON")

    def _read_on(self) -> bool:
        """Forget what is done with, and read a piece more; False where there is no more."""
        piece = self._file.read(PIECE_BYTES)
        try:
            text = self._codec.decode(piece, final=not piece)
        except UnicodeDecodeError:
            raise MediaError(MediaFault.DAMAGED, detail="UTF-8") from None
        self._text, self._at = self._text[self._at :] + text, 0
        return bool(piece)

    def to_messages(self) -> str | None:
        """Go to the next list of messages; what stands before it, None where there is none."""
        while (found := _MESSAGES.search(self._text, self._at)) is None:
            # The words that begin a list may be cut, and its head is still to be read.
            self._at = max(self._at, len(self._text) - _HEAD_CHARS)
            if not self._read_on():
                return None
        head = self._text[max(found.start() - _HEAD_CHARS, self._at) : found.start()]
        self._at = found.end()
        return head

    def messages(self) -> Iterator[Mapping[str, Any]]:
        """Each message of the list that was gone to."""
        while True:
            comma = _COMMA.match(self._text, self._at)
            self._at = comma.end() if comma else self._at
            if self._at == len(self._text) and self._read_on():
                continue
            if self._text[self._at : self._at + 1] == "]":
                return
            message = self._value()
            if isinstance(message, dict):
                yield message

    def _value(self) -> Any:
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._at)
            except RecursionError:
                raise MediaError(MediaFault.DAMAGED, detail="JSON") from None
            except ValueError:
                # It may only be cut where the piece ends.
                if len(self._text) - self._at > MAX_MESSAGE_CHARS or not self._read_on():
                    raise MediaError(MediaFault.DAMAGED, detail="JSON") from None
                continue
            if end == len(self._text) and self._read_on():
                continue
            self._at = end
            return value


def _chat(head: str) -> dict[str, Any]:
    """Name, kind and number of the chat that begins last in `head`."""
    found: dict[str, Any] = {}
    for name, value in _HEADS.findall(head[head.rfind("{") + 1 :]):
        try:
            found[name] = json.loads(value)
        except ValueError:
            continue
    return found


def _paths(message: Mapping[str, Any]) -> Iterator[str]:
    for name in _FILES:
        path = message.get(name)
        if isinstance(path, str):
            yield _path(path)


def _path(stated: str) -> str:
    return stated.replace("\\", "/").removeprefix("./")


def _content(message: Mapping[str, Any], chat: Mapping[str, Any], path: str) -> SidecarContent:
    pruned = Pruned({"chat": dict(chat), "message": dict(message)})
    return SidecarContent(
        SidecarForm.TELEGRAM, _said(message, chat, path), pruned.tree, pruned.left_out
    )


def _said(message: Mapping[str, Any], chat: Mapping[str, Any], path: str) -> Said:
    stated = message.get("location_information")
    place = None
    if isinstance(stated, dict):
        place = coordinates(stated.get("latitude"), stated.get("longitude"))
    thumbnail = _path(str(message.get("thumbnail"))) == path
    return Said(
        platform="Telegram",
        uploader=first(message, "from", "author", "actor") or first(chat, "name"),
        uploaded=unix_time(message.get("date_unixtime")) or stated_time(message.get("date")),
        title=first(message, "title"),
        description=_words(message.get("text")),
        edited=unix_time(message.get("edited_unixtime")) or stated_time(message.get("edited")),
        chat=_chat_name(chat),
        message=first(message, "id"),
        forwarded_from=first(message, "forwarded_from", "saved_from"),
        original_name=None if thumbnail else first(message, "file_name"),
        software="Telegram Desktop",
        place=first(message, "place_name", "address"),
        latitude_deg=place[0] if place else None,
        longitude_deg=place[1] if place else None,
        duration_s=None if thumbnail else number(message.get("duration_seconds")),
        width_px=None if thumbnail else whole(message.get("width")),
        height_px=None if thumbnail else whole(message.get("height")),
    )


def _chat_name(chat: Mapping[str, Any]) -> str | None:
    name, number_ = first(chat, "name"), first(chat, "id")
    return f"{name} ({number_})" if name and number_ else name or number_


def _words(stated: Any) -> str | None:
    """The text of a message: a text, or a list of texts and of marked pieces."""
    pieces = stated if isinstance(stated, list) else [stated]
    said = []
    for piece in pieces[:1000]:
        part = piece.get("text") if isinstance(piece, dict) else piece
        said.append(part if isinstance(part, str) else "")
    return plain("".join(said).strip(), MAX_TEXT_CHARS) or None
