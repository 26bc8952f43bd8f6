"""What is written is read back, and nonsense is refused as ValueError: it may be hostile."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.records import packed
from workbench.records.citation import Citation
from workbench.records.codec import from_json, to_json
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.frame import FrameTable, MomentKind, TableOrigin
from workbench.records.item import (
    Digest,
    ItemId,
    MediaKind,
    MediaStatus,
    Medium,
    Stream,
    StreamKind,
)
from workbench.records.match import Alignment, Basis, LibraryReference, Match, MatchId, SearchId
from workbench.records.mediatime import Timestamp, clock_text
from workbench.records.selection import moment_from_text

fractions = st.fractions(
    min_value=Fraction(-(10**6)), max_value=Fraction(10**6), max_denominator=10**6
)
digests = st.text("0123456789abcdef", min_size=64, max_size=64)


@given(st.integers(-(2**62), 2**62), fractions)
def test_timestamps(pts: int, base: Fraction) -> None:
    at = Timestamp(pts, base)
    assert from_json(Timestamp, to_json(at)) == at
    assert at.seconds == pts * base


def test_a_medium_with_everything() -> None:
    stream = Stream(0, StreamKind.VIDEO, "h264", Fraction(1, 90000), -5, Fraction(3, 2), 1920, 1080)
    medium = Medium(
        kind=MediaKind.CLIP,
        format="mp4",
        status=MediaStatus.OK,
        fault=None,
        size_bytes=7,
        streams=(stream,),
        tags=(("ключ", "значэнне"), ("ключ", "again")),
    )
    assert from_json(Medium, to_json(medium)) == medium


@pytest.mark.parametrize(
    "reference", [ItemId(3), LibraryReference("a", "b", "1", "t", None, None, None, None, "0" * 64)]
)
def test_a_match_with_either_reference(reference: ItemId | LibraryReference) -> None:
    match = Match(
        MatchId(1), SearchId(2), ItemId(4), reference, Alignment((), Basis.PICTURE, False, 1.5)
    )
    assert from_json(Match, to_json(match)) == match


@pytest.mark.parametrize(
    "nonsense",
    [
        None,
        3,
        "x",
        [],
        {"pts": 1},
        {"pts": 1.5, "time_base": "1/2"},
        {"pts": True, "time_base": "1/2"},
        {"pts": 1, "time_base": "1/0"},
        {"pts": 1, "time_base": "1/2", "more": 1},
    ],
)
def test_nonsense_is_refused(nonsense: object) -> None:
    with pytest.raises(ValueError):
        from_json(Timestamp, nonsense)


def test_times_without_a_zone_are_refused() -> None:
    with pytest.raises(ValueError):
        to_json(datetime(2020, 8, 10))  # noqa: DTZ001
    assert to_json(datetime(2020, 8, 10, tzinfo=UTC)) == "2020-08-10T00:00:00.000Z"


@given(st.lists(st.integers(-(2**40), 2**40), max_size=50), fractions)
def test_frame_tables(pts: list[int], offset: Fraction) -> None:
    count = len(pts)
    table = FrameTable(
        time_base=Fraction(1, 90000),
        start_offset_s=offset,
        origin=TableOrigin.DECODED,
        pts=np.array(sorted(pts), np.int64),
        duration=np.full(count, 3000, np.int64),
        key=np.arange(count) % 7 == 0,
        type=(np.arange(count) % 4).astype(np.uint8),
    )
    again = packed.unpack_frame_table(packed.pack_frame_table(table))
    assert again.time_base == table.time_base and again.start_offset_s == offset
    for name in ("pts", "duration", "key", "type"):
        assert np.array_equal(getattr(again, name), getattr(table, name))


@given(st.binary(max_size=200))
def test_no_blob_breaks_a_reader(blob: bytes) -> None:
    for unpack in (
        packed.unpack_fingerprints,
        packed.unpack_frame_table,
        packed.unpack_envelope,
        packed.unpack_thumbnails,
    ):
        for bytes_ in (blob, b"\x01" + blob):
            with contextlib.suppress(ValueError):
                unpack(bytes_)


def test_the_frame_on_screen_is_the_last_that_has_begun() -> None:
    table = FrameTable(
        Fraction(1, 10),
        Fraction(0),
        TableOrigin.DECODED,
        np.array([2, 3, 7]),
        np.array([1, 4, 1]),
        np.zeros(3, bool),
        np.zeros(3, np.uint8),
    )
    seconds = [
        Fraction(0),
        Fraction(2, 10),
        Fraction(29, 100),
        Fraction(3, 10),
        Fraction(69, 100),
        Fraction(9),
    ]
    assert [table.index_at(s) for s in seconds] == [0, 0, 0, 1, 1, 2]
    assert table.index_of_pts(3) == 1 and table.index_of_pts(4) is None
    assert table.end_s == Fraction(8, 10)


@given(digests, digests, digests, st.integers(0, 10**6), st.integers(0, 10**9))
def test_citations(item: str, planes: str, pixels: str, index: int, pts: int) -> None:
    base = Fraction(1, 12800)
    citation = Citation(
        Digest(item), index, pts, base, pts * base, planes, pixels, "swscale 9 bt709 limited"
    )
    again = Citation.parse(citation.text())
    assert "\n" not in citation.text()
    assert (again.item, again.index, again.pts, again.time_base) == (item, index, pts, base)
    assert (again.planes_sha256, again.pixels_sha256) == (planes, pixels)
    assert again.time_s is not None and 0 <= pts * base - again.time_s < Fraction(1, 1000)


def test_the_clock_cuts_and_never_rounds_up() -> None:
    assert clock_text(Fraction(59_9999, 10_000)) == "00:00:59.999"
    assert clock_text(Fraction(3661)) == "01:01:01.000"
    assert clock_text(Fraction(-1, 2)) == "-00:00:00.500"


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("12.48", MomentKind.SECONDS, Fraction(1248, 100)),
        ("00:01:02.5", MomentKind.SECONDS, Fraction(125, 2)),
        ("1:02", MomentKind.SECONDS, Fraction(62)),
        ("f374", MomentKind.INDEX, Fraction(374)),
        ("@-5", MomentKind.PTS, Fraction(-5)),
    ],
)
def test_moments_as_people_write_them(text: str, kind: MomentKind, value: Fraction) -> None:
    moment = moment_from_text(text)
    assert (moment.kind, moment.value) == (kind, value)


@pytest.mark.parametrize(
    "text", ["", "x", "-1", "f-1", "f1.5", "@", "1:2:3:4", "nan", "1/0", "1e400000000"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        moment_from_text(text)
    assert refused.value.code is RefusalCode.BAD_TIME
