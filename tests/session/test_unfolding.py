"""The clip inside a motion photo becomes an item that names the still and the range of bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.footage import moving, texture, write_clip, write_still
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import MediaKind
from workbench.records.outcome import OutcomeState
from workbench.session import Session


def test_the_clip_inside_is_taken_as_an_item_of_its_own(case: Session, tmp_path: Path) -> None:
    still = write_still(tmp_path / "MVIMG_1.jpg", texture(4))
    clip = write_clip(tmp_path / "clip.mp4", moving(2, 8)).read_bytes()
    at = still.stat().st_size
    still.write_bytes(still.read_bytes() + clip)
    case.add_items([still]).wait(60)
    (item,) = case.item_ids()
    found = case.inner_clip(item)
    assert found is not None
    assert (found.offset, found.size_bytes) == (at, len(clip))
    for state in (OutcomeState.ADDED, OutcomeState.KNOWN):
        assert [o.state for o in case.unfold(item).wait(60)] == [state]
    (taken,) = (i for i in map(case.item, case.item_ids()) if i.id != item)
    assert taken.kind is MediaKind.CLIP
    assert taken.digest == hashlib.sha256(clip).hexdigest()
    assert taken.source.path == f"sha256:{case.item(item).digest} bytes {at}-{at + len(clip) - 1}"
    assert taken.name == f"MVIMG_1 ({at}-{at + len(clip) - 1}).mp4"
    table = case.frame_table(taken.id)
    assert table is not None
    assert len(table) == 8
    assert case.desk.verify_case(case.path).ok


def test_a_real_motion_photo_gives_its_clip(case: Session, media_dir: Path) -> None:
    case.add_items([media_dir / "androidx-media/media/heif/sample_MP.heic"]).wait(60)
    (item,) = case.item_ids()
    (outcome,) = case.unfold(item).wait(60)
    assert outcome.item is not None
    table = case.frame_table(outcome.item)
    assert table is not None
    assert len(table) == 37


def test_a_still_without_a_clip_is_refused(case: Session, still: Path) -> None:
    case.add_items([still]).wait(60)
    with pytest.raises(Refusal) as refused:
        case.unfold(case.item_ids()[0])
    assert refused.value.code is RefusalCode.NO_INNER_CLIP
