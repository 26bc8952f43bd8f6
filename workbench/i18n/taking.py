"""What is said of frames that were taken, in the window and on the command line."""

from __future__ import annotations

from workbench.i18n import _, ngettext
from workbench.records.extraction import Extraction, Reason
from workbench.records.frame import Moment, MomentKind
from workbench.records.mediatime import clock_text
from workbench.records.selection import (
    Annotated,
    Every,
    EveryFrame,
    EveryNth,
    KeyFrames,
    Moments,
    PerShot,
    Selection,
    ShotFrame,
    Within,
)


def left_out_sentence(extraction: Extraction) -> str:
    """How many were left out and why, and how many the case had already; empty for none."""
    blurred, alike = (extraction.count(reason) for reason in (Reason.BLURRED, Reason.ALIKE))
    said = []
    if blurred:
        said.append(
            ngettext(
                "{n} blurred frame was left out.", "{n} blurred frames were left out.", blurred
            ).format(n=blurred)
        )
    if alike:
        said.append(
            ngettext(
                "{n} frame was left out because it is like the one before.",
                "{n} frames were left out because they are like the one before.",
                alike,
            ).format(n=alike)
        )
    if extraction.known:
        said.append(
            ngettext(
                "{n} frame was in the case already.",
                "{n} frames were in the case already.",
                extraction.known,
            ).format(n=extraction.known)
        )
    return " ".join(said)


def chosen_words(selection: Selection, within: Within | None = None) -> str:
    """Which frames were asked for."""
    said = _chosen(selection)
    if within is None:
        return said
    first, last = (_moment(moment) for moment in (within.first, within.last))
    return _("{chosen}, from {first} to {last}").format(chosen=said, first=first, last=last)


def _chosen(selection: Selection) -> str:
    match selection:
        case Every(seconds=seconds):
            return _("a frame every {seconds} s").format(seconds=f"{float(seconds):g}")
        case EveryNth(frames=frames):
            return _("every {n}th frame").format(n=frames)
        case PerShot(which=which):
            return {
                ShotFrame.FIRST: _("the first frame of each shot"),
                ShotFrame.MIDDLE: _("the middle frame of each shot"),
                ShotFrame.SHARPEST: _("the sharpest frame of each shot"),
            }[which]
        case KeyFrames():
            return _("every key frame")
        case EveryFrame():
            return _("every frame")
        case Annotated():
            return _("the frames of the annotations")
        case Moments():
            return ", ".join(_moment(moment) for moment in selection.moments)


def _moment(moment: Moment) -> str:
    if moment.kind is MomentKind.SECONDS:
        return clock_text(moment.value)
    return f"{'f' if moment.kind is MomentKind.INDEX else '@'}{moment.value}"
