"""Structure prints: one writer has one print, whatever the footage; what differs is named."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import pytest

from tests.footage import moving, texture, write_clip, write_still
from workbench.library.known_structures import shipped
from workbench.provenance.facts import Facts
from workbench.provenance.structure_likeness import compare, likenesses
from workbench.provenance.structure_print import print_of
from workbench.records.item import MediaKind, MediaStatus, Medium
from workbench.records.known_structure import KnownStructure, Writer
from workbench.records.provenance import Strength
from workbench.records.structure import Part
from workbench.records.structure_print import (
    DifferenceKind,
    PrintLine,
    StructurePrint,
    print_form,
    print_from_form,
)
from workbench.session import Desk
from workbench.session.known_origin import built


def of(desk: Desk, path: Path) -> StructurePrint:
    made = built(desk, path)[1]
    assert made is not None
    return made


def known(made: StructurePrint, known_as: str = "one", file: str = "a" * 64) -> KnownStructure:
    return KnownStructure(known_as, Writer.DEVICE, "test", date(2026, 1, 1), (file,), made)


def lines(*paths: str) -> StructurePrint:
    return StructurePrint("iso", tuple(PrintLine(path) for path in paths))


def test_two_clips_of_one_writer_have_one_print_whatever_they_show(
    desk: Desk, tmp_path: Path
) -> None:
    one = of(desk, write_clip(tmp_path / "a.mp4", moving(1, 30)))
    other = of(desk, write_clip(tmp_path / "b.mp4", moving(2, 90, 640, 360), rate=30))
    assert one == other
    assert one.digest == other.digest


def test_another_container_of_the_same_frames_has_another_print(desk: Desk, tmp_path: Path) -> None:
    frames = moving(1, 12)
    mp4, mov = (of(desk, write_clip(tmp_path / n, frames)) for n in ("a.mp4", "a.mov"))
    same, differences = compare(mp4, mov)
    assert 0 < same < len(mov.lines)
    brands = [d for d in differences if (d.path, d.name) == ("ftyp", "major_brand")]
    assert [(d.here, d.known) for d in brands] == [("isom", "qt  ")]


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tiff", "a.gif"])
def test_stills_of_one_writer_have_one_print(desk: Desk, tmp_path: Path, name: str) -> None:
    one = of(desk, write_still(tmp_path / name, texture(1)))
    other = of(desk, write_still(tmp_path / f"other-{name}", texture(2)))
    assert one == other


def test_another_quality_of_jpeg_is_one_difference_by_table(desk: Desk, tmp_path: Path) -> None:
    from PIL import Image

    image = Image.fromarray(texture(1))
    image.save(tmp_path / "a.jpg", quality=80)
    image.save(tmp_path / "b.jpg", quality=90)
    _, differences = compare(of(desk, tmp_path / "a.jpg"), of(desk, tmp_path / "b.jpg"))
    assert {d.path for d in differences} == {"DQT"}
    assert {(d.here, d.known) for d in differences} == {
        ("libjpeg, quality 80", "libjpeg, quality 90")
    }


def test_a_print_holds_no_place_no_time_and_no_words_of_people(desk: Desk, media_dir: Path) -> None:
    made = of(desk, media_dir / "metadata-extractor-images/mov/with-gps.mov")
    told = str(print_form(made))
    for private in ("2014", "iPhone", "+5", "-07", "Apple"):
        assert private not in told.replace("com.apple", "")


def test_a_phone_of_the_set_is_known_and_does_not_count_itself(desk: Desk, media_dir: Path) -> None:
    path = media_dir / "metadata-extractor-images/mov/with-gps.mov"
    digest, made = built(desk, path)
    assert made is not None
    assert [one.known_as for one in likenesses(made, shipped()) if one.exact] == ["Apple iPhone 6"]
    assert [one.files for one in likenesses(made, shipped(), digest)] == [0]


def test_what_ffmpeg_makes_here_is_known(desk: Desk, tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", moving(5, 40))
    found = desk.compare_structure(path).likenesses
    assert found[0].exact
    assert found[0].known_as == "FFmpeg, MP4 without sound"
    assert found[0].strength is Strength.MODERATE
    assert not any(one.writer is Writer.DEVICE for one in found)


def test_each_kind_of_difference_is_named() -> None:
    here = lines("ftyp", "free", "mdat", "moov", "moov/udta")
    there = lines("ftyp", "moov", "moov/meta", "free", "mdat")
    same, differences = compare(here, there)
    said = {(d.kind, d.path) for d in differences}
    assert (DifferenceKind.ONLY_HERE, "moov/udta") in said
    assert (DifferenceKind.ONLY_KNOWN, "moov/meta") in said
    moved = {path for kind, path in said if kind is DifferenceKind.ELSEWHERE}
    assert moved in ({"free", "mdat"}, {"moov"})
    assert same + sum(d.kind is not DifferenceKind.ONLY_HERE for d in differences) == 5


def test_files_of_one_origin_are_counted_together_and_the_nearest_comes_first() -> None:
    paths = [f"part{n}" for n in range(40)]
    rows = [
        known(lines(*paths), "phone", "a" * 64),
        known(lines(*paths), "phone", "b" * 64),
        known(lines(*paths[:39]), "older phone", "c" * 64),
        known(lines(*paths[:36]), "oldest phone", "d" * 64),
        known(lines(*paths[:20]), "another thing", "e" * 64),
    ]
    found = likenesses(lines(*paths), rows)
    assert [(one.known_as, one.files, len(one.differences)) for one in found] == [
        ("phone", 2, 0),
        ("older phone", 1, 1),
        ("oldest phone", 1, 4),
    ]
    assert likenesses(lines(*paths), rows, "a" * 64)[0].files == 1


def test_a_structure_of_few_parts_says_little_and_is_never_near() -> None:
    few = lines("RIFF", "RIFF/fmt", "RIFF/data")
    found = likenesses(few, [known(few), known(lines("RIFF", "RIFF/fmt"), "two")])
    assert [(one.known_as, one.strength) for one in found] == [("one", Strength.WEAK)]


def test_prints_of_another_version_or_family_say_nothing() -> None:
    made = lines(*(f"part{n}" for n in range(20)))
    for other in ({"version": 2}, {"kind": "jpeg"}):
        assert likenesses(made, [known(dataclasses.replace(made, **other))]) == []


def test_a_hostile_part_costs_its_values_and_nothing_more() -> None:
    medium = Medium(MediaKind.STILL, "jpeg", MediaStatus.OK, None, 1)
    parts = [
        Part("DQT", "DQT", 0, 8, 0, {"tables": [{"number": {}}, 7]}),
        Part("DHT", "DHT", 8, 8, 0, {"tables": 3}),
        Part("COM", "COM", 16, 8, 0, {"comment": ["secret"]}),
    ]
    made = print_of(Facts("a.jpg", medium, parts=parts))
    assert made is not None
    assert [line.path for line in made.lines] == ["DQT", "DHT", "COM"]
    assert "secret" not in str(print_form(made))


def test_a_print_survives_its_form_and_nonsense_is_refused() -> None:
    made = StructurePrint("iso", (PrintLine("ftyp", (("major_brand", "isom"),)), PrintLine("moov")))
    assert print_from_form(print_form(made)) == made
    for wrong in (
        *(None, [], {}, {"version": 1, "kind": "iso", "lines": []}),
        *({"version": 1, "kind": "iso", "lines": [line]} for line in ([], [1], ["a", []], "ab")),
        {"version": "1", "kind": "iso", "lines": [["a"]]},
        {"version": 1, "kind": "iso", "lines": [["a" * 1000]]},
    ):
        with pytest.raises(ValueError):
            print_from_form(wrong)
