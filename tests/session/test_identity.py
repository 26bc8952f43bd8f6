"""The same bytes are found again even where their pictures tell nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.footage import write_clip
from workbench.session import Desk


def test_footage_without_features_is_found_by_its_digest(desk: Desk, tmp_path: Path) -> None:
    flat = write_clip(tmp_path / "flat.mp4", [np.full((240, 320, 3), 90, np.uint8)] * 50)
    library = desk.new_library(tmp_path / "known.fvl")
    desk.library_add(library, [flat])
    found = desk.library_match(library, flat)
    library.close()
    ((reference, alignment),) = found.matches
    (segment,) = alignment.segments
    assert reference.title == "flat.mp4"
    assert (segment.query_start_s, segment.query_end_s, segment.reference_end_s) == (0, 2, 2)
    assert [u.why for u in found.unclear] == ["featureless"]
