"""Compare spans: when both sides have frames, as bars on the time of the one that leads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from workbench.gui.panels.compare_pair import ComparePair
from workbench.gui.panels.compare_side import Side
from workbench.gui.widgets.compare_timeline import Bar


def bars(pair: ComparePair) -> tuple[Bar | None, Bar | None]:
    """A's bar and B's, B where the offset puts it."""
    of_a, of_b = pair.match.stretches() if pair.match is not None else ([], [])
    return _bar(pair.a, float, of_a), _bar(pair.b, lambda s: on_axis(pair, s), of_b)


def playheads(pair: ComparePair) -> tuple[float | None, float | None]:
    """Where both are; none for a still."""
    here, (a, b) = pair.position, pair.times
    return float(here.a_s) if a.timed else None, on_axis(pair, here.b_s) if b.timed else None


def on_axis(pair: ComparePair, b_s: Fraction) -> float:
    """A time of B on the axis, which is A's time; B's own where A has none."""
    return float(pair.position.clock.to_a(b_s) if pair.a_leads else b_s)


def matched(pair: ComparePair, letter: str) -> Sequence[tuple[float, float]]:
    """What of a side corresponds, in its own seconds."""
    of_a, of_b = pair.match.stretches() if pair.match is not None else ([], [])
    return of_a if letter == "A" else of_b


def exact(seconds: float) -> Fraction:
    return Fraction(seconds).limit_denominator(1_000_000)


def _bar(
    side: Side, placed: Callable[[Fraction], float], matched: Sequence[tuple[float, float]]
) -> Bar | None:
    times = side.times
    if times is None:
        return None
    found = matched if times.timed else ()
    return Bar(
        side.name,
        placed(times.start_s),
        placed(times.end_s),
        times.timed,
        tuple((placed(exact(start)), placed(exact(end))) for start, end in found),
    )
