"""Streams side by side: one column a stream, one row a property."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from workbench.gui import words
from workbench.gui.tables.row_tree import TreeRow
from workbench.i18n import _
from workbench.i18n.numbers import count_text
from workbench.i18n.safe import shown
from workbench.records.item import Medium, Stream, StreamKind


def heads_of(medium: Medium) -> tuple[str, ...]:
    """The heads of the columns: the streams by number and kind."""
    named = {
        StreamKind.VIDEO: _("picture"),
        StreamKind.SOUND: _("sound"),
        StreamKind.DATA: _("data"),
        StreamKind.SUBTITLE: _("subtitles"),
    }
    heads = [
        _("{number}: {kind}").format(number=one.index, kind=named[one.kind])
        for one in medium.streams
    ]
    return (_("Property"), *heads)


def rows_of(medium: Medium) -> list[TreeRow]:
    """The properties that any stream states, with what each says."""
    rows = []
    for said, says in _properties():
        cells = [says(stream) for stream in medium.streams]
        if any(cells):
            rows.append(TreeRow(0, (said, *(cell or "–" for cell in cells))))
    return rows


def _properties() -> Sequence[tuple[str, Callable[[Stream], str | None]]]:
    return (
        (_("Codec"), lambda s: shown(s.codec)),
        (_("Size"), _pixels),
        (_("Pixel aspect"), _aspect),
        (_("Turn"), lambda s: _("{n}° clockwise").format(n=s.rotation_deg) if s.width_px else None),
        (_("Mean rate"), _rate),
        (_("Frames stated"), lambda s: None if s.frames is None else count_text(s.frames)),
        (
            _("Duration"),
            lambda s: (
                None if s.duration_s is None else _("{n} s").format(n=f"{float(s.duration_s):.3f}")
            ),
        ),
        (_("First PTS"), lambda s: None if s.start_pts is None else count_text(s.start_pts)),
        (_("Time base"), lambda s: None if s.time_base is None else _ratio(s.time_base)),
        (_("Sampling"), lambda s: _hertz(s.sample_rate_hz)),
        (_("Channels"), lambda s: None if s.channels is None else str(s.channels)),
        (_("Cover picture"), lambda s: _("yes") if s.attached_picture else None),
    )


def _pixels(stream: Stream) -> str | None:
    if not stream.width_px:
        return None
    return _("{size} px").format(size=f"{stream.width_px} × {stream.height_px}")


def _aspect(stream: Stream) -> str | None:
    return _ratio(stream.sample_aspect_ratio, ":") if stream.width_px else None


def _rate(stream: Stream) -> str | None:
    if stream.average_rate is None:
        return None
    said = _("{rate} frames/s").format(rate=f"{float(stream.average_rate):.4g}")
    return _("{rate}, variable").format(rate=said) if stream.variable_rate else said


def _hertz(rate: int | None) -> str | None:
    return None if rate is None else _("{n} Hz").format(n=count_text(rate))


def _ratio(value: Fraction, sign: str = "/") -> str:
    return f"{value.numerator}{sign}{value.denominator}"


def said_of_still(medium: Medium) -> str:
    """What stands instead of a table where there are no streams."""
    if medium.width_px is None:
        return _("The file has no streams.")
    size = _("{size} px").format(size=f"{medium.width_px} × {medium.height_px}")
    return _("A still has no streams: {format}, {size}, {bytes}.").format(
        format=shown(medium.format), size=size, bytes=words.size_text(medium.size_bytes)
    )
