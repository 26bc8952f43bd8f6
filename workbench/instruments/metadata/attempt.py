"""Calling readers that may raise anything: the only place that catches whatever comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def attempt(read: Callable[[], T], but: type[BaseException] = MemoryError) -> T | None:
    """What `read` gives, or None where it failed; a failure of the kind `but` is not caught.

    ExifRead raises NotImplementedError, EOFError, AssertionError, KeyError and others on broken
    files (ianare/exif-py issues 184, 197, 262), Pillow whatever `struct` and its plug-ins raise.
    One that fails must not hide what the other reads. Running out of memory is not theirs to hide.
    """
    try:
        return read()
    except (MemoryError, but):
        raise
    except Exception:  # noqa: BLE001
        return None
