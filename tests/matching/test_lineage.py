"""What one copy has less of says that it was made of the other; else nothing is said."""

from __future__ import annotations

import pytest

from workbench.matching.lineage import Link, descent, lineages
from workbench.records.lineage import Copy, Ground, Reason, Told
from workbench.records.match import Alignment, Basis, Segment

WHOLE = (0.0, 0.0, 1.0, 1.0)


def copy(key: str, width_px: int = 1280, height_px: int = 720, **facts: object) -> Copy:
    given = {"length_s": 10.0, "frame_rate_hz": 30.0} | facts
    return Copy(key, width_px, height_px, False, **given)  # type: ignore[arg-type]


def segment(query_s: float, reference_s: float, length_s: float, crop=WHOLE, rate=1.0) -> Segment:
    return Segment(
        query_s, query_s + length_s, reference_s, reference_s + rate * length_s, rate,
        False, 0, crop, 40, 12.0, 80, 0.1,
    )  # fmt: skip


def alignment(*segments: Segment, still: bool = False, score: float = 10.0) -> Alignment:
    return Alignment(segments, Basis.PICTURE, still, score)


SAME = alignment(segment(0, 0, 10))


def test_equal_copies_cannot_be_told_apart() -> None:
    told = descent(copy("a"), copy("b"), SAME)
    assert told.told is Told.UNTOLD
    assert not told.reasons and not told.against
    (family,) = lineages([copy("a"), copy("b")], [Link("a", "b", SAME)])
    assert family.parents == {}
    assert set(family.best) == {"a", "b"}


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("facts", "ground"),
    [
        ({"width_px": 640, "height_px": 360}, Ground.RESOLUTION),
        ({"frame_rate_hz": 24.0}, Ground.FRAME_RATE),
        ({"box": (0.0, 0.1, 1.0, 0.9)}, Ground.BARS),
        ({"marks": 1}, Ground.MARKS),
        ({"generation": 2}, Ground.GENERATION),
    ],
)
def test_what_was_taken_away_or_added_tells_the_child(
    facts: dict, ground: Ground, turned: bool
) -> None:
    parent, child = (
        copy("parent", marks=0, generation=0),
        copy("child", **{"marks": 0, "generation": 0} | facts),
    )
    told = descent(parent, child, SAME) if turned else descent(child, parent, SAME)
    assert (told.parent, told.child, told.told) == ("parent", "child", Told.PARENT)
    assert ground in {one.ground for one in told.reasons}
    assert not told.against


def test_a_crop_tells_the_child_though_it_was_enlarged() -> None:
    cropped = alignment(segment(0, 0, 10, crop=(0.2, 0.2, 0.8, 0.8)))
    told = descent(copy("child", 1920, 1080), copy("parent"), cropped)
    assert (told.parent, told.child, told.told) == ("parent", "child", Told.MIXED)
    assert told.reasons == (Reason(Ground.CROP, 1.0, 0.36),)
    assert [one.ground for one in told.against] == [Ground.RESOLUTION]
    assert told.against[0].child > told.against[0].parent


def test_a_part_is_of_the_whole_and_a_compilation_is_not_told_by_its_length() -> None:
    part = alignment(segment(0, 20, 10))
    told = descent(copy("part"), copy("whole", length_s=60.0), part)
    assert (told.parent, [r.ground for r in told.reasons]) == ("whole", [Ground.LENGTH])
    pieces = alignment(segment(0, 20, 5), segment(5, 40, 5))
    assert descent(copy("part"), copy("long", length_s=60.0), pieces).told is Told.UNTOLD


def test_a_still_is_of_its_clip() -> None:
    still = Copy("still", 1280, 720, True)
    moment = alignment(segment(0, 4, 0), still=True)
    assert descent(still, copy("clip"), moment).parent == "clip"
    clip_first = descent(copy("clip"), still, moment)
    assert (clip_first.parent, clip_first.child) == ("clip", "still")


def test_a_chain_is_drawn_from_each_copy_to_the_one_it_is_least_unlike() -> None:
    """Original, its smaller copy, and a crop of that: each is known to match each."""
    first = copy("first", 1920, 1080, length_s=30.0)
    second = copy("second", 960, 540, length_s=30.0)
    third = copy("third", 480, 270, length_s=10.0)
    whole, cut = alignment(segment(0, 0, 30)), alignment(segment(0, 5, 10, (0.1, 0.1, 0.9, 0.9)))
    links = [
        Link("second", "first", whole),
        Link("third", "first", cut),
        Link("third", "second", cut),
    ]
    (family,) = lineages([third, copy("stranger"), first, second], links)
    assert family.parents == {"second": "first", "third": "second"}
    assert family.best == ("first",)
    assert {one.key for one in family.copies} == {"first", "second", "third"}


def test_a_slowed_copy_states_the_parents_seconds_for_one_of_its_own() -> None:
    slowed = alignment(segment(0, 0, 12.5, rate=0.8))
    told = descent(copy("slow", 640, 360, length_s=12.5), copy("plain"), slowed)
    assert (told.parent, told.rate) == ("plain", 0.8)
    back = alignment(segment(0, 0, 10, rate=1.25))
    assert descent(copy("plain"), copy("slow", 640, 360, length_s=12.5), back).rate == 0.8


def test_of_a_pair_found_twice_the_better_match_counts() -> None:
    poor = alignment(segment(0, 0, 10, crop=(0.3, 0.3, 0.6, 0.6)), score=1.0)
    (family,) = lineages([copy("a"), copy("b")], [Link("a", "b", poor), Link("a", "b", SAME)])
    assert [one.told for one in family.descents] == [Told.UNTOLD]
    assert lineages([copy("a")], [Link("a", "a", SAME)]) == ()


def test_a_crop_is_told_whichever_was_searched_for() -> None:
    """The larger picture, searched for in the crop, shows all of it; the other way round tells."""
    back = alignment(segment(0, 0, 10, crop=(0.2, 0.2, 0.8, 0.8)), score=1.0)
    links = [Link("whole", "crop", SAME), Link("crop", "whole", back)]
    (family,) = lineages([copy("whole"), copy("crop")], links)
    assert family.parents == {"crop": "whole"}
    assert family.best == ("whole",)


def test_a_clip_is_never_told_to_be_made_of_a_still() -> None:
    still = Copy("still", 1920, 1080, True)
    clip = copy("clip", 640, 360)
    moment = alignment(segment(0, 5, 0), still=True)
    assert descent(still, clip, moment).told is Told.UNTOLD
    assert descent(still, copy("clip", 1920, 1080), moment).parent == "clip"
