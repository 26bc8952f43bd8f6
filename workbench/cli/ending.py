"""Ending: the exit codes of the command line; 2, wrong usage, is given by click itself."""

from __future__ import annotations

from collections.abc import Sequence

DONE = 0
FAILED = 1
"""Refused or failed, with a sentence on stderr."""
PARTLY = 3
"""Done in part, with a status for each path or item."""
INTERRUPTED = 130
"""Cancelled by Ctrl-C: 128 and the number of the signal, as shells have it."""


def code_of(good: Sequence[bool]) -> int:
    """The exit code for paths or items that each went well or not."""
    if all(good):
        return DONE
    return PARTLY if any(good) else FAILED
