"""Selection: which frames of an item are to be extracted."""

from __future__ import annotations

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
    try:
        if text.startswith("f"):
            return _checked(MomentKind.INDEX, Fraction(int(text[1:])))
        if text.startswith("@"):
            return Moment(MomentKind.PTS, Fraction(int(text[1:])))
        if ":" in text:
            parts = text.split(":")
            if len(parts) > 3:
                raise ValueError(text)
            seconds = Fraction(0)
            for part in parts:
                seconds = seconds * 60 + Fraction(part)
            return _checked(MomentKind.SECONDS, seconds)
        return _checked(MomentKind.SECONDS, Fraction(text))
    except (ValueError, ZeroDivisionError):
        raise Refusal(RefusalCode.BAD_TIME, value=text) from None


def _checked(kind: MomentKind, value: Fraction) -> Moment:
    if value < 0:
        raise ValueError("a time before the start")
    return Moment(kind, value)
