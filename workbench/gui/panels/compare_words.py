"""Compare words: what the clock, the offset and the pictures say."""

from __future__ import annotations

from fractions import Fraction

from workbench.gui.common_clock import CommonClock
from workbench.gui.comparison import Made, Mode
from workbench.gui.panels import viewer_words
from workbench.gui.panels.compare_side import Side
from workbench.gui.registration import Registration
from workbench.gui.widgets.facts_line import FactsLine
from workbench.i18n import _, ngettext
from workbench.media.player import Shown
from workbench.records.mediatime import clock_text

SEEN_PX, SEEN_SCALE, SEEN_DEG = 0.05, 0.00005, 0.005
"""What is less is rounded away in the words."""


def mode_words(mode: Mode) -> tuple[str, str, str]:
    """Text, icon and key of a mode."""
    return {
        Mode.SIDE: (_("Side by side"), "columns-2", "S"),
        Mode.OVERLAY: (_("Overlay"), "blend", "O"),
        Mode.BLINK: (_("Blink"), "eye", "B"),
        Mode.DIFFERENCE: (_("Difference"), "contrast", "D"),
        Mode.WIPE: (_("Wipe"), "square-split-horizontal", "W"),
    }[mode]


def absent(side: Side) -> tuple[str, str]:
    """Title and body where a side has no frame at the time of the clock."""
    times = side.times
    assert times is not None
    title = _("No frame at {at}").format(at=clock_text(side.time_s))
    body = _("“{name}” runs from {start} to {end}.").format(
        name=side.name, start=clock_text(times.start_s), end=clock_text(times.end_s)
    )
    return title, body


def show_facts(line: FactsLine, side: Side, zoom: float | None) -> None:
    """The exact facts of a side, as the viewer says them."""
    times = side.times
    if times is None or side.shown is None or side.absent:
        line.set_facts(())
        return
    line.set_facts(
        viewer_words.facts(
            *(times.medium, side.shown, times.table, 1.0 if zoom is None else zoom),
            side.adjusting.words(),
        )
    )


def frames_apart(a: Shown | None, b: Shown | None) -> str:
    """The offset counted in frames: how far the numbers of the two frames are apart."""
    if a is None or b is None or a.index is None or b.index is None:
        return ""
    apart = b.index - a.index
    sign = "+" if apart > 0 else "−" if apart < 0 else "±"
    return ngettext("{sign}{n} frame", "{sign}{n} frames", abs(apart)).format(
        sign=sign, n=abs(apart)
    )


def seconds_text(seconds: Fraction) -> str:
    """With a sign, to the microsecond, without zeros that say nothing beyond milliseconds."""
    sign = "-" if seconds < 0 else "+"
    whole, micro = divmod(round(abs(seconds) * 1_000_000), 1_000_000)
    figures = f"{micro:06d}"
    return f"{sign}{whole}.{figures[:3]}{figures[3:].rstrip('0')}"


def seconds_of(text: str) -> Fraction | None:
    """A time as it was typed: `1.24`, `-3/25`, `+12`; None where it is none."""
    cleaned = text.strip().replace(",", ".").replace("−", "-").removesuffix("s").strip()
    try:
        found = Fraction(cleaned)
    except (ValueError, ZeroDivisionError):
        return None
    return found if abs(found) < 10_000_000 else None


def equation(clock: CommonClock) -> str:
    """The clock as one line."""
    if clock.rate == 1:
        return _("B = A {offset} s").format(offset=seconds_text(clock.offset_s))
    return _("B = A × {rate} {offset} s").format(
        rate=f"{float(clock.rate):.6g}", offset=seconds_text(clock.offset_s)
    )


def measured(mode: Mode, made: Made) -> str:
    """What a mode can be said in a number, with its meaning."""
    if made.share is None:
        return ""
    covered = _("B covers {percent} % of A").format(percent=round(100 * made.share))
    if mode is not Mode.DIFFERENCE:
        return covered if made.share < 0.995 else ""
    if made.mean is None:
        return _("B lies nowhere on A")
    mean = _("mean difference {mean} of 255").format(mean=f"{made.mean:.1f}")
    return f"{mean} · {covered}" if made.share < 0.995 else mean


def registered(registration: Registration) -> str:
    """How B is laid on A, as one line; empty where it only fits."""
    laid, said = registration, []
    if laid.turned_deg:
        said.append(_("turned {degrees}°").format(degrees=laid.turned_deg))
    if laid.mirrored:
        said.append(_("mirrored"))
    if max(abs(laid.right_px), abs(laid.down_px)) >= SEEN_PX:
        moved = _("moved {right} px right and {down} px down")
        said.append(moved.format(right=f"{laid.right_px:.1f}", down=f"{laid.down_px:.1f}"))
    if abs(laid.scale - 1) >= SEEN_SCALE:
        said.append(_("scaled to {percent} %").format(percent=f"{100 * laid.scale:.2f}"))
    if abs(laid.tilt_deg) >= SEEN_DEG:
        said.append(_("tilted {degrees}°").format(degrees=f"{laid.tilt_deg:.2f}"))
    return ", ".join(said)


def place(side: Side) -> str:
    """Time, number and PTS of the frame on screen, as a citation writes them."""
    shown = side.shown
    if shown is None or shown.pts is None or shown.time_base is None or shown.time_s is None:
        return "still"
    base = f"{shown.time_base.numerator}/{shown.time_base.denominator}"
    number = "" if shown.index is None else f" frame {shown.index}"
    return f"{clock_text(shown.time_s)}{number} pts {shown.pts} x {base} s"
