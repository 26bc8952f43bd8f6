"""Originals are stored whole or not at all, and every fault of the disk has its refusal."""

from __future__ import annotations

import errno
import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workbench.ingest import originals
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import (
    Digest,
    Item,
    ItemId,
    MediaKind,
    MediaStatus,
    Medium,
    Source,
)


def silent(done: int, of: int) -> None:
    """No progress is wanted."""


def test_the_digest_is_of_the_bytes_that_were_stored(tmp_path: Path) -> None:
    content = os.urandom(3_000_000)
    source = tmp_path / "a.mp4"
    source.write_bytes(content)
    copy = originals.copy_in(source, tmp_path / "case.media", on_bytes=silent)
    place = originals.settle(copy, tmp_path / "case.media")
    assert copy.digest == hashlib.sha256(content).hexdigest() == place.name
    assert place.read_bytes() == content


def test_giving_up_leaves_nothing(tmp_path: Path) -> None:
    source = tmp_path / "a.mp4"
    source.write_bytes(bytes(3_000_000))

    def give_up(done: int, of: int) -> None:
        if done > 1_000_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        originals.copy_in(source, tmp_path / "case.media", on_bytes=give_up)
    assert list((tmp_path / "case.media" / "incoming").iterdir()) == []


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "a.mp4"
    source.write_bytes(bytes(3_000_000))

    def grow(done: int, of: int) -> None:
        with source.open("ab") as file:
            file.write(b"more")

    with pytest.raises(Refusal) as refused:
        originals.copy_in(source, tmp_path / "case.media", on_bytes=grow)
    assert refused.value.code is RefusalCode.CHANGED_WHILE_READ
    assert list((tmp_path / "case.media" / "incoming").iterdir()) == []


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOENT, RefusalCode.NOT_FOUND),
        (errno.EACCES, RefusalCode.NO_PERMISSION),
        (errno.EROFS, RefusalCode.NO_PERMISSION),
        (errno.ENOSPC, RefusalCode.DISK_FULL),
        (errno.EDQUOT, RefusalCode.DISK_FULL),
        (errno.EIO, RefusalCode.DISK_FAULT),
        (errno.EISDIR, RefusalCode.NOT_A_FILE),
    ],
)
def test_what_the_system_says_becomes_a_refusal(number: int, code: RefusalCode) -> None:
    error = OSError(number, os.strerror(number))
    refusal = originals.refusal_of(error, Path("/disk/a.mp4"))
    assert refusal.code is code and refusal.facts["path"] == "/disk/a.mp4"


def test_unfinished_copies_are_swept(tmp_path: Path) -> None:
    (tmp_path / "incoming").mkdir()
    (tmp_path / "incoming" / "left").write_bytes(b"half")
    originals.sweep(tmp_path)
    assert list((tmp_path / "incoming").iterdir()) == []


def test_undecodable_names_become_text() -> None:
    name = originals.name_of(Path(os.fsdecode(b"/tmp/\xff\xfe.mp4")))
    assert name == "/tmp/\ufffd\ufffd.mp4"


def test_a_slice_is_the_bytes_at_an_offset_and_ends_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(bytes(range(200)))
    item = _item(size_bytes=200)
    assert originals.read_slice(path, item, 10, 4) == bytes([10, 11, 12, 13])
    assert originals.read_slice(path, item, 198, 100) == bytes([198, 199])
    with pytest.raises(Refusal) as caught:
        originals.read_slice(path, _item(size_bytes=201), 0, 4)
    assert caught.value.code is RefusalCode.ORIGINAL_CHANGED


def _item(size_bytes: int) -> Item:
    medium = Medium(MediaKind.CLIP, "mp4", MediaStatus.OK, None, size_bytes)
    received = datetime(2020, 8, 20, tzinfo=UTC)
    return Item(ItemId(1), Digest("ab" * 32), medium, Source("a.mp4", "a.mp4"), received)
