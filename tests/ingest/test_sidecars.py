"""Which files beside footage are its sidecars: by the rules by which programs name them."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.ingest.sidecars import Surroundings
from workbench.records.sidecar import SidecarHint


def found(tmp_path: Path, file: str, *others: str) -> set[str]:
    """The sidecars of a file, by their paths in the folder."""
    for name in (file, *others):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    beside = Surroundings().beside(tmp_path / file)
    return {str(one.path.relative_to(tmp_path)) for one in beside}


@pytest.mark.parametrize(
    ("file", "sidecar"),
    [
        ("IMG_1.jpg", "IMG_1.xmp"),
        ("IMG_1.jpg", "IMG_1.jpg.xmp"),
        ("IMG_1.JPG", "IMG_1.XMP"),
        ("IMG_1.jpg", "IMG_1.jpg.json"),
        ("Немига.mp4", "Немига.info.json"),
        ("title [dQw4w9WgXcQ].webm", "title [dQw4w9WgXcQ].info.json"),
        # Takeout, as people found them (google-photos-exif issue 52, GooglePhotosTakeoutHelper 449)
        ("IMG_20250112_100426.jpg", "IMG_20250112_100426.jpg.supplemental-metadata.json"),
        ("IMG_1(1).jpg", "IMG_1.jpg(1).json"),
        ("IMG_1(1).jpg", "IMG_1.jpg.supplemental-metadata(1).json"),
        ("IMG_1-edited.jpg", "IMG_1.jpg.json"),
        ("IMG_1-edited.jpg", "IMG_1.jpg.supplemental-metadata.json"),
        (
            "123456789123456789123456789123456789_DSC91.JPG",
            "123456789123456789123456789123456789_DSC91.JPG.json",
        ),
        (
            "12345678912345678912345678912_DSCN0098.JPG",
            "12345678912345678912345678912_DSCN0098.JPG.sup.json",
        ),
        (
            "Urlaub in Knaufspesch in der Schneifel (38).JPG",
            "Urlaub in Knaufspesch in der Schneifel (38).JP.json",
        ),
        ("a1.mp4", "only.wacz"),
        ("photos/photo_1@09-08-2020_21-14-03.jpg", "result.json"),
        ("chats/chat_01/video_files/v.mp4", "result.json"),
        ("a1.mp4", "db.csv"),
        ("a1.mp4", "metadata.json"),
        ("a1.mp4", "f00.html"),
        ("archive/a1.mp4", "db.csv"),
    ],
)
def test_a_sidecar_is_found_by_its_name(tmp_path: Path, file: str, sidecar: str) -> None:
    assert found(tmp_path, file, sidecar) == {sidecar}


def test_pages_are_found_around_what_was_unpacked(tmp_path: Path) -> None:
    others = ("w/datapackage.json", "w/pages/pages.jsonl")
    assert found(tmp_path, "w/archive/a.mp4", *others) == {"w/pages/pages.jsonl"}


@pytest.mark.parametrize(
    ("file", "other"),
    [
        ("IMG_1.jpg", "IMG_11.jpg.json"),
        ("IMG_11.jpg", "IMG_1.jpg.json"),
        ("IMG_1.jpg", "IMG_1.jpg(1).json"),
        ("IMG_1(1).jpg", "IMG_1.jpg.json"),
        ("IMG_1.jpg", "IMG_1.json"),
        ("holiday/a.jpg", "result.json"),
        ("photos/a.jpg", "photos/result.json"),
        ("a.jpg", "b.xmp"),
    ],
)
def test_what_is_about_another_file_is_no_sidecar(tmp_path: Path, file: str, other: str) -> None:
    assert found(tmp_path, file, other) == set()


def test_of_several_archives_of_the_web_none_is_taken(tmp_path: Path) -> None:
    assert found(tmp_path, "a.mp4", "one.wacz", "two.wacz") == set()


def test_an_export_names_a_file_by_its_path_in_it(tmp_path: Path) -> None:
    found(tmp_path, "chats/chat_01/photos/p.jpg", "result.json")
    (one,) = Surroundings().beside(tmp_path / "chats/chat_01/photos/p.jpg")
    assert (one.hint, one.wanted) == (SidecarHint.TELEGRAM, "chats/chat_01/photos/p.jpg")
