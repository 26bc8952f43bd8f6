"""A bundle is the same for the same dossier, and never overwrites what is not its own."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from tests.footage import texture
from workbench.dossier import bundle, compose, preview
from workbench.media import png
from workbench.records.codec import from_json
from workbench.records.dossier import Dossier, DossierVariant
from workbench.records.errors import Refusal, RefusalCode
from workbench.store import frames
from workbench.store.project import Project


def composed(project: Project, variant: DossierVariant = DossierVariant.INTERNAL) -> Dossier:
    return compose.compose(project, variant=variant, language="en")


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("variant", list(DossierVariant))
def test_the_same_dossier_gives_the_same_bytes(
    case: Project, tmp_path: Path, variant: DossierVariant
) -> None:
    dossier = composed(case, variant)
    bundle.write(dossier, case, tmp_path / "one")
    bundle.write(dossier, case, tmp_path / "elsewhere" / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "elsewhere" / "two")


def test_the_records_are_the_dossier(case: Project, tmp_path: Path) -> None:
    dossier = composed(case)
    bundle.write(dossier, case, tmp_path / "out")
    kept = json.loads((tmp_path / "out" / bundle.RECORDS_FILE).read_bytes())
    assert from_json(Dossier, kept) == dossier


def test_the_manifest_is_one_that_sha256sum_checks(case: Project, tmp_path: Path) -> None:
    bundle.write(composed(case), case, tmp_path / "out")
    command = ["sha256sum", "--strict", "--check", "--quiet", "manifest-sha256.txt"]
    assert subprocess.run(command, cwd=tmp_path / "out", check=False).returncode == 0


def test_the_seal_stands_for_the_manifest(case: Project, tmp_path: Path) -> None:
    bundle.write(composed(case), case, tmp_path / "out")
    listed = (tmp_path / "out" / "manifest-sha256.txt").read_bytes()
    assert bundle.seal_of(tmp_path / "out") == hashlib.sha256(listed).hexdigest()


def test_an_older_dossier_is_replaced_whole(case: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    bundle.write(composed(case), case, out)
    with pytest.raises(Refusal) as refused:
        bundle.write(composed(case, DossierVariant.PUBLIC), case, out)
    assert refused.value.code is RefusalCode.DOSSIER_THERE
    bundle.write(composed(case, DossierVariant.PUBLIC), case, out, replace=True)
    assert sorted(contents(out)) == [
        "dossier.html",
        "dossier.json",
        "manifest-sha256.txt",
        "seal.json",
    ]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("foreign", ["diary.txt", "exhibits/mine.png"])
def test_what_is_not_ours_is_never_overwritten(case: Project, tmp_path: Path, foreign: str) -> None:
    out = tmp_path / "out"
    bundle.write(composed(case), case, out)
    (out / foreign).write_text("mine")
    before = contents(out)
    with pytest.raises(Refusal) as refused:
        bundle.write(composed(case), case, out)
    assert refused.value.code is RefusalCode.ALREADY_THERE
    assert contents(out) == before


def test_a_file_or_a_link_in_the_way_is_refused(case: Project, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "empty")
    for name in ("file", "link"):
        with pytest.raises(Refusal) as refused:
            bundle.write(composed(case), case, tmp_path / name)
        assert refused.value.code is RefusalCode.ALREADY_THERE
    assert bundle.write(composed(case), case, tmp_path / "empty").is_file()


def test_an_exhibit_that_changed_in_the_case_is_not_shown(case: Project, tmp_path: Path) -> None:
    file = frames.every(case)[0].file
    place = case.derived_dir / file[:2] / f"{file}.png"
    place.write_bytes(place.read_bytes()[:-1] + b"x")
    with pytest.raises(Refusal) as refused:
        bundle.write(composed(case), case, tmp_path / "out")
    assert refused.value.code is RefusalCode.DAMAGED_CASE
    place.unlink()
    with pytest.raises(Refusal) as refused:
        bundle.write(composed(case), case, tmp_path / "out")
    assert refused.value.code is RefusalCode.NOT_FOUND
    assert not (tmp_path / "out").exists()


def test_progress_goes_forward_to_the_end(case: Project, tmp_path: Path) -> None:
    told: list[float] = []
    bundle.write(composed(case), case, tmp_path / "out", on_progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_an_unknown_language_is_refused(case: Project) -> None:
    with pytest.raises(Refusal) as refused:
        compose.compose(case, variant=DossierVariant.PUBLIC, language="../xx")
    assert refused.value.code is RefusalCode.BAD_PARAMETER


def test_a_written_picture_is_read_back() -> None:
    rgb = texture(3, 31, 17)
    assert np.array_equal(png.decode(png.encode(rgb, [("a", "b"), ("c", "d")]), 31 * 17), rgb)


def test_no_other_picture_is_read() -> None:
    good = png.encode(texture(3, 31, 17))
    for n in range(len(good)):
        with pytest.raises(ValueError):
            png.decode(good[:n] + bytes([good[n] ^ 1]) + good[n + 1 :], 1000)
        with pytest.raises(ValueError):
            png.decode(good[:n], 1000)
    for content in (good + b"x", good + good[8:]):
        with pytest.raises(ValueError):
            png.decode(content, 1000)
    with pytest.raises(ValueError):
        png.decode(good, 31 * 17 - 1)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1280, 720), None),
        ((1281, 721), (640, 360)),
        ((4000, 3000), (1000, 750)),
        ((9000, 3), (1125, 1)),
    ],
)
def test_large_pictures_are_shown_smaller(
    size: tuple[int, int], expected: tuple[int, int] | None
) -> None:
    shrunk = preview.shrink(np.full((size[1], size[0], 3), 77, np.uint8))
    if expected is None:
        assert shrunk is None
    else:
        assert shrunk is not None
        assert shrunk.shape == (expected[1], expected[0], 3)
        assert (shrunk == 77).all()
