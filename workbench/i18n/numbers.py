"""Numbers as people read them."""

from __future__ import annotations


def count_text(n: int) -> str:
    """A number with its thousands set apart, without a comma that could be a decimal one."""
    return f"{n:,}".replace(",", "\u202f")
