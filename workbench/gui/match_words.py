"""Match words: what an alignment says, in a sentence that the eye can check."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from workbench.i18n import _, libraries, matches
from workbench.i18n.safe import shown as safe
from workbench.records.item import ItemId, MediaKind
from workbench.records.match import Basis, LibraryReference, Match, Segment

if TYPE_CHECKING:
    from workbench.session import Session

_T = TypeVar("_T")


def other_name(session: Session, match: Match, item: ItemId) -> str:
    """The footage that the item is matched with."""
    if match.query != item:
        return item_name(session, match.query)
    if isinstance(match.reference, LibraryReference):
        return safe(match.reference.title)
    return item_name(session, match.reference)


def item_name(session: Session, item: ItemId) -> str:
    card = session.card(item)
    return safe(card.sheet.title or card.item.name)


def origin(match: Match) -> str:
    """Where a library says that its footage comes from; empty for an item of the case."""
    reference = match.reference
    return reference_origin(reference) if isinstance(reference, LibraryReference) else ""


def reference_origin(reference: LibraryReference) -> str:
    """Place, date and source of a library's entry, and which library says so."""
    said = [p for p in (reference.place, reference.date, reference.source) if p]
    said.append(_("library {name}").format(name=reference.library))
    if reference.by_hashes:
        said.append(libraries.only_hashes())
    return safe(" · ".join(said))


def stills(session: Session, match: Match) -> tuple[bool, bool]:
    """Whether the query is a still, and whether the reference is one."""
    query = _is_still(session, match.query)
    reference = match.reference
    if not isinstance(reference, LibraryReference):
        return query, _is_still(session, reference)
    if reference.kind is not None:
        return query, reference.kind is MediaKind.STILL
    # An older match does not keep what the entry was; but only a still lies at 0 to 0, and two
    # stills leave no doubt about the moment.
    at_zero = all(s.reference_start_s == s.reference_end_s == 0 for s in match.alignment.segments)
    certain = all(s.uncertainty_s == 0 for s in match.alignment.segments)
    return query, match.alignment.still and at_zero and (certain or not query)


def _is_still(session: Session, item: ItemId) -> bool:
    return session.item(item).kind is MediaKind.STILL


def equation(session: Session, match: Match, segment: Segment, item: ItemId) -> str:
    """Which seconds equal which seconds, seen from `item`; a still has none."""
    other = other_name(session, match, item)
    still_here, still_there = seen_from(item, match, stills(session, match))
    here, there = seen_from(item, match, spans(segment))
    if segment.basis is Basis.SOUND:
        said = _("the sound of {here} of this = the sound of {there} of “{other}”")
        return said.format(here=here, there=there, other=other)
    if still_here and still_there:
        return _("this picture = the picture “{other}”").format(other=other)
    if still_here:
        return _("this picture = {there} of “{other}”").format(there=there, other=other)
    if still_there:
        return _("{here} of this = the picture “{other}”").format(here=here, other=other)
    return _("{here} of this = {there} of “{other}”").format(here=here, there=there, other=other)


def counterpart(session: Session, match: Match, segment: Segment, item: ItemId) -> str:
    """What `item` is said to equal, short enough for a lane."""
    other = other_name(session, match, item)
    if seen_from(item, match, stills(session, match))[1]:
        return _("= the picture “{name}”").format(name=other)
    there = seen_from(item, match, spans(segment))[1]
    if segment.basis is Basis.SOUND:
        return _("sound = “{name}” {span}").format(name=other, span=there)
    return _("= “{name}” {span}").format(name=other, span=there)


def spans(segment: Segment) -> tuple[str, str]:
    """The seconds of the query, and those of the reference."""
    return (
        matches.span(segment.query_start_s, segment.query_end_s),
        matches.span(segment.reference_start_s, segment.reference_end_s),
    )


def seen_from(item: ItemId, match: Match, sides: tuple[_T, _T]) -> tuple[_T, _T]:
    """Query and reference as this side and that side."""
    query, reference = sides
    return (query, reference) if match.query == item else (reference, query)
