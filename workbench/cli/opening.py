"""Opening: the desk, a case or a library for as long as one verb takes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.i18n import _

if TYPE_CHECKING:
    from workbench.library.library import Library
    from workbench.session import Desk, Session


@contextmanager
def desk() -> Iterator[Desk]:
    """A desk that asks, where it can, before it reads footage without a sandbox."""
    from workbench.session import Desk

    with Desk(consent=_consent) as one:
        yield one


def _consent() -> bool:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    return click.confirm(
        _(
            "This system offers no sandbox: a malicious file could do whatever you can. Read "
            "footage without one, now and from now on?"
        ),
        err=True,
    )


@contextmanager
def case_to_read(path: Path) -> Iterator[Session]:
    with desk() as one, one.open_case(path, read_only=True) as session:
        yield session


@contextmanager
def case_to_write(path: Path) -> Iterator[Session]:
    """Refusal(READ_ONLY) where somebody else has it open for writing, Refusal(FOLDER_MISSING)."""
    with desk() as one, one.open_case(path) as session:
        refusal = session.why_read_only()
        if refusal is not None:
            raise refusal
        yield session


@contextmanager
def case_to_use(path: Path) -> Iterator[Session]:
    """For writing where that may be, else for reading only."""
    with desk() as one, one.open_case(path) as session:
        yield session


@contextmanager
def library_at(path: Path) -> Iterator[tuple[Desk, Library]]:
    with desk() as one:
        library = one.open_library(path)
        try:
            yield one, library
        finally:
            library.close()
