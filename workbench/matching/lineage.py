"""Lineage: which of some copies was likely made of which.

An edit takes away or adds: pixels, seconds, frames, a rim of the picture; bars, captions. What one
copy has less of than the other speaks for its having been made of it, and no ground proves it: a
copy can be enlarged, a compilation is longer than what it was made of. So grounds are listed, those
against as well, and where they are even nothing is told.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from workbench.records.lineage import Copy, Descent, Ground, Lineage, Reason, Told
from workbench.records.match import Alignment, Segment

WEIGHTS = {
    Ground.CROP: 3,
    Ground.MARKS: 3,
    Ground.BARS: 2,
    Ground.GENERATION: 2,
    Ground.RESOLUTION: 1,
    Ground.LENGTH: 1,
    Ground.FRAME_RATE: 1,
}
"""A crop and a caption cannot be undone; sizes and lengths can be had otherwise."""
WHOLE_SHARE = 0.97
"""Of a picture that shows so much of the other nothing was cut off."""
MORE = 1.1
"""Pixels, frames a second and seconds are more from so many times as many on."""
LENGTH_SLACK_S = 0.5
COVERED = 0.9


@dataclass(frozen=True, slots=True)
class Link:
    """A match: how `query` lies in `reference`."""

    query: Hashable
    reference: Hashable
    alignment: Alignment


def lineages(copies: Iterable[Copy], links: Iterable[Link]) -> tuple[Lineage, ...]:
    """The families among some copies, largest first; copies that match nothing are none."""
    known = {one.key: one for one in copies}
    ways: dict[tuple[Hashable, Hashable], Alignment] = {}
    for link in links:
        way = link.query, link.reference
        if link.query in known and link.reference in known and link.query != link.reference:
            before = ways.get(way)
            if before is None or link.alignment.score > before.score:
                ways[way] = link.alignment
    pairs = {way: one for way, one in ways.items() if not _is_better(ways.get(way[::-1]), way, one)}
    found = []
    for family in _families(known, pairs):
        descents = tuple(
            descent(known[way[0]], known[way[1]], alignment, ways.get(way[::-1]))
            for way, alignment in pairs.items()
            if way[0] in family
        )
        members = tuple(known[key] for key in known if key in family)
        parents = _parents(members, descents)
        found.append(Lineage(members, descents, parents, _best(members, descents)))
    return tuple(sorted(found, key=lambda one: -len(one.copies)))


def _is_better(other: Alignment | None, way: tuple[Hashable, Hashable], one: Alignment) -> bool:
    """Whether the match the other way round is the one to tell by; of equals the first by name."""
    if other is None or other.score == one.score:
        return other is not None and str(way[::-1]) < str(way)
    return other.score > one.score


def descent(
    query: Copy, reference: Copy, alignment: Alignment, back: Alignment | None = None
) -> Descent:
    """What speaks for the one having been made of the other. `back`: how the reference lies in the
    query, where it was searched for as well: only that says what was cut off the reference."""
    segment = _main(alignment)
    toward_query = list(_grounds(query, reference, alignment, segment))
    if back is not None and not any(reason.ground is Ground.CROP for reason, _ in toward_query):
        toward_query += _cropped(reference, query, _main(back))
    for_query_child = [reason for reason, child in toward_query if child == query.key]
    for_reference_child = [reason for reason, child in toward_query if child == reference.key]
    weight = _weight(for_query_child) - _weight(for_reference_child)
    parent, child, reasons, against = reference, query, for_query_child, for_reference_child
    rate = segment.rate
    if weight < 0:
        parent, child, reasons, against = query, reference, for_reference_child, for_query_child
        rate = 1 / segment.rate
    told = Told.UNTOLD if weight == 0 else Told.MIXED if against else Told.PARENT
    if parent.still and not child.still:  # what moves was not made of what does not
        return Descent(parent.key, child.key, Told.UNTOLD, (), (), segment.mirrored, rate)
    return Descent(
        parent.key, child.key, told, tuple(reasons), tuple(_turned(against)), segment.mirrored, rate
    )


def _turned(reasons: Iterable[Reason]) -> list[Reason]:
    """Reasons with the values of the other direction."""
    return [Reason(one.ground, one.child, one.parent) for one in reasons]


def _weight(reasons: Iterable[Reason]) -> int:
    return sum(WEIGHTS[one.ground] for one in reasons)


def _grounds(
    query: Copy, reference: Copy, alignment: Alignment, segment: Segment
) -> Iterable[tuple[Reason, Hashable]]:
    """Each ground, and the key of the copy that it says is the child."""
    yield from _cropped(query, reference, segment)
    shown = _share(segment.crop)
    pairs = (
        (Ground.BARS, _share(reference.box), _share(query.box), 1 / WHOLE_SHARE),
        (Ground.RESOLUTION, _pixels(reference, shown), _pixels(query, 1.0), MORE),
        (Ground.FRAME_RATE, reference.frame_rate_hz, query.frame_rate_hz, MORE),
    )
    for ground, theirs, ours, more in pairs:
        if theirs and ours and theirs >= more * ours:
            yield Reason(ground, theirs, ours), query.key
        elif theirs and ours and ours >= more * theirs:
            yield Reason(ground, ours, theirs), reference.key
    fewer = (
        (Ground.MARKS, reference.marks, query.marks),
        (Ground.GENERATION, reference.generation, query.generation),
    )
    for ground, has, had in fewer:
        if has is not None and had is not None and has != had:
            child = query if had > has else reference
            yield Reason(ground, min(has, had), max(has, had)), child.key
    yield from _length(query, reference, alignment)


def _main(alignment: Alignment) -> Segment:
    return max(alignment.segments, key=lambda s: (s.query_end_s - s.query_start_s, s.frames))


def _cropped(query: Copy, reference: Copy, segment: Segment) -> Iterable[tuple[Reason, Hashable]]:
    """Whether the query shows a part only of what the reference shows inside its bars."""
    shown, frame = _share(segment.crop), _share(reference.box)
    if 0 < shown < WHOLE_SHARE * frame:
        yield Reason(Ground.CROP, 1.0, round(shown / frame, 4)), query.key


def _length(
    query: Copy, reference: Copy, alignment: Alignment
) -> Iterable[tuple[Reason, Hashable]]:
    """A clip of which all lies in a longer one, in one piece: what lies in it in several pieces is
    a compilation, or it is one."""
    if alignment.still:
        if query.still != reference.still:
            child, length_s = (query, reference) if query.still else (reference, query)
            yield Reason(Ground.LENGTH, length_s.length_s or 0.0, 0.0), child.key
        return
    if query.length_s is None or reference.length_s is None or len(alignment.segments) != 1:
        return
    (segment,) = alignment.segments
    ours = (segment.query_end_s - segment.query_start_s) / max(query.length_s, 1e-3)
    theirs = (segment.reference_end_s - segment.reference_start_s) / max(reference.length_s, 1e-3)
    longer_s = reference.length_s - query.length_s * segment.rate
    if ours >= COVERED and theirs < COVERED and longer_s > LENGTH_SLACK_S:
        yield Reason(Ground.LENGTH, reference.length_s, query.length_s), query.key
    elif theirs >= COVERED and ours < COVERED and -longer_s > LENGTH_SLACK_S:
        yield Reason(Ground.LENGTH, query.length_s, reference.length_s), reference.key


def _share(box: tuple[float, float, float, float]) -> float:
    left, top, right, bottom = box
    return (right - left) * (bottom - top)


def _pixels(copy: Copy, shown: float) -> float:
    """Of the picture that both show."""
    return round(copy.width_px * copy.height_px * _share(copy.box) * shown)


def _families(
    known: dict[Hashable, Copy], links: Iterable[tuple[Hashable, Hashable]]
) -> list[set[Hashable]]:
    family = {key: {key} for key in known}
    for one, other in links:
        if family[one] is not family[other]:
            family[one] |= family[other]
            for key in family[other]:
                family[key] = family[one]
    distinct = {id(keys): keys for keys in family.values() if len(keys) > 1}
    return list(distinct.values())


def _parents(copies: Sequence[Copy], descents: Sequence[Descent]) -> dict[Hashable, Hashable]:
    """Of each child the parent that is least unlike it; never round in a circle, since a parent
    has more of what counts than its child."""
    rank = {one.key: 0 for one in copies}
    told = [one for one in descents if one.told is not Told.UNTOLD]
    for one in told:
        margin = _weight(one.reasons) - _weight(one.against)
        rank[one.parent] += margin
        rank[one.child] -= margin
    parents: dict[Hashable, Hashable] = {}
    unlike: dict[Hashable, tuple[float, ...]] = {}
    for one in told:
        if rank[one.parent] <= rank[one.child]:
            continue
        value = (_weight(one.reasons) + _weight(one.against), *_apart(one))
        if one.child not in unlike or value < unlike[one.child]:
            parents[one.child], unlike[one.child] = one.parent, value
    return parents


def _apart(descent: Descent) -> tuple[float, ...]:
    return (sum(abs(math.log((r.parent + 1) / (r.child + 1))) for r in descent.reasons),)


def _best(copies: Sequence[Copy], descents: Sequence[Descent]) -> tuple[Hashable, ...]:
    """Those that were made of no other one here, of these those with most pixels of the picture,
    of these the longest."""
    children = {one.child for one in descents if one.told is not Told.UNTOLD}
    roots = [one for one in copies if one.key not in children] or list(copies)
    most = max(_pixels(one, 1.0) for one in roots)
    roots = [one for one in roots if _pixels(one, 1.0) * MORE >= most]
    longest_s = max(one.length_s or 0.0 for one in roots)
    return tuple(one.key for one in roots if (one.length_s or 0.0) + LENGTH_SLACK_S >= longest_s)
