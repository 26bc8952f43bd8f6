"""The table of figures that `make bench` prints: each beside what it was measured against."""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `most` and `least` bound `value`; None where it is not bounded."""

    what: str
    value: float
    unit: str
    against: str
    """What was measured beside it in the same run, in words."""
    baseline: float
    most: float | None = None
    least: float | None = None

    @property
    def kept(self) -> bool:
        above = self.most is not None and self.value > self.most
        below = self.least is not None and self.value < self.least
        return not (above or below)

    @property
    def target(self) -> str:
        if self.most is not None:
            return f"≤ {self.most:g}"
        return f"≥ {self.least:g}" if self.least is not None else ""

    def row(self) -> tuple[str, ...]:
        ratio = self.value / self.baseline if self.baseline else float("nan")
        return (
            self.what,
            f"{self.value:.4g} {self.unit}".strip(),
            self.target,
            "" if not self.target else "kept" if self.kept else "MISSED",
            f"{self.baseline:.4g} {self.unit}".strip(),
            self.against,
            f"{ratio:.2f}",
        )


HEAD = ("figure", "value", "target", "", "beside", "which is", "ratio")


@dataclass(slots=True)
class Figures:
    """What was measured so far."""

    rows: list[Figure] = field(default_factory=list)

    def add(self, figure: Figure) -> None:
        """Put a figure into the table; AssertionError where it misses its target."""
        self.rows.append(figure)
        assert figure.kept, f"{figure.what}: {figure.value:.4g}, not {figure.target}"

    def table(self) -> str:
        lines = [HEAD, *(figure.row() for figure in self.rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
        text = [
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        ]
        load, processors = os.getloadavg()[0], os.cpu_count()
        return "\n".join(
            ["", *text, f"load {load:.1f} at the end on {processors} processors; medians", ""]
        )


def median_of(measure: Callable[[], float], count: int) -> float:
    """The median of repeated runs."""
    return statistics.median(measure() for _ in range(count))


def medians(pairs: Sequence[tuple[float, ...]]) -> list[float]:
    """The median of each column of repeated runs."""
    return [statistics.median(column) for column in zip(*pairs, strict=True)]
