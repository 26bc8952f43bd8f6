"""Sidecars: what other programs wrote about a file, read from bytes that nobody vouches for.

For the locked child only. Everything is bounded: bytes, depth, values, and, by the child's own
limits, memory and time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from workbench.instruments.sidecars import archives, downloads, packets, takeout, telegram, wacz
from workbench.instruments.sidecars.values import Pruned, document
from workbench.records.errors import MediaError, MediaFault
from workbench.records.sidecar import Said, SidecarContent, SidecarForm, SidecarHint

MAX_JSON_BYTES = 32 << 20
MAX_ARCHIVE_BYTES = 16 << 20


def read(
    file: BinaryIO, hint: SidecarHint, wanted: Sequence[str]
) -> Iterator[tuple[str, SidecarContent]]:
    """What the sidecar says of each of the files that `wanted` names as it would name them; of
    those about which it says nothing, nothing. MediaError where it cannot be read."""
    match hint:
        case SidecarHint.TELEGRAM:
            yield from telegram.read(file, wanted)
        case SidecarHint.ARCHIVE:
            yield from archives.read(_bytes(file, MAX_ARCHIVE_BYTES), wanted)
        case _:
            content = _alone(file, hint)
            if content is not None:
                yield from ((name, content) for name in wanted)


def _alone(file: BinaryIO, hint: SidecarHint) -> SidecarContent | None:
    """What a sidecar says that is about all of its files alike."""
    match hint:
        case SidecarHint.XMP:
            return packets.read(_bytes(file, MAX_JSON_BYTES))
        case SidecarHint.WACZ:
            return wacz.read(file)
        case SidecarHint.PAGES:
            listed = wacz.pages(_bytes(file, MAX_JSON_BYTES))
            return wacz.content({}, listed) if listed else None
    return of_json(document(_bytes(file, MAX_JSON_BYTES)))


def of_json(content: Any) -> SidecarContent:
    """What a JSON beside a file says, whichever program wrote it."""
    pruned = Pruned(content)
    known = None
    if isinstance(content, dict):
        known = takeout.said(content) or downloads.said(content)
    form, said = known or (SidecarForm.OTHER, Said())
    return SidecarContent(form, said, pruned.tree, pruned.left_out)


def _bytes(file: BinaryIO, most: int) -> bytes:
    content = file.read(most + 1)
    if len(content) > most:
        raise MediaError(MediaFault.TOO_LARGE, bytes=most)
    return content
