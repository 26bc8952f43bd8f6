"""Names made safe to show: what is invisible or turns text around is written out.

A file name is data that an attacker chose. Control, format and bidirectional characters are shown
as ‹U+202E›, so that what is read is what is there.
"""

from __future__ import annotations

import unicodedata

_INVISIBLE = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"})
_JOINERS = frozenset("\u200c\u200d")
"""Zero-width joiners hold emoji together and turn nothing around."""


def shown(name: str) -> str:
    """`name` with every invisible character written out."""
    return "".join(c if _is_plain(c) else f"‹U+{ord(c):04X}›" for c in name)


def _is_plain(character: str) -> bool:
    if character.isascii():
        return character.isprintable()
    return character in _JOINERS or unicodedata.category(character) not in _INVISIBLE
