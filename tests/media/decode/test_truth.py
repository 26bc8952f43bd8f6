"""Nothing differs from what others say of the same frames."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.media.decode.truth import ORACLES

SLOW = frozenset(
    {
        "ffprobe 5.1: times, key frames, picture types",
        "packets against decoding",
        "random access against decoding from the start",
    }
)
"""The first two have quicker tests of their own."""


@pytest.mark.parametrize("name", sorted(ORACLES.keys() - SLOW))
def test_no_frame_differs(media_dir: Path, name: str) -> None:
    tally = ORACLES[name](media_dir)
    assert tally.frames > 0
    assert tally.differing == 0


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(SLOW))
def test_no_frame_of_the_whole_collection_differs(media_dir: Path, name: str) -> None:
    tally = ORACLES[name](media_dir)
    assert tally.files >= 65
    assert tally.differing == 0
