"""The window: it shows queries of the case and calls one method of Session for each thing done."""

import ctypes
import sys


def _keep_constants() -> None:
    """Make None, True, False and NotImplemented outlive their reference counts.

    WORKAROUND: the wheels of PySide6 6.12.0 are built as if these were immortal, as they are from
    Python 3.12 on: each call of a Qt method that returns nothing takes a reference to None that it
    does not own, and Python 3.11 ends after some thousands of them ("none_dealloc").
    """
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython":
        return
    for constant in (None, True, False, NotImplemented):
        # The count is the first word of every object before 3.12.
        count = ctypes.c_ssize_t.from_address(id(constant))
        count.value += sys.maxsize >> 2


_keep_constants()
