"""What was acknowledged stays, whatever happens to the process or the disk."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import ItemId, ItemSheet
from workbench.store import items, runs
from workbench.store.project import Project
from workbench.store.verify import verify

KILLS = 8

EDITOR = """
import sys
from pathlib import Path
from workbench.records.item import ItemId, ItemSheet
from workbench.store import items
from workbench.store.project import Project

project = Project.open(Path(sys.argv[1]), "editor")
assert not project.read_only
number = int(items.sheet(project, ItemId(1)).title or 0)
while True:
    number += 1
    with project.edit("item.edit", {"number": number}) as tx:
        items.save_sheet(tx, ItemSheet(ItemId(1), str(number)))
    print(number, flush=True)
"""


def test_a_killed_process_loses_no_acknowledged_edit(project: Project, item: ItemId) -> None:
    project.close()
    choice = random.Random(9)
    for _ in range(KILLS):
        editor = subprocess.Popen(
            [sys.executable, "-c", EDITOR, str(project.path)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        assert editor.stdout is not None
        for _ in range(choice.randrange(1, 30)):
            assert editor.stdout.readline()
        editor.kill()
        rest, _ = editor.communicate()
        with Project.open(project.path, "tester") as again:
            assert not again.read_only, "the death of the holder frees the case"
            kept = int(items.sheet(again, item).title or 0)
            acknowledged = int(rest.split(b"\n")[-2]) if rest.count(b"\n") else 0
            assert kept >= acknowledged
            assert again.undo_label == "item.edit"
        assert verify(project.path).ok


HALF_WRITER = """
import os, signal, sys
from pathlib import Path
from workbench.records.item import ItemId
from workbench.records.run import Measurement
from workbench.store import runs
from workbench.store.project import Project

project = Project.open(Path(sys.argv[1]), "writer")
with project.record("run.done", {}) as tx:
    run = runs.begin(tx, ItemId(1), "sound", "1", {})
    runs.add(tx, run, Measurement("envelope", {}, bytes(20_000_000)))
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("first", ["open", "verify"])
def test_a_write_cut_in_the_middle_is_rolled_back_by_whoever_comes_next(
    project: Project, item: ItemId, first: str
) -> None:
    project.close()
    before = project.path.read_bytes()
    subprocess.run(
        [sys.executable, "-c", HALF_WRITER, str(project.path)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )
    assert Path(f"{project.path}-journal").stat().st_size > 0, "the journal is hot"
    assert project.path.read_bytes() != before
    if first == "verify":
        assert verify(project.path).ok
    with Project.open(project.path, "tester") as again:
        assert not again.read_only
        assert items.every(again) == [item]
        assert runs.every(again) == []
    assert project.path.read_bytes() == before
    assert verify(project.path).ok


class FaultyFile(apsw.VFSFile):
    """Counts writes, syncs and truncations; the one that is to fail, fails, as do those after."""

    def __init__(self, disk: FaultyDisk, name: str | apsw.URIFilename | None, flags: list[int]):
        self.disk = disk
        super().__init__(disk.base_vfs, name, flags)  # type: ignore[arg-type]

    def xWrite(self, data: bytes, offset: int) -> None:
        self.disk.count()
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:
        self.disk.count()
        super().xSync(flags)

    def xTruncate(self, newsize: int) -> None:
        self.disk.count()
        super().xTruncate(newsize)


class FaultyDisk(apsw.VFS):
    """The system's disk, until it is told to fail."""

    def __init__(self) -> None:
        self.base_vfs = apsw.vfs_names()[0]
        self.fault: type[apsw.Error] | None = None
        self.left = 0
        self.operations = 0
        super().__init__("faulty", self.base_vfs, makedefault=True)

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:
        return FaultyFile(self, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        self.count()
        super().xDelete(filename, syncdir)

    def count(self) -> None:
        self.operations += 1
        self.left -= 1
        if self.fault is not None and self.left < 0:
            raise self.fault("the test's disk failed")


@pytest.fixture
def disk() -> Iterator[FaultyDisk]:
    faulty = FaultyDisk()
    yield faulty
    faulty.unregister()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("fault", [apsw.FullError, apsw.IOError])
def test_a_disk_that_fails_at_any_moment_leaves_the_case_whole(
    disk: FaultyDisk, project: Project, item: ItemId, fault: type[apsw.Error]
) -> None:
    def edit(title: str) -> None:
        with project.edit("item.edit", {}) as tx:
            items.save_sheet(tx, ItemSheet(item, title))

    edit("first")
    disk.operations = 0
    edit("second")
    operations, kept = disk.operations, "second"
    assert operations > 5
    refusals: list[Refusal] = []
    for failing in range(operations):
        disk.fault, disk.left = fault, failing
        try:
            edit(f"fails at {failing}")
            kept = f"fails at {failing}"
        except Refusal as refusal:
            refusals.append(refusal)
        disk.fault = None
        found = items.sheet(project, item).title
        assert found in (kept, f"fails at {failing}"), "all of it, or nothing"
        edit("again")
        kept = "again"
    assert len(refusals) > operations // 2
    assert {refusal.code for refusal in refusals} <= {
        RefusalCode.DISK_FULL,
        RefusalCode.DISK_FAULT,
    }
    assert {refusal.facts["path"] for refusal in refusals} == {str(project.path)}
    assert verify(project.path).ok
    project.close()
    assert verify(project.path).ok
    assert not Path(f"{project.path}-journal").exists()


def test_a_full_disk_while_a_case_is_made_leaves_nothing(
    disk: FaultyDisk, tmp_path: Path, project: Project
) -> None:
    disk.operations = 0
    Project.create(tmp_path / "whole.fvw", project.case, "tester").close()
    before = sorted(tmp_path.iterdir())
    for left in range(0, disk.operations, 7):
        disk.fault, disk.left = apsw.FullError, left
        with pytest.raises(Refusal) as refusal:
            Project.create(tmp_path / "other.fvw", project.case, "tester")
        disk.fault = None
        assert refusal.value.code is RefusalCode.DISK_FULL
        assert sorted(tmp_path.iterdir()) == before


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
@pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere"
)
def test_a_case_on_a_disk_that_cannot_be_written_is_read(project: Project, item: ItemId) -> None:
    project.close()
    (project.media_dir / "open").unlink()
    project.media_dir.chmod(0o500)
    project.path.chmod(0o400)
    project.path.parent.chmod(0o500)
    try:
        with Project.open(project.path, "tester") as reader:
            assert reader.read_only
            assert items.every(reader) == [item]
    finally:
        project.path.parent.chmod(0o700)
        project.media_dir.chmod(0o700)
