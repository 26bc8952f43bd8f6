"""The robustness suite in small: what must be found is found, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.robustness import sources
from tests.robustness.edits import EVERY
from tests.robustness.shelf import Shelf
from tests.robustness.trial import Library, Result, known, tried_on_clip, tried_on_still

pytestmark = pytest.mark.long

ON_CLIPS = ("mirrored", "crop 10% a side", "caption bar 20%", "9:16 black bars", "speed 1.25")
ON_STILLS = (
    *("crf 38, JPEG 20", "quarter size", "mirrored", "crop 20% a side", "caption bar 30%"),
    *("frame in frame 60%", "turned 90°", "mirrored + crop 10% a side"),
)


@pytest.fixture(scope="module")
def library() -> Library:
    """What comes with the program."""
    found = [*sources.clips(Path()), *sources.bystanders(Path()), *_stills()]
    shelf = Shelf()
    read = [known(source, shelf) for source in found]
    return Library([one for one in read if one is not None], shelf)


def _stills() -> list[sources.Source]:
    paths = sorted(sources.SAMPLE.glob("*.[jJ][pP][gG]"))
    return [sources.Source(path, path.stem) for path in paths]


def test_edited_clips_are_found_with_their_edges_and_nothing_else_is(library: Library) -> None:
    clips = sources.clips(Path())
    for source in clips:
        for result in tried_on_clip(source, clips[0], [EVERY[name] for name in ON_CLIPS], library):
            _held(result)
            if result.edit in {"mirrored", "9:16 black bars"}:
                assert max(result.edges_s) <= 0.5, result
                assert result.crop is not None
                assert result.crop <= 0.03, result


def test_edited_stills_are_found_and_nothing_else_is(library: Library) -> None:
    for source in _stills():
        for result in tried_on_still(source, [EVERY[name] for name in ON_STILLS], library):
            _held(result)
            assert result.crop is not None
            assert result.crop <= 0.03, result


def _held(result: Result) -> None:
    assert result.found, result
    assert not result.wrong, result
    assert result.mirrored_right, result
