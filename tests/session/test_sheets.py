"""Contact sheets: every frame that was asked for, in any script, and the same bytes each time."""

from __future__ import annotations

import re
import shutil
import zlib
from pathlib import Path

import pytest

from workbench.media import drawing, png
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import ItemId
from workbench.records.selection import EveryNth, Filters, Moments, moment_from_text
from workbench.session import Session

CLIP = ItemId(1)
NAME = "Мінск, Няміга ўвечары.mp4"


@pytest.fixture
def filled(case: Session, clip: Path, still: Path, tmp_path: Path) -> Session:
    named = tmp_path / NAME
    shutil.copyfile(clip, named)
    case.add_items([named]).wait(60)
    case.add_items([still]).wait(60)
    return case


def text_of(file: bytes) -> str:
    """What is written unseen on the pages of a PDF that the program made."""
    drawn = [zlib.decompress(part) for part in re.findall(rb"stream\n(.*?)\nendstream", file, re.S)]
    lines = [line for part in drawn for line in re.findall(rb"<([0-9a-f]+)> Tj", part)]
    return "\n".join(bytes.fromhex(line.decode()).decode("utf-16-be") for line in lines)


@pytest.mark.parametrize("name", ["sheet.png", "sheet.pdf"])
def test_the_same_choice_gives_the_same_bytes(filled: Session, tmp_path: Path, name: str) -> None:
    places = [tmp_path / "one" / name, tmp_path / "two" / name]
    for place in places:
        assert filled.write_sheet(CLIP, EveryNth(25), place)[0] == 4
    one, other = (place.read_bytes() for place in places)
    assert one == other
    assert filled.frames(CLIP) == []
    said = [entry.subject for entry in filled.custody() if entry.act == "frame.sheet"]
    assert len(said) == 2 and said[0] == said[1] and said[0]["file"] == name


def test_a_page_says_what_it_shows(filled: Session, tmp_path: Path) -> None:
    filters = Filters(least_distance=256)
    shown, left_out = filled.write_sheet(
        CLIP, EveryNth(10), tmp_path / "sheet.pdf", filters=filters
    )
    assert (shown, len(left_out)) == (1, 9)
    text = text_of((tmp_path / "sheet.pdf").read_bytes())
    for part in (NAME, filled.item(CLIP).digest, "every 10th frame", "00:00:00.000 · f0", "9"):
        assert part in text
    assert b"CreationDate" not in (tmp_path / "sheet.pdf").read_bytes()


def test_many_frames_go_on_with_another_page(filled: Session, tmp_path: Path) -> None:
    filled.write_sheet(CLIP, EveryNth(2), tmp_path / "sheet.pdf", columns=3)
    assert (tmp_path / "sheet.pdf").read_bytes().count(b"/Type /Page ") > 1
    text = text_of((tmp_path / "sheet.pdf").read_bytes())
    assert [int(index) for index in re.findall(r"· f(\d+)", text)] == list(range(0, 100, 2))


def test_a_still_is_one_cell(filled: Session, tmp_path: Path) -> None:
    place = tmp_path / "still.png"
    assert filled.write_sheet(ItemId(2), Moments((moment_from_text("0"),)), place) == (1, ())
    assert png.decode(place.read_bytes(), 10**8).shape[1] == 1240


def test_another_ending_or_no_columns_are_refused(filled: Session, tmp_path: Path) -> None:
    for name, columns in (("sheet.gif", 4), ("sheet.png", 0)):
        with pytest.raises(Refusal) as refused:
            filled.write_sheet(CLIP, EveryNth(10), tmp_path / name, columns=columns)
        assert refused.value.code is RefusalCode.BAD_PARAMETER


def test_what_is_not_seen_is_not_drawn() -> None:
    assert drawing.drawable("a\u202eb\x00c\ud800") == "a?b?c?"
    assert drawing.width_of("Ў", 20, drawing.PLAIN) > 5
    long = drawing.elided("Няміга " * 50, 200, 15, drawing.PLAIN)
    assert "…" in long and drawing.width_of(long, 15, drawing.PLAIN) <= 200
