"""Sources opened for a test; their descriptors are closed after it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.media.decode.clip_maker import Opener
from workbench.media.decode import Source, open_medium


@pytest.fixture
def opened() -> Iterator[Opener]:
    """`opened(path)` gives the source of a file."""
    descriptors = []

    def open_path(path: Path) -> Source:
        descriptors.append(os.open(path, os.O_RDONLY))
        return open_medium(descriptors[-1])

    yield open_path
    for fd in descriptors:
        os.close(fd)
