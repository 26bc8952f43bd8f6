"""What happens over the time of a clip: rows for a tree, and the course that a chart shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from workbench.gui.tables.row_tree import TreeRow
from workbench.gui.widgets.flow_chart import Course, Mark, MarkKind, rate_text
from workbench.i18n import _, ngettext
from workbench.i18n.numbers import count_text
from workbench.i18n.safe import shown
from workbench.provenance.facts import Facts
from workbench.records.frame import Moment, MomentKind
from workbench.records.item import Medium

NEARLY_S = 0.5
FROZEN_FRAMES = 6


def moment(at_s: float, pts: int | None) -> Moment:
    """The frame that begins at a PTS, else what is shown at a time."""
    if pts is not None:
        return Moment(MomentKind.PTS, Fraction(pts))
    return Moment(MomentKind.SECONDS, max(Fraction(at_s), Fraction(0)))


def course_of(facts: Facts) -> Course | None:
    """What the chart shows of a file; None where its packets were not listed."""
    flow = facts.flow
    if not flow or not flow.get("picture_bps"):
        return None
    return Course(
        start_s=float(flow["start_s"]),
        step_s=float(flow["step_s"]),
        picture_bps=flow["picture_bps"],
        sound_bps=flow["sound_bps"],
        key_s=_key_seconds(flow, facts.medium),
        marks=tuple(marks_of(facts)),
    )


def _key_seconds(flow: Mapping[str, Any], medium: Medium) -> list[float]:
    base, offset_s = float(medium.time_base or 1), float(medium.start_offset_s)
    return [pts * base - offset_s for pts in flow["key_pts"]]


def marks_of(facts: Facts) -> Iterator[Mark]:
    """Frozen pictures first: what is short is drawn over what is long."""
    repeats = facts.repeats or {}
    for kind, name in ((MarkKind.NEARLY_STANDS, "near"), (MarkKind.STANDS, "exact")):
        for run in repeats.get(name, {}).get("runs", ()):
            if not _worth_marking(name, run, repeats.get("padded")):
                continue
            start_s = float(run["at_s"])
            end_s = start_s + float(run["length_s"])
            yield Mark(kind, start_s, end_s, _run_said(name, run), int(run["pts"]))
    padded = repeats.get("padded")
    if padded:
        start_s = float(padded["at_s"])
        said = _padded_said(padded)
        end_s = start_s + float(padded["length_s"])
        yield Mark(MarkKind.PADDED, start_s, end_s, said, int(padded["pts"]))
    for one in (facts.flow or {}).get("breaks", ()):
        start_s = float(one["at_s"])
        frame = one["kind"] == "video" and one["code"] == "gap"
        end_s = start_s + (float(one["length_s"]) if one["code"] != "back" else 0.0)
        said = break_said(one)
        yield Mark(MarkKind.BREAK, start_s, end_s, said, int(one["pts"]) if frame else None)
    for one in ((facts.flow or {}).get("cadence") or {}).get("changes", ()):
        at_s = float(one["at_s"])
        yield Mark(MarkKind.CHANGE, at_s, at_s, _change_said(one), int(one["pts"]))


def _worth_marking(name: str, run: Mapping[str, Any], padded: Mapping[str, Any] | None) -> bool:
    """Not the single repeats of a padded rate, nor what nearly stands for a moment."""
    if name == "near":
        return float(run["length_s"]) >= NEARLY_S
    if padded is None:
        return True
    first = int(padded["index"])
    inside = first <= int(run["index"]) < first + int(padded["frames"])
    return not inside and int(run["frames"]) >= FROZEN_FRAMES


def _padded_said(padded: Mapping[str, Any]) -> str:
    rates = f"{padded['new_rate_hz']:g} → {padded['rate_hz']:g}"
    return _("Rate padded, {rates} frames/s").format(rates=rates)


def _run_said(name: str, run: Mapping[str, Any]) -> str:
    if name == "exact":
        return _("Equal frames: {n}").format(n=count_text(int(run["frames"])))
    return _("Nearly equal frames: {n}").format(n=count_text(int(run["frames"])))


def break_said(one: Mapping[str, Any]) -> str:
    """A break in one line."""
    names = {
        ("video", "gap"): _("No new picture"),
        ("sound", "gap"): _("Sound is missing"),
        ("video", "overlap"): _("Two pictures at one time"),
        ("sound", "overlap"): _("Sound overlaps"),
        ("video", "back"): _("The clock of the picture goes back"),
        ("sound", "back"): _("The clock of the sound goes back"),
    }
    return names.get((str(one["kind"]), str(one["code"])), shown(str(one["code"])))


def _change_said(one: Mapping[str, Any]) -> str:
    said = _("Key frames every {after} frames, before every {before}")
    return said.format(after=one["after"], before=one["before"])


def rows_of(facts: Facts) -> list[TreeRow]:
    """Figures of each stream, then every mark with its moment as the key."""
    flow = facts.flow
    if not flow:
        return []
    rows = [TreeRow(0, (_("Rates and frames"), "", ""), strong=True)]
    for stream in flow["streams"]:
        rows.append(_rates(stream))
    rows += [TreeRow(1, (said, value, "")) for said, value in _figures(facts)]
    found = sorted(marks_of(facts), key=lambda mark: mark.start_s)
    if facts.repeats is None and facts.medium.video is not None:
        rows.append(TreeRow(1, (_("Frames are not compared yet"), "", "")))
    if found:
        heads = (_("Moments"), count_text(len(found)), "")
        rows.append(TreeRow(0, heads, strong=True))
    for mark in found:
        length = "" if mark.end_s <= mark.start_s else _seconds(mark.end_s - mark.start_s)
        cells = (mark.said, _seconds(mark.start_s), length)
        rows.append(TreeRow(1, cells, key=moment(mark.start_s, mark.pts)))
    return rows


def _seconds(value: float) -> str:
    return _("{n} s").format(n=f"{value:.3f}")


def _rates(stream: Mapping[str, Any]) -> TreeRow:
    kind = _("Sound") if stream["kind"] == "sound" else _("Picture")
    mean = "–" if stream["mean_bps"] is None else rate_text(stream["mean_bps"])
    least, most = rate_text(stream["least_bps"]), rate_text(stream["most_bps"])
    return TreeRow(1, (kind, mean, _("{least} to {most}").format(least=least, most=most)))


def _figures(facts: Facts) -> Iterator[tuple[str, str]]:
    cadence = (facts.flow or {}).get("cadence") or {}
    if cadence:
        keys, frames = (count_text(int(cadence[n])) for n in ("key_frames", "frames"))
        yield _("Key frames"), _("{keys} of {frames}").format(keys=keys, frames=frames)
    distance = cadence.get("distance")
    if distance:
        yield _("Key frames apart"), _distance(distance)
    types = cadence.get("types")
    if types:
        yield _("Types of frames"), ", ".join(f"{n} {count_text(int(types[n]))}" for n in "IPB")
        if types.get("usual_group"):
            yield _("Usual group"), shown(str(types["usual_group"]))
    repeats = facts.repeats
    if repeats:
        for said, name in ((_("Equal frames"), "exact"), (_("Nearly equal frames"), "near")):
            known = repeats.get(name, {})
            told = _("{n}, places: {runs}").format(
                n=count_text(int(known.get("repeats", 0))), runs=count_text(known.get("count", 0))
            )
            yield said, told if known.get("count") else _("none")
        padded = repeats.get("padded")
        if padded:
            yield (
                _("Frames that are new"),
                _("{n} of {frames}").format(
                    n=count_text(int(padded["new"])), frames=count_text(int(padded["frames"]))
                ),
            )


def _distance(distance: Mapping[str, Any]) -> str:
    if distance["least"] == distance["most"]:
        n = int(distance["most"])
        return ngettext("{n} frame", "{n} frames", n).format(n=n)
    said = _("{least} to {most} frames").format(least=distance["least"], most=distance["most"])
    if distance.get("usual"):
        usual = _("usually {n}").format(n=distance["usual"])
        said = f"{said}, {usual}"
    regular = distance.get("regular")
    if regular is None:
        return said
    return f"{said}, {_('regular') if regular else _('irregular')}"
