"""Opening a citation again: the frame that it names, compared to the bit with what it states."""

from __future__ import annotations

from pathlib import Path

from workbench.ingest import originals
from workbench.jobs import extract
from workbench.jobs.extract import ExactPicture
from workbench.jobs.queue import Control
from workbench.media.sandbox import Sandbox
from workbench.records.citation import Citation, CitedState, OpenedCitation
from workbench.records.errors import MediaError, MediaFault
from workbench.records.frame import FrameTable
from workbench.records.item import Item, MediaKind


def reopen(
    citation: Citation,
    item: Item,
    original: Path,
    table: FrameTable | None,
    sandbox: Sandbox,
    control: Control,
) -> OpenedCitation:
    """Decode the frame again and compare. Refusal(ORIGINAL_CHANGED), MediaError."""
    if not _can_have(item, citation):
        return OpenedCitation(citation, CitedState.NO_SUCH_FRAME, item.id)
    index = None
    if citation.pts is not None and table is not None:
        index = table.index_of_pts(citation.pts)
        if index is None:
            return OpenedCitation(citation, CitedState.NO_SUCH_FRAME, item.id)
    picture = _picture(citation, item, original, sandbox, control)
    if picture is None:
        return OpenedCitation(citation, CitedState.NO_SUCH_FRAME, item.id)
    return OpenedCitation(
        citation,
        _state(citation, picture),
        item.id,
        index,
        picture.planes_sha256,
        picture.pixels_sha256,
        picture.converter,
        picture.rgb,
    )


def _can_have(item: Item, citation: Citation) -> bool:
    """Whether the item is of the kind, and has the clock, that the citation speaks of."""
    if citation.pts is None:
        return item.kind is MediaKind.STILL
    return item.kind is MediaKind.CLIP and item.medium.time_base == citation.time_base


def _picture(
    citation: Citation, item: Item, original: Path, sandbox: Sandbox, control: Control
) -> ExactPicture | None:
    def check(_done: int, _of: int) -> None:
        control.check()

    wanted = [(citation.index, citation.pts)]
    with originals.unchanged(original, item, check) as opened:
        try:
            found = next(iter(extract.extract(sandbox, opened.fd, wanted, control)), None)
        except MediaError as fault:
            if fault.fault is MediaFault.DAMAGED and "pts" in fault.facts:
                return None  # nothing has that time
            raise
        opened.assure(check)
        return found if isinstance(found, ExactPicture) else None


def _state(citation: Citation, picture: ExactPicture) -> CitedState:
    if picture.planes_sha256 != citation.planes_sha256:
        return CitedState.OTHER_PLANES
    if picture.pixels_sha256 == citation.pixels_sha256:
        return CitedState.IDENTICAL
    same = picture.converter == citation.converter
    return CitedState.OTHER_PIXELS if same else CitedState.OTHER_CONVERTER
