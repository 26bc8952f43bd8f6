"""Ring: room in shared memory, handed out in turn and given back in the same turn."""

from __future__ import annotations

import mmap
from collections import deque


class Ring:
    """Places of any size in one piece of memory. What was handed out stays as it is until the
    other side says that it has read it."""

    def __init__(self, memory: mmap.mmap) -> None:
        self.memory = memory
        self._out: deque[tuple[int, int]] = deque()
        self._returned = 0

    def __len__(self) -> int:
        """How many places are handed out."""
        return len(self._out)

    def take(self, size_bytes: int) -> int | None:
        """Where so many bytes may be written; None while there is no room."""
        if not self._out:
            start = 0 if size_bytes <= len(self.memory) else None
        else:
            first, end = self._out[0][0], sum(self._out[-1])
            start = end
            if end > first and end + size_bytes > len(self.memory):
                start, end = 0, 0
            if end <= first and end + size_bytes > first:
                start = None
        if start is not None:
            self._out.append((start, size_bytes))
        return start

    def give_back(self, total: int) -> None:
        """So many places in all have been read so far."""
        while self._returned < total and self._out:
            self._out.popleft()
            self._returned += 1
