"""Kinship: the items of a case and the known footage that they match, as copies of each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from workbench.dossier import families
from workbench.library.search import footage_of
from workbench.matching.find import Footage
from workbench.matching.lineage import Link
from workbench.matching.track import WHOLE, Box
from workbench.provenance.generation import generation
from workbench.records.item import Digest, ItemId, MediaKind, Medium
from workbench.records.lineage import Copy
from workbench.records.match import Decision, LibraryReference

if TYPE_CHECKING:
    from workbench.session.known_footage import KnowingCase

Key = ItemId | LibraryReference


def links(case: KnowingCase) -> list[Link]:
    """Matches by the picture that the analyst has not rejected, of each pair the latest."""
    found = case.matches()
    rejected = {m.id for m in found if case.decision(m.id).decision is Decision.REJECTED}
    return families.links(found, rejected)


def copies(case: KnowingCase, found: Sequence[Link]) -> list[Copy]:
    """What is known of everything that is in a match; library entries that are not at hand are
    left out."""
    keys = {key: None for link in found for key in (link.query, link.reference)}
    items = [key for key in keys if not isinstance(key, LibraryReference)]
    made = [_of_item(case, ItemId(int(str(item)))) for item in items]
    made += _of_entries(case, [key for key in keys if isinstance(key, LibraryReference)])
    return made


def _of_item(case: KnowingCase, item: ItemId) -> Copy:
    said = case.testimony(item)
    return _copy(item, case.item(item).medium, case.footage(item), generation(said))


def _of_entries(case: KnowingCase, references: Iterable[LibraryReference]) -> Iterator[Copy]:
    for reference in references:
        for path in case.libraries():
            if path.name != reference.library:
                continue
            with closing(case.desk.open_library(path)) as library:
                entry = library.with_digest(Digest(reference.sha256))
                if entry is not None:
                    yield _copy(reference, entry.medium, footage_of(library, entry), None)
                    break


def _copy(key: Key, medium: Medium, footage: Footage, step: int | None) -> Copy:
    width_px, height_px = medium.upright_size_px or (0, 0)
    still = medium.kind is MediaKind.STILL
    rate = medium.video.average_rate if medium.video is not None and not still else None
    return Copy(
        key=key,
        width_px=round(width_px * float(medium.upright_pixel_aspect)),
        height_px=height_px,
        still=still,
        length_s=None if still or medium.duration_s is None else float(medium.duration_s),
        frame_rate_hz=None if rate is None else float(rate),
        box=_box(footage),
        generation=step,
    )


def _box(footage: Footage) -> Box:
    """The picture inside its bars."""
    return next((track.box for track in footage.tracks if track.variant.trimmed), WHOLE)
