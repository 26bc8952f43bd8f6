"""Notices: each is raised by what it is named for, and by nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from workbench.i18n import notices as sentences
from workbench.provenance.facts import Facts
from workbench.provenance.names import NameTime, time_in
from workbench.provenance.notices import distance_km, notices
from workbench.records.item import MediaKind, MediaStatus, Medium
from workbench.records.provenance import Notice, NoticeCode
from workbench.records.structure import Oddity, Part

RECEIVED = datetime(2020, 8, 20, tzinfo=UTC)
Code = NoticeCode


def facts(name: str = "clip.mp4", format_name: str = "mp4", **given: Any) -> Facts:
    """A file of a phone in which nothing is odd, but for what is given."""
    width, height = given.pop("size_px", (1920, 1080))
    medium = Medium(
        MediaKind.CLIP, format_name, MediaStatus.OK, None, 1, width_px=width, height_px=height
    )
    given["tags"] = {"IFD0:Model": "SM-A515F"} | given.get("tags", {})
    return Facts(name, medium, received=RECEIVED, **given)


def time(at: str, meaning: str, place: str = "ExifIFD:DateTimeOriginal") -> dict[str, Any]:
    zoned = datetime.fromisoformat(at).tzinfo is not None
    return {"at": at, "zone_known": zoned, "meaning": meaning, "from": place}


def mvhd(duration: int) -> Part:
    return Part("moov/mvhd", "mvhd", 0, 8, 1, {"timescale": 1000, "duration": duration})


def samples(units: int) -> list[Part]:
    media = "moov/trak[0]/mdia"
    return [
        Part(f"{media}/mdhd", "mdhd", 0, 8, 3, {"timescale": 90000}),
        Part(f"{media}/minf/stbl/stts", "stts", 0, 8, 5, {"duration": units}),
    ]


CAPTURED = time("2020-08-09T20:14:03+03:00", "capture")
ODD: dict[Code, Facts] = {
    Code.CAPTURE_AFTER_MODIFICATION: facts(
        times=[CAPTURED, time("2020-08-09T20:10:00+03:00", "modify", "IFD0:ModifyDate")]
    ),
    Code.ZONE_MISSING: facts(times=[time("2020-08-09T20:14:03", "capture")]),
    Code.GPS_TIME_DIFFERS: facts(times=[CAPTURED, time("2020-08-09T17:44:03+00:00", "gps")]),
    Code.ZONE_IMPLIED: facts(
        times=[time("2020-08-09T20:14:03", "capture"), time("2020-08-09T17:13:10+00:00", "gps")]
    ),
    Code.TIME_NOT_SET: facts(tags={"QuickTime:CreateDate": "0000:00:00 00:00:00"}),
    Code.TIME_IN_FUTURE: facts(times=[time("2020-09-09T20:14:03+03:00", "capture")]),
    Code.NAME_TIME_DIFFERS: facts("VID-20200815-WA0001.mp4", times=[CAPTURED]),
    Code.DURATION_DIFFERS: facts(parts=[mvhd(30_000), *samples(90_000 * 12)]),
    Code.SOFTWARE_NAMED: facts(tags={"IFD0:Software": "Adobe Photoshop CC 2019 (Windows)"}),
    Code.SIZE_DIFFERS: facts(
        tags={"ExifIFD:ExifImageWidth": 4000, "ExifIFD:ExifImageHeight": 3000}
    ),
    Code.EXTENSION_DIFFERS: facts("photo.png"),
    Code.NO_CAPTURE_DATA: facts(tags={"IFD0:Model": ""}),
    Code.PART_CUT: facts(oddities=[Oddity("cut", "mdat", 100, 50)]),
    Code.BYTES_IN_NO_PART: facts(oddities=[Oddity("gap", "moov", 100, 50)]),
    Code.BYTES_AFTER_END: facts(oddities=[Oddity("trailing", "", 100, 50)]),
    Code.SPACE_NOT_EMPTY: facts(parts=[Part("free", "free", 24, 90, 0, {"empty": False})]),
    Code.CHECKSUM_FAILS: facts(parts=[Part("IHDR", "IHDR", 8, 25, 0, {"checksum_holds": False})]),
    Code.FURTHER_PICTURES: facts(parts=[Part("(picture)", "(picture)", 900, 90, 0)]),
    Code.CLIP_INSIDE: facts(parts=[Part("(clip)", "(clip)", 900, 90, 0)]),
    Code.READERS_DIFFER: facts(readers_differ=["IFD0:Make"]),
    Code.READER_ENDED: facts(readers_ended=["ExifRead"]),
    Code.THUMBNAIL_DIFFERS: facts(
        thumbnails=[
            {"from": "IFD1", "aspect": 1.3333, "picture_aspect": 1.4927, "correlation": 0.77}
        ]
    ),
    Code.PLACES_DIFFER: facts(
        tags={
            "GPS:GPSLatitude": 53.9, "GPS:GPSLongitude": 27.56,
            "XMP-exif:GPSLatitude": 52.1, "XMP-exif:GPSLongitude": 23.7,
        }
    ),
}  # fmt: skip
PLAIN = facts(
    "VID_20200809_201403.mp4",
    times=[
        CAPTURED,
        time("2020-08-09T20:14:40+03:00", "modify"),
        time("2020-08-09T17:14:01+00:00", "gps"),
    ],
    parts=[mvhd(12_010), *samples(90_000 * 12), Part("free", "free", 24, 8, 0, {"empty": True})],
    tags={"GPS:GPSLatitude": 53.9, "GPS:GPSLongitude": 27.56},
    thumbnails=[{"from": "IFD1", "aspect": 1.3333, "picture_aspect": 1.34, "correlation": 0.99}],
)


@pytest.mark.parametrize("code", NoticeCode)
def test_a_notice_is_raised_by_what_it_is_named_for(code: NoticeCode) -> None:
    raised = {one.code for one in notices(ODD[code])}
    assert code in raised
    assert raised - {code} <= {Code.ZONE_MISSING}


def test_a_clip_in_which_nothing_is_odd_raises_none() -> None:
    assert notices(PLAIN) == []


@pytest.mark.parametrize("code", NoticeCode)
def test_a_notice_says_all_its_facts_and_its_harmless_causes(code: NoticeCode) -> None:
    notice = next(one for one in notices(ODD[code]) if one.code is code)
    said = sentences.says(notice)
    assert "{" not in said
    assert said.endswith(".")
    assert len(sentences.harmless(notice)) > 20


def test_what_a_file_says_of_itself_is_shown_without_its_tricks() -> None:
    said = sentences.says(Notice(Code.SOFTWARE_NAMED, {"software": "\u202egnp", "place": "x"}))
    assert "\u202e" not in said


def test_a_clock_in_local_time_gives_its_zone() -> None:
    notice = next(n for n in notices(ODD[Code.ZONE_IMPLIED]) if n.code is Code.ZONE_IMPLIED)
    assert notice.facts["hours"] == 3.0


@pytest.mark.parametrize(
    ("name", "writer", "meaning", "at"),
    [
        ("video_2020-08-09_21-14-03.mp4", "Telegram Desktop", "downloaded", "2020-08-09T21:14:03"),
        ("photo_1@09-08-2020_21-14-03.jpg", "Telegram Desktop", "downloaded",
         "2020-08-09T21:14:03"),
        ("VID-20200809-WA0007.mp4", "WhatsApp", "received", "2020-08-09T00:00:00"),
        ("WhatsApp Image 2020-08-09 at 21.14.03.jpeg", "WhatsApp", "saved", "2020-08-09T21:14:03"),
        ("signal-2020-08-09-21-14-03-123.jpg", "Signal", "saved", "2020-08-09T21:14:03"),
        ("signal-2026-05-23-164190.jpeg", "Signal", "saved", "2026-05-23T00:00:00"),
        ("PXL_20200809_211403123.mp4", "Android", "captured", "2020-08-09T21:14:03"),
        ("20200809_211403.mp4", "Samsung", "captured", "2020-08-09T21:14:03"),
        ("Minsk 2020-08-09.mp4", "", "unknown", "2020-08-09T00:00:00"),
    ],
)  # fmt: skip
def test_the_time_in_a_name_is_what_its_writer_means_by_it(
    name: str, writer: str, meaning: str, at: str
) -> None:
    found = time_in(name)
    assert found is not None
    assert (found.writer, found.meaning, found.at.isoformat()) == (writer, NameTime(meaning), at)


@pytest.mark.parametrize(
    "name", ["clip.mp4", "IMG_1054.JPG", "20209999_999999.mp4", "4_5888532345678901234.mp4"]
)
def test_a_name_without_a_time_gives_none(name: str) -> None:
    assert time_in(name) is None


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert distance_km((53.0, 27.0), (54.0, 27.0)) == pytest.approx(111.2, abs=0.1)
