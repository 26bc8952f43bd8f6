"""Selection: which frames of an item are to be extracted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from workbench.records.errors import Refusal, RefusalCode
from workbench.records.frame import Moment, MomentKind


@dataclass(frozen=True, slots=True)
class Moments:
    """The frames at these moments."""

    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class Every:
    """The frame on screen at 0, `seconds`, 2 x `seconds`, … of presentation time."""

    seconds: Fraction


@dataclass(frozen=True, slots=True)
class PerShot:
    """The middle frame of each shot."""


@dataclass(frozen=True, slots=True)
class KeyFrames:
    """Every key frame."""


Selection = Moments | Every | PerShot | KeyFrames


def moment_from_text(text: str) -> Moment:
    """A time as people and scripts write it: `12.48`, `HH:MM:SS.mmm`, `f374`, `@1149952`.

    Raises Refusal(BAD_TIME) for anything else.
    """
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise Refusal(RefusalCode.BAD_TIME, value=text[:100])
    if found["index"]:
        return Moment(MomentKind.INDEX, Fraction(found["index"]))
    if found["pts"]:
        return Moment(MomentKind.PTS, Fraction(found["pts"]))
    seconds = Fraction(0)
    for part in found["clock"].split(":"):
        seconds = seconds * 60 + Fraction(part)
    return Moment(MomentKind.SECONDS, seconds)


# Not whatever int and Fraction read: an exponent would cost as much time as it likes.
_MOMENT = re.compile(
    r"f(?P<index>[0-9]{1,12})|@(?P<pts>-?[0-9]{1,19})"
    r"|(?P<clock>([0-9]{1,9}:){0,2}[0-9]{1,12}(\.[0-9]{1,12})?)"
)
