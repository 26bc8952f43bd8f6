"""Notices: each is raised by what it is named for, and by nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from workbench.i18n import notices as sentences
from workbench.provenance.claimed import Claimed
from workbench.provenance.claimed import time_in as time_in_words
from workbench.provenance.distance import distance_km
from workbench.provenance.facts import Facts
from workbench.provenance.notices import notices
from workbench.records.claimed import Basis
from workbench.records.errors import MediaFault
from workbench.records.item import Digest, MediaKind, MediaStatus, Medium, Source
from workbench.records.provenance import Notice, NoticeCode
from workbench.records.sidecar import Said, SidecarContent, SidecarFile, SidecarForm
from workbench.records.structure import Oddity, Part

RECEIVED = datetime(2020, 8, 20, tzinfo=UTC)
Code = NoticeCode


def facts(name: str = "clip.mp4", format_name: str = "mp4", **given: Any) -> Facts:
    """A file of a phone in which nothing is odd, but for what is given."""
    width, height = given.pop("size_px", (1920, 1080))
    kind = given.pop("kind", MediaKind.CLIP)
    medium = Medium(kind, format_name, MediaStatus.OK, None, 1, width_px=width, height_px=height)
    given["tags"] = {"IFD0:Model": "SM-A515F"} | given.get("tags", {})
    return Facts(name, medium, received=RECEIVED, **given)


def beside(**said: Any) -> SidecarFile:
    """A sidecar that says this."""
    content = SidecarContent(SidecarForm.YT_DLP, Said(**said))
    return SidecarFile("clip.info.json", "/in/clip.info.json", Digest("d" * 64), 1, content)


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


def broken(kind: str, code: str) -> dict[str, Any]:
    return {"kind": kind, "code": code, "at_s": 3.5, "pts": 3500, "length_s": 0.4}


def standing(length_s: float, frames: int) -> dict[str, Any]:
    return {"at_s": 3.5, "pts": 3500, "index": 88, "length_s": length_s, "frames": frames}


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
    Code.NOT_FLATTENED: facts(
        "a.psd", "psd", kind=MediaKind.STILL, tags={"Photoshop:HasRealMergedData": 0}
    ),
    Code.PICTURE_GAP: facts(flow={"breaks": [broken("video", "gap")]}),
    Code.SOUND_GAP: facts(flow={"breaks": [broken("sound", "gap")]}),
    Code.TIMES_OVERLAP: facts(flow={"breaks": [broken("sound", "overlap")]}),
    Code.CLOCK_GOES_BACK: facts(flow={"breaks": [broken("video", "back")]}),
    Code.SOUND_COVERS_PART: facts(
        flow={
            "streams": [
                {"kind": "video", "start_s": 0.0, "end_s": 20.0},
                {"kind": "sound", "start_s": 0.0, "end_s": 12.5},
            ]
        }
    ),
    Code.KEY_CADENCE_CHANGES: facts(
        flow={"cadence": {"changes": [{"at_s": 8.0, "pts": 8000, "before": 30, "after": 48}]}}
    ),
    Code.PICTURE_STANDS: facts(repeats={"exact": {"runs": [standing(2.0, 50)]}}),
    Code.PICTURE_NEARLY_STANDS: facts(repeats={"near": {"runs": [standing(4.0, 100)]}}),
    Code.RATE_PADDED: facts(
        repeats={"padded": {**standing(10, 300), "new": 240, "rate_hz": 30, "new_rate_hz": 24}}
    ),
    Code.FRAMES_REPEATED: facts(
        repeats={"frames": 300, "exact": {"runs": [standing(0.08, 2)] * 4}}
    ),
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
    Code.MODEL_SIZE_DIFFERS: facts(
        kind=MediaKind.STILL, tags={"IFD0:Model": "iPhone 8 Plus"}, format_name="jpeg",
        name="photo.jpg", times=[CAPTURED], size_px=(1000, 800),
    ),
    Code.SOURCE_DIFFERS: facts(
        source=Source("/in/clip.mp4", "clip.mp4", url="https://t.me/nexta_live/1"),
        sidecars=[beside(url="https://t.me/nexta_tv/77")],
    ),
    Code.SIDECAR_TIME_DIFFERS: facts(
        times=[CAPTURED], sidecars=[beside(captured="2020-08-09T19:14:03+00:00")]
    ),
    Code.SIDECAR_PLACE_DIFFERS: facts(
        location={"latitude_deg": 53.9, "longitude_deg": 27.56, "from": "GPS"},
        sidecars=[beside(latitude_deg=52.1, longitude_deg=23.7)],
    ),
    Code.SIDECAR_MEDIUM_DIFFERS: facts(sidecars=[beside(width_px=640, height_px=360)]),
    Code.SIDECAR_DIGEST_DIFFERS: facts(digest="b" * 64, sidecars=[beside(sha256="a" * 64)]),
    Code.SIDECAR_UNREADABLE: facts(
        sidecars=[
            SidecarFile("x.info.json", "/in/x.info.json", Digest("c" * 64), 1,
                        SidecarContent(None, fault=MediaFault.DAMAGED))
        ]
    ),
    Code.CAPTURE_AFTER_UPLOAD: facts(
        times=[CAPTURED], sidecars=[beside(uploaded="2020-08-09T16:00:00+00:00")]
    ),
    Code.CLAIMED_PLACE_DIFFERS: facts(
        location={"latitude_deg": 53.9, "longitude_deg": 27.56, "from": "GPS"},
        claimed=[Claimed(Basis.ANSWER, "1", place=(52.1, 23.7))],
    ),
    Code.CLAIMED_TIME_DIFFERS: facts(
        times=[CAPTURED], claimed=[Claimed(Basis.CLAIM, "1", time=time_in_words("2020-08-08"))]
    ),
    Code.EXISTED_BEFORE: facts(
        times=[time("2014-01-19T20:00:00+02:00", "encode", "QuickTime:CreateDate")],
        claimed=[Claimed(Basis.ENTRY, "Немига", time=time_in_words("2020-08-09"))],
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


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert distance_km((53.0, 27.0), (54.0, 27.0)) == pytest.approx(111.2, abs=0.1)


@pytest.mark.parametrize("code", NoticeCode)
def test_a_notice_without_its_cause_is_not_raised(code: NoticeCode) -> None:
    assert code not in {one.code for one in notices(PLAIN)}


def test_a_claimed_place_gives_its_distance() -> None:
    notice = next(n for n in notices(ODD[Code.CLAIMED_PLACE_DIFFERS]))
    assert notice.facts["km"] == pytest.approx(326.8, abs=1)
    assert "327" in sentences.says(notice) or "326" in sentences.says(notice)


@pytest.mark.parametrize(
    ("captured", "claimed", "differs"),
    [
        ("2020-08-09T20:14:03+03:00", "2020-08-09 20:00–22:00 +03:00", False),
        ("2020-08-09T20:14:03+03:00", "2020-08-09 17:00–18:00 UTC", False),
        ("2020-08-09T20:14:03+03:00", "2020-08-09 21:00–22:00 +03:00", True),
        # Without a zone on one side any zone is possible.
        ("2020-08-09T20:14:03", "2020-08-09 21:00–22:00 +03:00", False),
        ("2020-08-09T03:14:03+03:00", "2020-08-09", False),
        ("2020-08-11T12:00:00+03:00", "2020-08-09", True),
        ("2020-08-09T20:14:03", "2020-08-09 18:00", True),
        ("2020-08-09T20:14:03+03:00", "2020", False),
    ],
)
def test_a_time_is_outside_a_claimed_time_only_if_no_zone_puts_it_inside(
    captured: str, claimed: str, differs: bool
) -> None:
    said = Claimed(Basis.CLAIM, "1", time=time_in_words(claimed))
    assert said.time is not None
    found = notices(facts(times=[time(captured, "capture")], claimed=[said]))
    assert (Code.CLAIMED_TIME_DIFFERS in {one.code for one in found}) is differs


def test_a_post_with_its_time_in_its_number_can_be_older_than_the_claim() -> None:
    said = Claimed(Basis.CLAIM, "1", time=time_in_words("2022-02-24"))
    found = notices(facts("1292512345678901234.mp4", claimed=[said]))
    assert Code.EXISTED_BEFORE in {one.code for one in found}


def test_what_an_iphone_makes_raises_no_notice_of_its_size() -> None:
    whole = facts(
        "IMG_1.jpg", "jpeg", kind=MediaKind.STILL, size_px=(3024, 4032),
        tags={"IFD0:Model": "iPhone 8 Plus"}, times=[CAPTURED],
    )  # fmt: skip
    assert Code.MODEL_SIZE_DIFFERS not in {one.code for one in notices(whole)}
