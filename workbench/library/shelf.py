"""Shelf: a library ready to be searched.

What was read once is kept for the next search of the same process: while the file is unchanged
nothing is read, and after an entry was added only that entry. Of the footage itself there is
nothing in memory: what is known of an entry is read where it was found.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from workbench.library import entries, search
from workbench.library.library import Library, Stamp
from workbench.matching.find import Footage, Index, References
from workbench.records.errors import Refusal
from workbench.records.item import Digest
from workbench.records.known import EntryId
from workbench.records.match import LibraryReference

KEPT_FINGERPRINTS = 20_000_000
"""Of libraries that are kept from one search to the next; the one that was searched last is kept
whatever its size."""
MOST_ABSENT = 0.25
"""Of the entries that were read; from here on what is left is read anew."""
LOOKED_AT = 256
"""Entries whose footage is kept while a search lasts."""
_NOTHING = Footage(())


@dataclass(frozen=True, slots=True, eq=False)
class _Stock:
    """What was read of a library, as it stood."""

    stamp: Stamp | None
    index: Index
    entry: NDArray[np.int64]
    """(n,): the entry of each number."""
    revision: NDArray[np.int64]
    absent: frozenset[int] = field(default_factory=frozenset)
    """Numbers of entries that were removed or changed since."""


class Shelf:
    """The entries of an open library that can be found, by number from 0."""

    def __init__(self, library: Library) -> None:
        """Slow where the library was not searched before, or has changed much."""
        self._library = library
        self._stock = _KEPT.stock(library)
        self.references = References(
            self._stock.index, lru_cache(LOOKED_AT)(self._footage), self._stock.absent
        )

    def __len__(self) -> int:
        """Entries that can be found."""
        return len(self._stock.entry) - len(self._stock.absent)

    def reference(self, number: int) -> LibraryReference:
        """What was found, as it stands now."""
        entry = self._library.entry(EntryId(int(self._stock.entry[number])))
        head = None if entry.merged_into is None else self._library.entry(entry.merged_into)
        return self._library.reference(entry, head)

    def with_digest(self, digest: Digest) -> int | None:
        """The number of the entry, or the copy of one, with this digest."""
        entry = self._library.with_digest(digest)
        same = self._stock.entry == (-1 if entry is None else entry.id)
        found = (int(n) for n in np.flatnonzero(same))
        return next((n for n in found if n not in self._stock.absent), None)

    def _footage(self, number: int) -> Footage:
        """Nothing where the entry has changed since its fingerprints were read."""
        entry = EntryId(int(self._stock.entry[number]))
        if entries.revision(self._library, entry) != self._stock.revision[number]:
            return _NOTHING
        try:
            return search.footage_of(self._library, self._library.entry(entry))
        except Refusal:
            return _NOTHING


class _Kept:
    """What earlier searches read, by library."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._stocks: OrderedDict[tuple[str, str], _Stock] = OrderedDict()

    def stock(self, library: Library) -> _Stock:
        with self._turn:
            # A copy of a library has its identity and other entries.
            key = (library.id, str(library.path))
            before = self._stocks.pop(key, None)
            self._stocks[key] = now = _current(library, before)
            while len(self._stocks) > 1 and self._size() > KEPT_FINGERPRINTS:
                self._stocks.popitem(last=False)
            return now

    def _size(self) -> int:
        return sum(len(one.index.fingerprints) for one in self._stocks.values())


_KEPT = _Kept()


def _current(library: Library, before: _Stock | None) -> _Stock:
    stamp = library.stamp()
    if before is not None and stamp is not None and before.stamp == stamp:
        return before
    entry, revision = entries.revisions(library)
    if before is not None:
        now = _grown(library, stamp, before, entry, revision)
        if len(now.absent) <= MOST_ABSENT * len(now.entry):
            return now
    index = Index()
    search.fill(index, library, entry)
    return _Stock(stamp, index, entry, revision)


def _grown(
    library: Library,
    stamp: Stamp | None,
    before: _Stock,
    entry: NDArray[np.int64],
    revision: NDArray[np.int64],
) -> _Stock:
    """What was read before, and what has come since."""
    there = _pairs(before.entry, before.revision)
    wanted = _pairs(entry, revision)
    gone = ~np.isin(there, wanted)
    gone[list(before.absent)] = True
    new = ~np.isin(wanted, there[~gone])
    index = before.index
    if new.any():
        index = index.copy()
        search.fill(index, library, entry[new])
    return _Stock(
        stamp,
        index,
        np.concatenate([before.entry, entry[new]]),
        np.concatenate([before.revision, revision[new]]),
        frozenset(np.flatnonzero(gone).tolist()),
    )


def _pairs(entry: NDArray[np.int64], revision: NDArray[np.int64]) -> NDArray[np.complex128]:
    """An entry and its revision as one value."""
    return entry + 1j * revision
