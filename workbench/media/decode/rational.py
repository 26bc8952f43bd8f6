"""PyAV's rationals as Fractions."""

from __future__ import annotations

from fractions import Fraction


def fraction(value: object) -> Fraction | None:
    """A rational of PyAV (a Fraction or, from 19 on, its own type) as a Fraction; 0 is None."""
    numerator = getattr(value, "numerator", getattr(value, "num", 0))
    denominator = getattr(value, "denominator", getattr(value, "den", 0))
    return Fraction(numerator, denominator) if numerator and denominator else None
