"""Timeline content: what the case knows of an item, as stretches of time in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.gui import match_words, pixels
from workbench.gui.frame_times import times_of
from workbench.gui.geometry import clock_at
from workbench.gui.moments import aspect_of, frames_of, seconds_of
from workbench.gui.widgets.lanes import Content, Lane, Picture, Stretch
from workbench.gui.widgets.waveform import Waveform
from workbench.gui.words import word
from workbench.i18n import _, matches, ngettext
from workbench.records.annotation import Annotation
from workbench.records.frame import FrameTable
from workbench.records.item import Item, ItemId, MediaKind
from workbench.records.match import Basis, Decision, Match
from workbench.records.mediatime import Span
from workbench.records.shot import Shot, Transition

if TYPE_CHECKING:
    from workbench.session import Session

_JUDGED = (Lane.ANNOTATIONS, Lane.KNOWN)


def content(session: Session, item: Item, table: FrameTable | None) -> Content:
    """Everything that the timeline of an item shows, but for its pictures."""
    shots = session.shots(item.id)
    envelope = session.envelope(item.id)
    has_sound = item.medium.sound is not None
    measured = Content(
        duration_s=_duration_s(item, table),
        frames=times_of(table) if item.kind is MediaKind.CLIP else None,
        has_pictures=item.kind is MediaKind.CLIP,
        aspect=_aspect(item),
        shots=tuple(_shot(n, s, item) for n, s in enumerate(shots or (), 1)),
        sound=None if envelope is None or not len(envelope.peaks) else Waveform(envelope),
        empty=_empty(shots, has_sound, envelope is not None),
    )
    return judged(session, item, measured)


def judged(session: Session, item: Item, measured: Content) -> Content:
    """The same with the annotations and the matches as they are now."""
    annotations = [_annotated(a, item) for a in session.annotations(item.id) if a.span is not None]
    known = [s for m in session.matches(item.id) for s in _known(session, m, item.id)]
    empty = {lane: said for lane, said in measured.empty.items() if lane not in _JUDGED}
    if not annotations:
        empty[Lane.ANNOTATIONS] = _("none yet: press M to annotate the frame or the range")
    if not known:
        empty[Lane.KNOWN] = _("no match")
    return replace(
        measured,
        annotations=tuple(sorted(annotations, key=_start)),
        known=tuple(sorted(known, key=_start)),
        empty=empty,
    )


def _start(stretch: Stretch) -> tuple[float, float, int]:
    return stretch.start_s, stretch.end_s, stretch.key


def labels() -> dict[Lane, str]:
    """The words of the label column."""
    return {
        Lane.STRIP: _("Frames"),
        Lane.SHOTS: _("Shots"),
        Lane.SOUND: _("Sound"),
        Lane.ANNOTATIONS: _("Annotations"),
        Lane.KNOWN: _("Known"),
    }


def range_words(span: Span, item: Item, table: FrameTable | None) -> str:
    """From when to when, how long, and how many frames."""
    start, end = seconds_of(span, item.medium.start_offset_s)
    said = _("Range {start} – {end}, {s} s").format(
        start=clock_at(start), end=clock_at(end), s=f"{float(span.duration_s):.3f}"
    )
    frames = frames_of(table, span)
    if frames is None:
        return said
    n = frames[1] - frames[0] + 1
    return said + ", " + ngettext("{n} frame", "{n} frames", n).format(n=n)


def _empty(shots: tuple[Shot, ...] | None, has_sound: bool, measured: bool) -> dict[Lane, str]:
    said = {}
    if shots is None:
        said[Lane.SHOTS] = _("not measured yet")
    if not has_sound:
        said[Lane.SOUND] = _("no sound in this file")
    elif not measured:
        said[Lane.SOUND] = _("not measured yet")
    return said


def _aspect(item: Item) -> float:
    width, height = item.medium.upright_size_px or (16, 9)
    return width / height * aspect_of(item.medium)


def _duration_s(item: Item, table: FrameTable | None) -> float:
    stated = float(item.medium.duration_s or 0)
    counted = float(table.end_s) if table is not None and len(table) else 0.0
    return max(stated, counted)


def pictures(session: Session, item: Item) -> tuple[Picture, ...]:
    """The strip of small frames; takes a while, and may run on any thread."""
    base, offset = item.medium.time_base, item.medium.start_offset_s
    if base is None:
        return ()
    return tuple(
        Picture(
            float(t.pts * base - offset),
            pixels.squared(pixels.picture(t.rgb), aspect_of(item.medium)),
        )
        for t in session.strip(item.id)
        if t.pts is not None
    )


def _shot(number: int, shot: Shot, item: Item) -> Stretch:
    start, end = seconds_of(shot.span, item.medium.start_offset_s)
    detail = _("Shot {number}: {start} to {end}, frames {first} to {last}, begins with {how}")
    return Stretch(
        number,
        start,
        end,
        str(number),
        detail.format(
            number=number,
            start=clock_at(start),
            end=clock_at(end),
            first=shot.first_index,
            last=shot.last_index,
            how=_transition(shot.begins_with),
        ),
        begins_with=shot.begins_with,
    )


def _transition(how: Transition) -> str:
    return {
        Transition.START: _("the start of the clip"),
        Transition.CUT: _("a cut"),
        Transition.FADE: _("a fade"),
        Transition.DISSOLVE: _("a dissolve"),
    }[how]


def _annotated(annotation: Annotation, item: Item) -> Stretch:
    assert annotation.span is not None
    start, end = seconds_of(annotation.span, item.medium.start_offset_s)
    text = annotation.text or ", ".join(annotation.tags) or _("without words")
    detail = _("{start} to {end}: {text}").format(
        start=clock_at(start), end=clock_at(end), text=text
    )
    return Stretch(annotation.id, start, end, text, detail)


def _known(session: Session, match: Match, item: ItemId) -> list[Stretch]:
    """A stretch for each segment, on this item's side of the match."""
    decision = session.decision(match.id).decision
    made = []
    for segment in match.alignment.segments:
        query = (segment.query_start_s, segment.query_end_s)
        reference = (segment.reference_start_s, segment.reference_end_s)
        (start, end), _there = match_words.seen_from(item, match, (query, reference))
        text = match_words.counterpart(session, match, segment, item)
        equation = match_words.equation(session, match, segment, item)
        heard = [f"{said}." for said in matches.heard(segment, match.query == item)]
        detail = "\n".join([equation, *heard, word(decision).text])
        faded = decision is Decision.REJECTED
        sound = segment.basis is Basis.SOUND
        made.append(Stretch(match.id, start, end, text, detail, faded, heard=sound))
    return made
