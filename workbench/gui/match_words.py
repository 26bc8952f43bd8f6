"""Match words: what an alignment says, in a sentence that the eye can check."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from workbench.gui import words
from workbench.i18n import _, ngettext
from workbench.i18n.safe import shown as safe
from workbench.records.item import ItemId, MediaKind
from workbench.records.match import Alignment, Basis, LibraryReference, Match, Search, Segment

if TYPE_CHECKING:
    from workbench.session import Session

_T = TypeVar("_T")

RATE_SLACK = 0.005
CROP_SLACK = 0.01


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
    if not isinstance(reference, LibraryReference):
        return ""
    said = [p for p in (reference.place, reference.date, reference.source) if p]
    said.append(_("library {name}").format(name=reference.library))
    return safe(" · ".join(said))


def span_text(start_s: float, end_s: float) -> str:
    """`41.0–47.6 s`, or one moment."""
    if end_s - start_s < 0.05:
        return _("{at} s").format(at=_tenths(start_s))
    return _("{start}–{end} s").format(start=_tenths(start_s), end=_tenths(end_s))


def stills(session: Session, match: Match) -> tuple[bool, bool]:
    """Whether the query is a still, and whether the reference is one."""
    query = _is_still(session, match.query)
    reference = match.reference
    if not isinstance(reference, LibraryReference):
        return query, _is_still(session, reference)
    # A match does not keep what an entry was; but only a still lies at 0 to 0, and two stills
    # leave no doubt about the moment.
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
    return _("= “{name}” {span}").format(name=other, span=there)


def spans(segment: Segment) -> tuple[str, str]:
    """The seconds of the query, and those of the reference."""
    return (
        span_text(segment.query_start_s, segment.query_end_s),
        span_text(segment.reference_start_s, segment.reference_end_s),
    )


def seen_from(item: ItemId, match: Match, sides: tuple[_T, _T]) -> tuple[_T, _T]:
    """Query and reference as this side and that side."""
    query, reference = sides
    return (query, reference) if match.query == item else (reference, query)


def manner(segment: Segment, as_query: bool) -> list[str]:
    """How the pictures differ, seen from the query or from the reference: mirrored, turned,
    cropped, faster; empty when not at all."""
    said = []
    if segment.mirrored:
        said.append(_("mirrored left to right"))
    if segment.rotated_deg:
        degrees = segment.rotated_deg if as_query else 360 - segment.rotated_deg
        said.append(_("turned {degrees}° clockwise").format(degrees=degrees))
    if abs(segment.rate - 1) > RATE_SLACK and segment.query_end_s > segment.query_start_s:
        rate = segment.rate if as_query else 1 / segment.rate
        said.append(_("at {rate} times the speed").format(rate=f"{rate:.3g}"))
    left, top, right, bottom = segment.crop
    if (
        min(left, top, 1 - right, 1 - bottom) < 0
        or max(left, top, 1 - right, 1 - bottom) > CROP_SLACK
    ):
        shows = (
            _("shows {width} % × {height} % of the other picture")
            if as_query
            else _("the other shows {width} % × {height} % of this picture")
        )
        width, height = round(100 * (right - left)), round(100 * (bottom - top))
        said.append(shows.format(width=width, height=height))
    return said


def measured(segment: Segment) -> str:
    """What the correspondence rests on, with units and meaning."""
    parts = [
        ngettext("{n} frame corresponds", "{n} frames correspond", segment.frames).format(
            n=segment.frames
        ),
        _("median distance {distance} of 256 bits").format(
            distance=f"{segment.distance_median:.0f}"
        ),
        _("edges ± {s} s").format(s=f"{segment.uncertainty_s:.2f}"),
    ]
    if segment.inliers is not None:
        parts.append(_("{n} features agree").format(n=segment.inliers))
    return " · ".join(parts)


def basis(alignment: Alignment) -> str:
    return {
        Basis.PICTURE: _("by picture"),
        Basis.SOUND: _("by sound"),
        Basis.BOTH: _("by picture and sound"),
    }[alignment.basis]


def searched(search: Search) -> str:
    """A search as a record, also of what was not found."""
    entries = ngettext(
        "Searched {n} piece of footage", "Searched {n} pieces of footage", search.entries
    ).format(n=words.count_text(search.entries))
    where = ", ".join(safe(name) for name in search.libraries) or _("this case only")
    found = (
        ngettext("{n} match", "{n} matches", search.matches).format(n=search.matches)
        if search.matches
        else _("nothing found")
    )
    return _("{entries} ({where}, {fingerprints} fingerprints): {found}").format(
        entries=entries,
        where=where,
        fingerprints=words.count_text(search.fingerprints),
        found=found,
    )


def unclear(search: Search) -> list[str]:
    """What the search could not tell."""
    return [
        _("Cannot tell about {span}: too plain to be compared").format(
            span=span_text(u.start_s, u.end_s)
        )
        for u in search.unclear
    ]


def _tenths(seconds: float) -> str:
    return f"{seconds:.1f}"
