"""Lanes: what a timeline shows, and how each lane is painted. The playhead is not in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from workbench.gui import theme
from workbench.gui.geometry import TimeMapping, clock_at, stacked, tick_step_s, ticks_s
from workbench.gui.widgets.thumbnail import paint_within
from workbench.records.packed import Envelope

RULER_PX = 26
STRIP_PX = 44
SEPARATION_PX = 1
ROW_PX = 23
"""Each further row of stretches that overlap."""
NARROW_PX = 8
TICK_APART_PX = 92
RIGHT_MARGIN_PX = 12


class Lane(StrEnum):
    """The lanes of a timeline, from top to bottom."""

    STRIP = "strip"
    SHOTS = "shots"
    SOUND = "sound"
    ANNOTATIONS = "annotations"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A bar on a lane, by the key of what it stands for."""

    key: int
    start_s: float
    end_s: float
    text: str
    detail: str
    """Shown while the pointer rests on it."""
    faded: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A small picture of the frame at a time."""

    time_s: float
    image: QImage


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """All that a timeline shows of one item."""

    duration_s: float = 0.0
    frames_s: Sequence[float] = ()
    """Time of each frame, ascending."""
    has_pictures: bool = False
    pictures: tuple[Picture, ...] = ()
    shots: tuple[Stretch, ...] = ()
    envelope: Envelope | None = None
    has_sound: bool = False
    annotations: tuple[Stretch, ...] = ()
    known: tuple[Stretch, ...] = ()
    empty: dict[Lane, str] = field(default_factory=dict)
    """What an empty lane says: not measured yet, or nothing there."""

    def stretches(self, lane: Lane) -> tuple[Stretch, ...]:
        return {
            Lane.SHOTS: self.shots,
            Lane.ANNOTATIONS: self.annotations,
            Lane.KNOWN: self.known,
        }.get(lane, ())


@dataclass(frozen=True, slots=True)
class Place:
    """Where a lane lies."""

    lane: Lane
    top_px: int
    height_px: int


def places(content: Content) -> list[Place]:
    """The lanes from top to bottom; one that holds overlapping stretches grows by rows."""
    top = RULER_PX
    laid = []
    for lane in Lane:
        if lane is Lane.STRIP and not content.has_pictures:
            continue
        height = STRIP_PX
        if lane is not Lane.STRIP:
            height = theme.LANE + ROW_PX * (rows(content, lane) - 1)
        laid.append(Place(lane, top, height))
        top += height + SEPARATION_PX
    return laid


def rows(content: Content, lane: Lane) -> int:
    """How many rows a lane needs."""
    return max(_stacked(content, lane), default=0) + 1


def _stacked(content: Content, lane: Lane) -> list[int]:
    if lane is Lane.SHOTS:
        return [0] * len(content.shots)
    # A moment takes room too, so that two marks on one frame do not hide each other.
    least = content.duration_s / 100
    return stacked([(s.start_s, max(s.end_s, s.start_s + least)) for s in content.stretches(lane)])


def stretch_boxes(
    content: Content, place: Place, mapping: TimeMapping
) -> list[tuple[Stretch, QRectF]]:
    """Each stretch of a lane and where it lies, at least `NARROW_PX` wide to be seen and hit."""
    boxes = []
    found = content.stretches(place.lane)
    inset = 3 if place.lane is Lane.SHOTS else 4
    for stretch, row in zip(found, _stacked(content, place.lane), strict=True):
        left, right = mapping.to_px(stretch.start_s), mapping.to_px(stretch.end_s)
        if place.lane is not Lane.SHOTS and right - left < NARROW_PX:
            right = left + NARROW_PX
        top = place.top_px + row * ROW_PX + inset
        boxes.append((stretch, QRectF(left, top, right - left, theme.LANE - 2 * inset)))
    return boxes


def paint(painter: QPainter, content: Content, mapping: TimeMapping, width_px: int) -> None:
    """The ruler and all lanes, without the label column and the playhead."""
    view = QRect(round(mapping.left_px), 0, width_px - round(mapping.left_px), 10_000)
    painter.save()
    painter.setClipRect(view)
    _paint_ruler(painter, mapping)
    for place in places(content):
        row = QRect(view.left(), place.top_px, view.width(), place.height_px)
        painter.fillRect(row, theme.colors().window)
        said = content.empty.get(place.lane)
        if said:
            _paint_sentence(painter, row, said)
        elif place.lane is Lane.STRIP:
            _paint_strip(painter, content.pictures, place, mapping)
        elif place.lane is Lane.SOUND and content.envelope is not None:
            _paint_sound(painter, content.envelope, row, mapping)
        else:
            _paint_stretches(painter, content, place, mapping)
    painter.restore()


def _paint_ruler(painter: QPainter, mapping: TimeMapping) -> None:
    colors = theme.colors()
    for minor in ticks_s(mapping, apart_px=TICK_APART_PX / 8):
        x = round(mapping.to_px(minor))
        painter.setPen(colors.line)
        painter.drawLine(x, RULER_PX - 4, x, RULER_PX - 2)
    for time_s in ticks_s(mapping, apart_px=TICK_APART_PX):
        x = round(mapping.to_px(time_s))
        painter.setPen(colors.disabled)
        painter.drawLine(x, RULER_PX - 8, x, RULER_PX - 2)


def paint_times(painter: QPainter, mapping: TimeMapping, *, hidden: QRect) -> None:
    """The times of the ruler, but for those that the playhead's flag covers."""
    painter.setFont(theme.mono_font(-1))
    painter.setPen(theme.colors().secondary)
    step = tick_step_s(mapping.px_per_s, apart_px=TICK_APART_PX)
    for time_s in ticks_s(mapping, apart_px=TICK_APART_PX):
        said = tick_text(time_s, step, mapping.duration_s)
        x = round(mapping.to_px(time_s)) + 4
        room = QRect(x, 0, painter.fontMetrics().horizontalAdvance(said), RULER_PX)
        fits = room.right() <= mapping.left_px + mapping.width_px + RIGHT_MARGIN_PX
        if fits and not room.intersects(hidden.adjusted(-3, 0, 3, 0)):
            painter.drawText(x, RULER_PX - 8, said)


def tick_text(time_s: float, step_s: float, duration_s: float) -> str:
    """As many figures as tell two ticks apart."""
    text = clock_at(time_s)
    if duration_s < 3600:
        text = text[3:]
    if step_s >= 1:
        return text[:-4]
    return text[:-2] if step_s >= 0.1 else text


def _paint_sentence(painter: QPainter, row: QRect, said: str) -> None:
    painter.setFont(theme.font(-1))
    painter.setPen(theme.colors().secondary)
    place = row.adjusted(8, 0, -8, 0)
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, said)


def _paint_strip(
    painter: QPainter, pictures: Sequence[Picture], place: Place, mapping: TimeMapping
) -> None:
    """Each picture begins where its frame does; those that would overlap are left out."""
    painter.fillRect(
        QRect(round(mapping.left_px), place.top_px, round(mapping.width_px) + 1, place.height_px),
        theme.colors().footage,
    )
    free = -1.0e9
    for number, picture in enumerate(pictures):
        left = mapping.to_px(picture.time_s)
        height = place.height_px
        width = height * picture.image.width() / picture.image.height()
        later = pictures[number + 1].time_s if number + 1 < len(pictures) else mapping.duration_s
        room = mapping.to_px(later) - left
        if left < free:
            continue
        if left + max(width, room) < mapping.left_px or left > mapping.left_px + mapping.width_px:
            continue
        paint_within(painter, QRect(round(left), place.top_px, round(width), height), picture.image)
        free = left + width


def _paint_sound(painter: QPainter, envelope: Envelope, row: QRect, mapping: TimeMapping) -> None:
    columns, low, high = columns_of(envelope, mapping)
    painter.setPen(QPen(theme.colors().sound, 1))
    middle, half = row.top() + row.height() / 2, row.height() / 2 - 3
    for x, least, most in zip(columns, low, high, strict=True):
        top, bottom = round(middle - most * half), round(middle - least * half)
        painter.drawLine(int(x), top, int(x), max(bottom, top))


def columns_of(
    envelope: Envelope, mapping: TimeMapping
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each pixel column with sound: its x, and the least and greatest sample, -1 to 1."""
    xs = np.arange(round(mapping.left_px), round(mapping.left_px + mapping.width_px))
    edges_s = mapping.start_s + (np.append(xs, xs[-1] + 1) - mapping.left_px) / mapping.px_per_s
    steps = np.floor((edges_s - envelope.start_s) / envelope.step_s).astype(np.int64)
    first, last = steps[:-1], np.maximum(steps[1:], steps[:-1] + 1)
    there = (last > 0) & (first < len(envelope.peaks))
    xs, first = xs[there], np.clip(first[there], 0, len(envelope.peaks) - 1)
    last = np.clip(last[there], first + 1, len(envelope.peaks))
    if not len(xs):
        return xs, np.zeros(0), np.zeros(0)
    bounds = np.stack([first, last], axis=1).ravel()
    # reduceat wants indices below the length; the padded row is never part of a column.
    padded = np.concatenate([envelope.peaks, envelope.peaks[-1:]]).astype(np.float32) / 32768
    low = np.minimum.reduceat(padded[:, 0], bounds)[::2]
    high = np.maximum.reduceat(padded[:, 1], bounds)[::2]
    return xs, low, high


def _paint_stretches(
    painter: QPainter, content: Content, place: Place, mapping: TimeMapping
) -> None:
    colors = theme.colors()
    base = {
        Lane.SHOTS: colors.structure,
        Lane.ANNOTATIONS: colors.annotation,
        Lane.KNOWN: colors.known,
    }[place.lane]
    painter.setFont(theme.font(-1))
    for number, (stretch, box) in enumerate(stretch_boxes(content, place, mapping)):
        if box.right() < mapping.left_px or box.left() > mapping.left_px + mapping.width_px:
            continue
        if place.lane is Lane.SHOTS:
            _paint_shot(painter, stretch, box, base, number)
        else:
            _paint_bar(painter, stretch, box, base, mapping)


def _paint_shot(painter: QPainter, shot: Stretch, box: QRectF, base: QColor, number: int) -> None:
    ground = QColor(base)
    ground.setAlphaF(0.45 if number % 2 else 0.28)
    inner = box.adjusted(0.5, 0, -0.5, 0)
    painter.fillRect(inner, ground)
    painter.fillRect(QRectF(box.left(), box.top(), 1.5, box.height()), base)
    _paint_text(painter, inner, shot.text, theme.colors().text)


def _paint_bar(
    painter: QPainter, stretch: Stretch, box: QRectF, base: QColor, mapping: TimeMapping
) -> None:
    ground = QColor(base)
    ground.setAlphaF(0.10 if stretch.faded else 0.26)
    painter.fillRect(box, ground)
    edge = QColor(base)
    edge.setAlphaF(0.5 if stretch.faded else 1.0)
    # Both ends are drawn, so that a narrow stretch still shows that it is one.
    for x in (box.left(), box.right() - 2):
        painter.fillRect(QRectF(x, box.top(), 2, box.height()), edge)
    painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), edge)
    color = theme.colors().secondary if stretch.faded else theme.colors().text
    seen = box.intersected(QRectF(mapping.left_px, box.top(), mapping.width_px, box.height()))
    _paint_text(painter, seen, stretch.text, color)


def _paint_text(painter: QPainter, box: QRectF, text: str, color: QColor) -> None:
    room = box.adjusted(7, 0, -5, 0)
    if room.width() < 16:
        return
    shown = painter.fontMetrics().elidedText(
        text.replace("\n", " "), Qt.TextElideMode.ElideRight, int(room.width())
    )
    painter.setPen(color)
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
