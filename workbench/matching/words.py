"""Words: like features fall into like cells, so that not all of them have to be looked at.

Each half of a descriptor has one of `WORDS` words, the nearest; the two words are its cell. A
feature is looked for in the cells that are nearest to it, in several because a copy's bits differ.
Method: Babenko and Lempitsky, "The inverted multi-index", 2012. The words were learnt once, from
the footage of the sample case (`tests/robustness/vocabulary.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from workbench import resources
from workbench.records.features import DESCRIPTOR_BYTES

WORDS = 512
CELLS = WORDS * WORDS
HALF_BYTES = DESCRIPTOR_BYTES // 2
ASKED_CELLS = 16
"""Cells in which a feature is looked for: three of four of a copy's features lie in them, of all
features one in two thousand."""
_NEAREST = 8
"""Words of each half of which the nearest cells are made."""
_AT_ONCE = 4096

Bits = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """`bits` (2, WORDS, 8): the words of either half."""

    bits: Bits

    def of(self, descriptors: Bits) -> NDArray[np.uint16]:
        """The words (n, 2) of descriptors (n, 16)."""
        found = np.empty((len(descriptors), 2), np.uint16)
        for start in range(0, len(descriptors), _AT_ONCE):
            part = descriptors[start : start + _AT_ONCE]
            for half in (0, 1):
                found[start : start + _AT_ONCE, half] = self._far(part, half).argmin(axis=1)
        return found

    def cells(self, descriptors: Bits) -> NDArray[np.uint32]:
        """The cell (n,) of each."""
        words = self.of(descriptors).astype(np.uint32)
        return words[:, 0] * np.uint32(WORDS) + words[:, 1]

    def near(self, descriptors: Bits) -> NDArray[np.uint32]:
        """The nearest cells (n, ASKED_CELLS) of each."""
        words, far = [], []
        for half in (0, 1):
            distance = self._far(descriptors, half)
            order = np.argsort(distance, axis=1, kind="stable")[:, :_NEAREST]
            words.append(order.astype(np.uint32))
            far.append(np.take_along_axis(distance, order, axis=1))
        cells = words[0][:, :, None] * np.uint32(WORDS) + words[1][:, None, :]
        total = (far[0][:, :, None] + far[1][:, None, :]).reshape(len(descriptors), _NEAREST**2)
        order = np.argsort(total, axis=1, kind="stable")[:, :ASKED_CELLS]
        return np.take_along_axis(cells.reshape(len(descriptors), _NEAREST**2), order, axis=1)

    def _far(self, descriptors: Bits, half: int) -> NDArray[np.uint8]:
        """The distance (n, WORDS) of a half from each word."""
        part = descriptors[:, half * HALF_BYTES : (half + 1) * HALF_BYTES]
        ours = np.ascontiguousarray(part).view(np.uint64)
        theirs = np.ascontiguousarray(self.bits[half]).view(np.uint64).reshape(1, -1)
        return np.asarray(np.bitwise_count(ours ^ theirs), np.uint8)


@cache
def words() -> Words:
    """Those that come with the program."""
    blob = resources.path("matching", "words.bin").read_bytes()
    return Words(np.frombuffer(blob, np.uint8).reshape(2, WORDS, HALF_BYTES))
