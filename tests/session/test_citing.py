"""A citation that is opened again shows the identical pixels, or says why not."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from pathlib import Path

import pytest

from tests.footage import moving, write_clip
from workbench.records.citation import Citation, CitedState
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.frame import Moment, MomentKind
from workbench.records.item import Digest
from workbench.records.selection import KeyFrames, Moments
from workbench.session import Desk, Session

FRAME_37 = Moments((Moment(MomentKind.INDEX, Fraction(37)),))


@pytest.fixture(scope="module")
def cited(
    desk: Desk, clip: Path, still: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Citation, Citation]:
    """Frame 37 of the clip, and the still, cited in a case that is then closed."""
    folder = tmp_path_factory.mktemp("cited")
    with desk.new_case(folder / "first.fvw") as first:
        first.add_items([clip, still]).wait(60)
        (frame,) = first.extract(first.item_named("clip.mp4").id, FRAME_37).frames
        (picture,) = first.extract(first.item_named("still.png").id, KeyFrames()).frames
        lines = first.citation(frame), first.citation(picture)
    return Citation.parse(lines[0]), Citation.parse(lines[1])


@pytest.fixture(scope="module")
def second(
    desk: Desk, clip: Path, still: Path, tmp_path_factory: pytest.TempPathFactory
) -> Session:
    """Another case that holds the same digests, under other names and numbers."""
    folder = tmp_path_factory.mktemp("second")
    other = folder / "received.mp4"
    other.write_bytes(clip.read_bytes())
    with desk.new_case(folder / "second.fvw") as made:
        for path in (still, other):
            made.add_items([path]).wait(60)
    return desk.open_case(folder / "second.fvw", read_only=True)


def test_another_case_with_the_same_digest_shows_the_identical_frame(
    second: Session, cited: tuple[Citation, Citation], tmp_path: Path
) -> None:
    for citation, item in zip(cited, (2, 1), strict=True):
        opened = second.open_citation(citation.text(), tmp_path / f"{item}.png")
        assert opened.identical
        assert (opened.item, opened.index) == (item, citation.index)
        assert opened.pixels_sha256 == citation.pixels_sha256
        assert opened.rgb is not None
        assert citation.text().encode() in (tmp_path / f"{item}.png").read_bytes()
    with pytest.raises(Refusal) as there:
        second.open_citation(cited[0].text(), tmp_path / "1.png")
    assert there.value.code is RefusalCode.ALREADY_THERE


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"item": Digest("0" * 64)}, CitedState.NO_SUCH_ITEM),
        ({"pts": 7}, CitedState.NO_SUCH_FRAME),
        ({"time_base": Fraction(1, 7)}, CitedState.NO_SUCH_FRAME),
        ({"planes_sha256": "1" * 64}, CitedState.OTHER_PLANES),
        ({"pixels_sha256": "1" * 64}, CitedState.OTHER_PIXELS),
        ({"pixels_sha256": "1" * 64, "converter": "swscale 5"}, CitedState.OTHER_CONVERTER),
        ({"index": 36}, CitedState.IDENTICAL),
    ],
)
def test_what_is_not_identical_says_why(
    second: Session, cited: tuple[Citation, Citation], changes: dict[str, object], state: CitedState
) -> None:
    changed = dataclasses.replace(cited[0], **changes)  # type: ignore[arg-type]
    opened = second.open_citation(changed.text())
    assert opened.state is state
    if state is CitedState.IDENTICAL:
        assert opened.index == 37 != changed.index


def test_a_still_is_not_opened_as_a_clip(second: Session, cited: tuple[Citation, Citation]) -> None:
    mixed = dataclasses.replace(cited[1], item=cited[0].item)
    assert second.open_citation(mixed.text()).state is CitedState.NO_SUCH_FRAME


def test_what_is_no_citation_is_refused(second: Session) -> None:
    for text in ("", "f374", "frame 3", "1/0"):
        with pytest.raises(Refusal) as refused:
            second.open_citation(text)
        assert refused.value.code is RefusalCode.NOT_A_CITATION


def test_a_linked_original_that_changed_is_not_taken_for_the_cited_one(
    desk: Desk, tmp_path: Path
) -> None:
    file = write_clip(tmp_path / "linked.mp4", moving(3, 20))
    with desk.new_case(tmp_path / "case.fvw") as case:
        case.add_items([file], link=True).wait(60)
        (frame,) = case.extract(
            case.item_ids()[0], Moments((Moment(MomentKind.INDEX, Fraction(3)),))
        ).frames
        line = case.citation(frame)
        file.write_bytes(file.read_bytes() + b"\0")
        with pytest.raises(Refusal) as changed:
            case.open_citation(line)
    assert changed.value.code is RefusalCode.ORIGINAL_CHANGED
