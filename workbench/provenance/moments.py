"""Notices about moments: where picture and sound do not go on as they did, as facts.

Each names its moment: `at_s` in presentation seconds, and `pts` where a frame begins there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from workbench.provenance.facts import Facts
from workbench.records.errors import Fact
from workbench.records.provenance import Notice, NoticeCode

STANDS_S = 0.5
NEARLY_STANDS_S = 2.0
"""Over so long a time even a camera on a tripod records some change, if only noise."""
STANDS_FRAMES = 4
SINGLE_REPEATS = 3
COVERS_S = 0.5
_BREAKS = {
    ("video", "gap"): NoticeCode.PICTURE_GAP,
    ("sound", "gap"): NoticeCode.SOUND_GAP,
    ("video", "overlap"): NoticeCode.TIMES_OVERLAP,
    ("sound", "overlap"): NoticeCode.TIMES_OVERLAP,
    ("video", "back"): NoticeCode.CLOCK_GOES_BACK,
    ("sound", "back"): NoticeCode.CLOCK_GOES_BACK,
}


def _place(one: Mapping[str, Any], *, frame: bool) -> dict[str, Fact]:
    known: dict[str, Fact] = {"at_s": round(float(one["at_s"]), 3)}
    if frame:
        known["pts"] = int(one["pts"])
    return known


def _breaks(facts: Facts) -> Iterable[Notice]:
    """Of each kind the longest, and how many there are."""
    found: dict[NoticeCode, list[Mapping[str, Any]]] = {}
    for one in (facts.flow or {}).get("breaks", ()):
        code = _BREAKS.get((one["kind"], one["code"]))
        if code is not None:
            found.setdefault(code, []).append(one)
    for code, breaks in found.items():
        longest = max(breaks, key=lambda one: float(one["length_s"]))
        known = _place(longest, frame=longest["kind"] == "video" and longest["code"] == "gap")
        known |= {"length_s": round(float(longest["length_s"]), 3), "count": len(breaks)}
        yield Notice(code, known)


def _sound_covers_part(facts: Facts) -> Iterable[Notice]:
    streams = {one["kind"]: one for one in (facts.flow or {}).get("streams", ())}
    picture, sound = streams.get("video"), streams.get("sound")
    if picture is None or sound is None:
        return
    late_s = float(sound["start_s"]) - float(picture["start_s"])
    early_s = float(picture["end_s"]) - float(sound["end_s"])
    if max(late_s, early_s) > COVERS_S:
        names = {"sound_start_s": sound["start_s"], "sound_end_s": sound["end_s"]}
        names |= {"start_s": picture["start_s"], "end_s": picture["end_s"]}
        known: dict[str, Fact] = {n: round(max(float(v), 0.0), 3) for n, v in names.items()}
        at_s = sound["start_s"] if late_s >= early_s else sound["end_s"]
        yield Notice(NoticeCode.SOUND_COVERS_PART, {**known, "at_s": round(float(at_s), 3)})


def _cadence(facts: Facts) -> Iterable[Notice]:
    """The first place where key frames begin to come at another distance."""
    changes = ((facts.flow or {}).get("cadence") or {}).get("changes", ())
    for one in changes[:1]:
        known = _place(one, frame=True)
        known |= {"before": int(one["before"]), "after": int(one["after"])}
        yield Notice(NoticeCode.KEY_CADENCE_CHANGES, {**known, "count": len(changes)})


def _long(runs: Sequence[Mapping[str, Any]], least_s: float) -> list[Mapping[str, Any]]:
    return [
        one
        for one in runs
        if float(one["length_s"]) >= least_s and int(one["frames"]) >= STANDS_FRAMES
    ]


def _standing(facts: Facts) -> Iterable[Notice]:
    """Pictures that stand still: to the last sample, and nearly."""
    repeats = facts.repeats or {}
    for code, name, least_s in (
        (NoticeCode.PICTURE_STANDS, "exact", STANDS_S),
        (NoticeCode.PICTURE_NEARLY_STANDS, "near", NEARLY_STANDS_S),
    ):
        long = _long(repeats.get(name, {}).get("runs", ()), least_s)
        if long:
            longest = max(long, key=lambda one: float(one["length_s"]))
            known = _place(longest, frame=True)
            known |= {"length_s": round(float(longest["length_s"]), 3)}
            yield Notice(code, {**known, "frames": int(longest["frames"]), "count": len(long)})


def _repeated(facts: Facts) -> Iterable[Notice]:
    """Single frames that come twice: evenly all over, or here and there."""
    repeats = facts.repeats or {}
    padded = repeats.get("padded")
    if padded:
        known = _place(padded, frame=True)
        known |= {"frames": int(padded["frames"]), "new": int(padded["new"])}
        rates = {name: float(padded[name] or 0) for name in ("rate_hz", "new_rate_hz")}
        yield Notice(NoticeCode.RATE_PADDED, {**known, **rates})
        return
    short = [
        one for one in repeats.get("exact", {}).get("runs", ()) if float(one["length_s"]) < STANDS_S
    ]
    again = sum(int(one["frames"]) - 1 for one in short)
    if again >= SINGLE_REPEATS:
        known = {**_place(short[0], frame=True), "repeats": again}
        yield Notice(NoticeCode.FRAMES_REPEATED, {**known, "frames": int(repeats["frames"])})


LOOKS: tuple[Callable[[Facts], Iterable[Notice]], ...] = (
    _breaks,
    _sound_covers_part,
    _cadence,
    _standing,
    _repeated,
)
