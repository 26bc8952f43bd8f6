"""Compare taking: both frames out as files of the case, and what was compared as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from workbench.gui.common_clock import CommonClock
from workbench.gui.panels import compare_words, taking
from workbench.gui.panels.compare_side import Side
from workbench.gui.registration import Registration
from workbench.i18n import _, adjustments
from workbench.records.errors import MediaError, Refusal
from workbench.records.frame import ExtractedFrame

if TYPE_CHECKING:
    from workbench.session import Session

Taken = list[tuple[str, ExtractedFrame]]
"""Letter of the side, and its frame."""
Then = Callable[[Taken], None]


def extractable(side: Side) -> bool:
    """Whether its frame can become a file of the case: only an item's can."""
    return (
        side.footage is not None
        and side.footage.item is not None
        and side.shown is not None
        and not side.absent
    )


def take_both(
    owner: QObject,
    session: Session,
    sides: Sequence[tuple[str, Side]],
    then: Then,
    failed: Callable[[Refusal | MediaError], None],
) -> None:
    """Extract the frames on screen one after the other; what was taken before is given again."""
    _take_next(owner, session, [s for s in sides if extractable(s[1])], [], then, failed)


def _take_next(
    owner: QObject,
    session: Session,
    left: list[tuple[str, Side]],
    taken: Taken,
    then: Then,
    failed: Callable[[Refusal | MediaError], None],
) -> None:
    if not left:
        then(taken)
        return
    (letter, side), rest = left[0], left[1:]
    assert side.footage is not None
    assert side.footage.item is not None
    assert side.shown is not None

    def on_taken(frame: ExtractedFrame) -> None:
        _take_next(owner, session, rest, [*taken, (letter, frame)], then, failed)

    taking.take(
        *(owner, session, side.footage.item, side.shown, on_taken, failed),
        side.adjusting.stack,
    )


def said(taken: Taken) -> str:
    """What was taken, for a moment on screen."""
    if not taken:
        return _("Nothing was extracted: neither is an item of the case")
    frames = [
        letter
        if frame.index is None
        else _("{letter}: frame {index}").format(letter=letter, index=frame.index)
        for letter, frame in taken
    ]
    return _("Extracted {frames}: see Frames in Examine").format(frames=", ".join(frames))


def citation_text(
    session: Session,
    sides: Sequence[tuple[str, Side]],
    taken: Taken,
    clock: CommonClock | None,
    registration: Registration,
) -> str:
    """Both citations, the offset and how B was laid on A, each on a line of its own."""
    cited = dict(taken)
    lines = []
    for letter, side in sides:
        if letter in cited:
            lines.append(f"{letter}: {session.citation(cited[letter])}")
            done = cited[letter].adjusted
            if done is not None:
                said = _("{letter} was adjusted: {steps}; this came out: pixels sha256:{digest}")
                steps, digest = adjustments.summary(done.stack), done.pixels_sha256
                lines.append(said.format(letter=letter, steps=steps, digest=digest))
        elif side.footage is not None and side.footage.known is not None:
            said = _("{name}, a library entry that is no item of the case").format(name=side.name)
            place = compare_words.place(side)
            digest = side.reference.sha256 if side.reference is not None else ""
            lines.append(f"{letter}: {said}; {place} of sha256:{digest}")
    if clock is not None:
        apart = compare_words.frames_apart(sides[0][1].shown, sides[1][1].shown)
        lines.append(", ".join(p for p in (compare_words.equation(clock), apart) if p))
    laid = compare_words.registered(registration)
    if laid:
        lines.append(_("B on A: {how}").format(how=laid))
    return "\n".join(lines)
