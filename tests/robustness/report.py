"""The table of the robustness suite, as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from tests.robustness.trial import Result

HEAD = """# Robustness

What becomes of real footage on its way through messengers and channels, and what is found of it.
`make robustness` makes this page: it takes real clips and stills, applies each edit by itself and
a sample of pairs of edits, codes the result again, and searches for it in a library of all the
sources and of footage that has nothing to do with them.

Beside it, in the same run, stand *vPDQ* as it is documented (a bag of frames; within 31 bits,
quality 50 or more, 80 % of the frames) and *pHash* frame by frame (64 bits; within 10 bits, half
of the frames). Both have ten frames a second, on both sides, which is more than vPDQ asks for.
"""
TOLD = """
*Found* is the share of copies of which the right entry was found. *Edges* is how far the four ends
of the segment are off, in seconds, in the median; *offset* is how far the middle is off; *crop* is
how far the worst edge of the rectangle is off, of the picture's side, in the median. *Mirroring
wrong* counts copies of which it is told wrongly. Stills have neither edges nor offset; of footage
in which nothing moves only one moment is told, and no edges.
"""

FAR_OFF_S = 0.5

COLUMNS = (
    *("edit", "copies", "found: clips", "stills", "vPDQ", "pHash"),
    *("edges s", "offset s", "crop %", "mirroring wrong"),
)


def report(results: Sequence[Result], entries: int) -> str:
    """The whole page."""
    single = [one for one in results if " + " not in one.edit]
    pairs = [one for one in results if " + " in one.edit]
    parts = [HEAD, _summary(single, pairs, results, entries), TOLD]
    parts += ["\n## Single edits\n", _table(single), "\n## Pairs of edits\n", _table(pairs)]
    wrong = sorted({(one.edit, one.source, *one.wrong) for one in results if one.wrong})
    if wrong:
        parts.append("\n## Wrong entries\n")
        parts += ["- " + ": ".join((row[0], row[1], ", ".join(row[2:]))) for row in wrong]
    parts += ["\n## Not found\n", *_listed(results, lambda one: not one.found)]
    parts += ["\n## An edge off by more than half a second\n", *_listed(results, _is_far_off)]
    return "\n".join(parts) + "\n"


def _is_far_off(result: Result) -> bool:
    return max(result.edges_s, default=0.0) > FAR_OFF_S


def _listed(results: Sequence[Result], true: Callable[[Result], bool]) -> list[str]:
    """By source, the edits of which it is true."""
    edits: dict[str, list[str]] = {}
    for one in results:
        if true(one):
            edits.setdefault(one.source, []).append(one.edit)
    return [f"- {source}: {', '.join(sorted(names))}" for source, names in sorted(edits.items())]


def _summary(
    single: Sequence[Result],
    pairs: Sequence[Result],
    results: Sequence[Result],
    entries: int,
) -> str:
    clips = {one.source for one in results if not one.still}
    stills = {one.source for one in results if one.still} - clips
    unrelated = sum(one.unrelated for one in results)
    moving = [edge for one in results for edge in one.edges_s]
    crops = [one.crop for one in results if one.crop is not None]
    offsets = [one.offset_s for one in results if one.edges_s and one.offset_s is not None]
    told = [one for one in results if one.mirrored_right is not None]
    slips = sum(not one.mirrored_right for one in told)
    wrong = (
        sum(len(one.wrong) for one in results),
        sum(one.vpdq_wrong for one in results),
        sum(one.phash_wrong for one in results),
    )
    lines = [
        f"{len(clips)} clips, {len(stills)} stills, {len(results)} copies; a library of {entries}",
        f"entries; {unrelated} pairs of a copy and an entry that shows something else.",
        "",
        "| | this program | vPDQ | pHash |",
        "|---|---|---|---|",
        _compared("found, single edits", single),
        _compared("found, clips, single edits", [one for one in single if not one.still]),
        _compared("found, stills, single edits", [one for one in single if one.still]),
        _compared("found, pairs of edits", pairs),
        f"| wrong entries | {' | '.join(str(count) for count in wrong)} |",
        f"| edges, median and 95 % | {_spread(moving, ' s')} | – | – |",
        f"| offset, median and 95 % | {_spread(offsets, ' s')} | – | – |",
        f"| crop, median and 95 % | {_spread([100 * c for c in crops], ' %')} | – | – |",
        f"| mirroring wrong | {slips} of {len(told)} | – | – |",
        f"| search, median and 95 % | {_spread([one.seconds for one in results], ' s')} | – | – |",
    ]
    return "\n".join(lines)


def _compared(name: str, results: Sequence[Result]) -> str:
    return (
        f"| {name} | **{_share(results, lambda one: one.found)}** "
        f"| {_share(results, lambda one: one.vpdq)} | {_share(results, lambda one: one.phash)} |"
    )


def _share(results: Sequence[Result], true: Callable[[Result], bool]) -> str:
    return f"{np.mean([true(one) for one in results]):.3f}" if results else "–"


def _spread(values: Iterable[float], unit: str) -> str:
    known = list(values)
    if not known:
        return "–"
    return f"{np.median(known):.2f}{unit}, {np.percentile(known, 95):.2f}{unit}"


def _table(results: Sequence[Result]) -> str:
    lines = [
        f"| {' | '.join(COLUMNS)} |",
        f"|{'---|' * len(COLUMNS)}",
    ]
    for name in dict.fromkeys(one.edit for one in sorted(results, key=lambda one: one.still)):
        mine = [one for one in results if one.edit == name]
        edges = [edge for one in mine for edge in one.edges_s]
        offsets = [one.offset_s for one in mine if one.edges_s and one.offset_s is not None]
        crops = [100 * one.crop for one in mine if one.crop is not None]
        cells = [
            name,
            str(len(mine)),
            _share([one for one in mine if not one.still], lambda one: one.found),
            _share([one for one in mine if one.still], lambda one: one.found),
            _share(mine, lambda one: one.vpdq),
            _share(mine, lambda one: one.phash),
            f"{np.median(edges):.2f}" if edges else "–",
            f"{np.median(offsets):.2f}" if offsets else "–",
            f"{np.median(crops):.1f}" if crops else "–",
            str(sum(one.mirrored_right is False for one in mine)),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)
