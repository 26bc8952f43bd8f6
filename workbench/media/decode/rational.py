"""PyAV's rationals as Fractions."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache


def fraction(value: object) -> Fraction | None:
    """A rational of PyAV (a Fraction or, from 19 on, its own type) as a Fraction; 0 is None."""
    numerator = getattr(value, "numerator", getattr(value, "num", 0))
    denominator = getattr(value, "denominator", getattr(value, "den", 0))
    return _fraction(numerator, denominator) if numerator and denominator else None


@lru_cache(maxsize=64)
def _fraction(numerator: int, denominator: int) -> Fraction:
    """Time bases are asked for at every frame, and are few."""
    return Fraction(numerator, denominator)
