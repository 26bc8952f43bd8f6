"""Postings: features of very many frames by the cell they fall into, so that those like a given one
are found without looking at all of them.

It grows by blocks: what is added waits and is looked at whole until it is enough for a block;
blocks of like size are made one. So nothing that was there is sorted again for what comes, but for
a few times in all. Method of the cells: `words.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.matching.words import CELLS, Words, words
from workbench.records.features import DESCRIPTOR_BYTES

WAITING = 4_096
"""So many features are looked at whole before they become a block."""
AT_ONCE = 2_000_000
"""Features that are compared at once."""

Bits = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """Pairs of a feature that was looked for and one like it; three arrays of one length."""

    asked: NDArray[np.intp]
    frame: NDArray[np.intp]
    distance: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Features in the order of their cells, ready to be kept in a file and mapped from it."""

    starts: NDArray[np.uint32]
    """(CELLS + 1,): where the features of each cell begin."""
    frame: NDArray[np.uint32]
    """(n,)"""
    bits: Bits
    """(n, 16)"""

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def bytes(self) -> int:
        return self.starts.nbytes + self.frame.nbytes + self.bits.nbytes

    def cells(self) -> NDArray[np.uint32]:
        counts = self.starts[1:].astype(np.intp) - self.starts[:-1].astype(np.intp)
        return np.repeat(np.arange(CELLS, dtype=np.uint32), counts)

    def near(self, bits: Bits, cells: NDArray[np.uint32], radius: int) -> list[Near]:
        """Those in the cells (m, k) that are within a radius of the features (m, 16)."""
        first = self.starts[cells].astype(np.int64)
        counts = self.starts[cells + 1].astype(np.int64) - first
        reach = np.cumsum(counts.sum(axis=1))
        found, row = [], 0
        while row < len(bits):
            done = int(reach[row - 1]) if row else 0
            last = max(int(np.searchsorted(reach, done + AT_ONCE, side="right")), row + 1)
            found.append(
                self._compared(bits[row:last], first[row:last], counts[row:last], row, radius)
            )
            row = last
        return found

    def _compared(
        self,
        bits: Bits,
        first: NDArray[np.int64],
        counts: NDArray[np.int64],
        row: int,
        radius: int,
    ) -> Near:
        each = counts.ravel()
        before = np.cumsum(each) - each
        at = np.repeat(first.ravel() - before, each) + np.arange(int(each.sum()))
        asked = np.repeat(np.arange(len(bits)), counts.sum(axis=1))
        ours, theirs = _halves(bits), _halves(self.bits)
        distance = np.bitwise_count(theirs[0][at] ^ ours[0][asked])
        distance += np.bitwise_count(theirs[1][at] ^ ours[1][asked])
        close = distance <= radius
        return Near(asked[close] + row, self.frame[at[close]].astype(np.intp), distance[close])


def _halves(bits: Bits) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    whole = np.ascontiguousarray(bits).view(np.uint64).reshape(-1, 2)
    return whole[:, 0], whole[:, 1]


def block(frame: NDArray[np.uint32], bits: Bits, cells: NDArray[np.uint32]) -> Block:
    """Out of features in any order and the cells they fall into."""
    order = np.argsort(cells, kind="stable")
    counts = np.bincount(cells, minlength=CELLS)
    starts = np.concatenate(([0], np.cumsum(counts))).astype(np.uint32)
    return Block(starts, frame[order], np.ascontiguousarray(bits[order]))


class Postings:
    """Features by cell, of frames that are numbered by whoever adds them."""

    def __init__(self, known: Words | None = None) -> None:
        self._words = known or words()
        self.blocks: list[Block] = []
        self._waiting: list[tuple[NDArray[np.uint32], Bits, NDArray[np.uint32]]] = []
        self._waits = 0

    def __len__(self) -> int:
        return self._waits + sum(len(one) for one in self.blocks)

    @property
    def bytes(self) -> int:
        """What it holds in memory."""
        waiting = sum(array.nbytes for arrays in self._waiting for array in arrays)
        return waiting + sum(one.bytes for one in self.blocks)

    def copy(self) -> Postings:
        """Another one of the same, to which more can be added; the blocks are shared."""
        made = Postings(self._words)
        made.blocks = list(self.blocks)
        made._waiting, made._waits = list(self._waiting), self._waits
        return made

    def add(self, frame: int, bits: Bits, cells: NDArray[np.uint32] | None = None) -> None:
        """One frame's features, and their cells where they are known."""
        if cells is None:
            cells = self._words.cells(bits)
        self._waiting.append((np.full(len(bits), frame, np.uint32), bits, cells))
        self._waits += len(bits)

    def settle(self) -> None:
        """Make blocks of what waits, if it is enough for one."""
        if self._waits < WAITING:
            return
        made = block(*self._gathered())
        self._waiting.clear()
        self._waits = 0
        self.blocks.append(made)
        while len(self.blocks) > 1 and len(self.blocks[-2]) < 2 * len(self.blocks[-1]):
            last, before = self.blocks.pop(), self.blocks.pop()
            self.blocks.append(_united(before, last))

    def near(self, bits: Bits, radius: int) -> Near:
        """The features within a radius of some (m, 16), as far as they lie in the cells nearest to
        those; of what still waits, all."""
        self.settle()
        found = [_scanned(bits, *self._gathered()[:2], radius)] if self._waits else []
        if self.blocks:
            cells = self._words.near(bits)
            for one in self.blocks:
                found += one.near(bits, cells, radius)
        if not found:
            nothing = np.empty(0, np.intp)
            return Near(nothing, nothing, np.empty(0, np.uint8))
        return Near(
            np.concatenate([one.asked for one in found]),
            np.concatenate([one.frame for one in found]),
            np.concatenate([one.distance for one in found]),
        )

    def _gathered(self) -> tuple[NDArray[np.uint32], Bits, NDArray[np.uint32]]:
        nothing = np.empty(0, np.uint32)
        empty = nothing, np.empty((0, DESCRIPTOR_BYTES), np.uint8), nothing
        frames, bits, cells = zip(*(self._waiting or [empty]), strict=True)
        return np.concatenate(frames), np.concatenate(bits), np.concatenate(cells)


def _united(one: Block, other: Block) -> Block:
    return block(
        np.concatenate((one.frame, other.frame)),
        np.concatenate((one.bits, other.bits)),
        np.concatenate((one.cells(), other.cells())),
    )


def _scanned(bits: Bits, frame: NDArray[np.uint32], theirs: Bits, radius: int) -> Near:
    from workbench.matching.geometry import distances

    distance = distances(bits, theirs)
    asked, at = np.nonzero(distance <= radius)
    return Near(asked, frame[at].astype(np.intp), distance[asked, at])
