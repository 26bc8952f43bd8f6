"""Telegram Desktop: `result.json` of an export, the messages of one chat or of all of them.

`date` is in the time of the computer that exported, without a zone; `date_unixtime` (since 2022) is
exact. Files are named by their path below the folder of `result.json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

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

_FILES = ("photo", "file", "thumbnail")
_MESSAGES = re.compile(r'"messages"\s*:\s*\[')
_COMMA = re.compile(r"[\s,]*")
_HEADS = re.compile(r'"(name|type|id)"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d{1,20}|null)')
_HEAD_CHARS = 4000
"""What stands before the messages of a chat: name, kind, number, rarely more."""


def read(content: bytes, wanted: Sequence[str]) -> Iterator[tuple[str, SidecarContent]]:
    """What the export says of each of the wanted files, by their paths in it.

    Messages are read one by one, so that an export of a hundred megabytes never stands in memory
    as objects. MediaError(DAMAGED) where it breaks off, after what came before.
    """
    try:
        export = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MediaError(MediaFault.DAMAGED, detail="UTF-8") from None
    if not export.lstrip().startswith("{"):
        raise MediaError(MediaFault.DAMAGED, detail="JSON")
    missing = {_path(name): name for name in wanted}
    at, known = 0, False
    # What stands between two lists of messages is short: the search never reads one twice.
    while missing and (found := _MESSAGES.search(export, at)):
        known = True
        chat = _chat(export[max(found.start() - _HEAD_CHARS, at) : found.start()])
        at = found.end()
        for message, end in _messages(export, found.end()):
            at = end
            for path in _paths(message):
                name = missing.pop(path, None)
                if name is not None:
                    yield name, _content(message, chat, path)
            if not missing:
                return
    if not known:
        raise MediaError(MediaFault.UNSUPPORTED, detail="messages")


def _messages(export: str, at: int) -> Iterator[tuple[Mapping[str, Any], int]]:
    """Each message of one list, and where what follows it begins."""
    decoder = json.JSONDecoder(parse_constant=str)
    while True:
        comma = _COMMA.match(export, at)
        at = comma.end() if comma else at
        if export[at : at + 1] == "]":
            return
        try:
            message, at = decoder.raw_decode(export, at)
        except (ValueError, RecursionError):
            raise MediaError(MediaFault.DAMAGED, detail="JSON") from None
        if isinstance(message, dict):
            yield message, at


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
