"""Metadata: the field's own names and values, and honest zones."""

from __future__ import annotations

import io
import json
import random
import struct
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from workbench.instruments.metadata import METADATA
from workbench.instruments.metadata.boxes import MAX_BOXES, Boxes
from workbench.instruments.metadata.exif import coded_text, tag_value
from workbench.instruments.metadata.headers import date_text
from workbench.instruments.metadata.iptc import iptc_tags
from workbench.instruments.metadata.location import coordinates_text, location_of
from workbench.instruments.metadata.movie import movie_tags
from workbench.instruments.metadata.still import still_tags
from workbench.instruments.metadata.times import iso_time, times_of
from workbench.instruments.metadata.xmp import xmp_tags

EXIF_GROUPS = ("IFD0", "IFD1", "ExifIFD", "GPS", "InteropIFD")
CLIP_GROUPS = ("QuickTime", "Keys", "UserData", "ItemList", "Track")


def same(ours: Any, theirs: Any) -> bool:
    """Equal but for the form: ExifTool's JSON writes digits as numbers, binary as a remark."""
    if isinstance(theirs, str) and theirs.startswith("(Binary data"):
        return isinstance(ours, dict) and ours["bytes"] == int(theirs.split()[2])
    if ours == theirs or str(ours) == str(theirs):
        return True
    one, other = str(ours).split(), str(theirs).split()
    try:
        return len(one) == len(other) and all(
            float(a) == pytest.approx(float(b), rel=1e-9) for a, b in zip(one, other, strict=True)
        )
    except ValueError:
        return str(ours).strip() == str(theirs).strip()


def compared(media_dir: Path, source: str, groups: tuple[str, ...], still: bool) -> list[bool]:
    oracle = json.loads((media_dir / "_oracle" / f"{source}.exiftool.json").read_text())
    outcome = []
    for stated in oracle:
        path = media_dir / stated["SourceFile"]
        wanted = {name: value for name, value in stated.items() if group(name) in groups}
        kind = stated.get("File:MIMEType", "")
        if not wanted or kind.startswith("image/") != still or not path.exists():
            continue
        if not still and "QuickTime:MediaDataSize" not in stated:
            continue
        with path.open("rb") as file:
            found = still_tags(file).tags if still else movie_tags(file, path.stat().st_size)
        outcome += [name in found and same(found[name], value) for name, value in wanted.items()]
    return outcome


def group(name: str) -> str:
    first, _, _ = name.partition(":")
    return "Track" if first.startswith("Track") else first


@pytest.mark.parametrize(
    ("source", "least"),
    [
        ("exif-samples", 0.99),
        ("metadata-extractor-images", 0.99),
        ("immich-test-assets", 0.98),
        ("libexif", 0.98),
        ("pillow_heif", 0.99),
        ("mapillary_tools", 0.99),
        ("threatexchange", 0.99),
    ],
)
def test_exif_names_and_values_are_those_of_exiftool(
    media_dir: Path, source: str, least: float
) -> None:
    outcome = compared(media_dir, source, EXIF_GROUPS, still=True)
    assert len(outcome) > 50
    assert sum(outcome) / len(outcome) >= least


@pytest.mark.parametrize(
    ("source", "least"),
    [
        ("metadata-extractor-images", 0.97),
        ("androidx-media", 0.97),
        ("torchcodec", 0.98),
        ("openmpf", 0.99),
        ("threatexchange", 0.99),
        ("gpmf-parser", 0.92),
    ],
)
def test_movie_and_track_headers_are_those_of_exiftool(
    media_dir: Path, source: str, least: float
) -> None:
    outcome = compared(media_dir, source, CLIP_GROUPS, still=False)
    assert len(outcome) > 50
    assert sum(outcome) / len(outcome) >= least


@pytest.mark.parametrize(
    ("name", "latitude", "longitude", "source"),
    [
        ("metadata-extractor-images/mp4/with-gps.mp4", 51.4169, -0.0806, "UserData"),
        ("gpmf-parser/samples/max-heromode.mp4", 33.1268, -117.3273, "UserData"),
        ("exif-samples/jpg/gps/DSCN0010.jpg", 43.46744833, 11.885126663888888, "GPS"),
    ],
)
def test_places_are_found_with_sign_and_source(
    media_dir: Path, measure: Any, name: str, latitude: float, longitude: float, source: str
) -> None:
    facts = measure(METADATA, media_dir / name)["metadata"].facts
    assert facts["location"]["latitude_deg"] == pytest.approx(latitude, abs=1e-6)
    assert facts["location"]["longitude_deg"] == pytest.approx(longitude, abs=1e-6)
    assert facts["location"]["from"].startswith(source)


def test_every_composite_place_that_exiftool_finds_is_found(media_dir: Path) -> None:
    missing = []
    for source in ("androidx-media", "exif-samples", "immich-test-assets", "mapillary_tools"):
        oracle = json.loads((media_dir / "_oracle" / f"{source}.exiftool.json").read_text())
        for stated in oracle:
            latitude = stated.get("Composite:GPSLatitude")
            path = media_dir / stated["SourceFile"]
            if not isinstance(latitude, (int, float)) or not path.exists():
                continue
            with path.open("rb") as file:
                still = stated["File:MIMEType"].startswith("image/")
                tags = still_tags(file).tags if still else movie_tags(file, path.stat().st_size)
            place = location_of(tags)
            longitude = stated["Composite:GPSLongitude"]
            found = None if place is None else (place["latitude_deg"], place["longitude_deg"])
            if (latitude or longitude) and found != pytest.approx((latitude, longitude), abs=1e-5):
                missing.append((stated["SourceFile"], latitude, found))
    assert missing == []


def test_container_times_count_as_zone_unknown(media_dir: Path, measure: Any) -> None:
    path = media_dir / "metadata-extractor-images/mov/with-gps.mov"
    times = measure(METADATA, path)["metadata"].facts["times"]
    created = next(t for t in times if t["from"] == "QuickTime:CreateDate")
    assert created == {
        "at": "2019-07-24T08:25:57",
        "zone_known": False,
        "meaning": "encode",
        "from": "QuickTime:CreateDate",
    }


def test_a_time_with_an_offset_has_a_known_zone() -> None:
    times = times_of(
        {
            "ExifIFD:DateTimeOriginal": "2020:08:09 20:14:03",
            "ExifIFD:OffsetTimeOriginal": "+03:00",
            "ExifIFD:SubSecTimeOriginal": "348",
            "ExifIFD:CreateDate": "2020:08:09 20:14:03",
            "GPS:GPSDateStamp": "2020:08:09",
            "GPS:GPSTimeStamp": "17:14:02.5",
            "Keys:CreationDate": "2020:08:09 20:14:03+03:00",
            "QuickTime:CreateDate": "0000:00:00 00:00:00",
        }
    )
    assert [(t["at"], t["zone_known"], t["meaning"]) for t in times] == [
        ("2020-08-09T17:14:02.5+00:00", True, "gps"),
        ("2020-08-09T20:14:03.348+03:00", True, "capture"),
        ("2020-08-09T20:14:03", False, "capture"),
        ("2020-08-09T20:14:03+03:00", True, "capture"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0000:00:00 00:00:00",
        "    :  :     :  :  ",
        "1904:01:01 00:00:00",
        "1970:01:01 00:00:00",
        "2020:13:01 00:00:00",
        "2020:02:30 10:00:00",
        "yesterday",
        None,
        7,
    ],
)
def test_what_devices_write_instead_of_a_time_is_no_time(text: Any) -> None:
    assert iso_time(text) is None


def test_movie_clocks_count_from_1904_and_from_1970() -> None:
    assert date_text(0) == "0000:00:00 00:00:00"
    assert date_text(2_082_844_800) == "0000:00:00 00:00:00"
    assert date_text(2_082_844_800 + 86_400) == "1970:01:02 00:00:00"
    assert date_text(86_400) == "1970:01:02 00:00:00"
    assert date_text(1 << 63) == "0000:00:00 00:00:00"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("+53.9000+027.5600/", "53.9 27.56"),
        ("+53.9000+027.5600+220.5/", "53.9 27.56 220.5"),
        ("-3350.5+15112.25/", "-33.84166667 151.2041667"),
        ("+535400+0273336/", "53.9 27.56"),
        ("nonsense", None),
    ],
)
def test_iso_6709_is_read_in_degrees_minutes_and_seconds(text: str, place: str | None) -> None:
    assert coordinates_text(text) == place


def test_a_place_of_zero_zero_is_no_place() -> None:
    assert location_of({"UserData:GPSCoordinates": "0 0"}) is None
    assert location_of({"GPS:GPSLatitude": 0.0, "GPS:GPSLongitude": 0.0}) is None
    assert location_of({"GPS:GPSLatitude": 91.0, "GPS:GPSLongitude": 0.0}) is None


def exif_block(make: bytes) -> bytes:
    """A TIFF block with Make, and an Orientation of 6."""
    entries = struct.pack("<HHII", 0x010F, 2, len(make), 38)
    entries += struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0)
    return b"II*\0" + struct.pack("<IH", 8, 2) + entries + struct.pack("<I", 0) + make


def test_both_readers_are_named_and_agree() -> None:
    buffer = io.BytesIO()
    block = exif_block("Камера".encode() + b"\0")
    Image.new("RGB", (8, 8)).save(buffer, "JPEG", exif=b"Exif\0\0" + block)
    found = still_tags(buffer)
    assert found.readers == ["ExifRead", "Pillow"]
    assert found.differing == []
    assert found.tags["IFD0:Make"] == "Камера"
    assert found.tags["IFD0:Orientation"] == 6


def test_comments_are_read_in_the_characters_they_name() -> None:
    assert coded_text(b"ASCII\0\0\0street") == "street"
    assert coded_text(b"UNICODE\0" + "вуліца".encode("utf-16-be")) == "вуліца"
    assert coded_text(b"UNICODE\0" + "вуліца".encode("utf-16-le")) == "вуліца"
    assert tag_value("ExifIFD", 0x9286, bytes(8) + "вуліца".encode()) == "вуліца"


def test_division_by_zero_and_infinite_numbers_are_text() -> None:
    assert tag_value("ExifIFD", 0x829A, ((0, 0),)) == "undef"
    assert tag_value("ExifIFD", 0x829A, ((1, 0),)) == "inf"
    assert json.dumps(tag_value("ExifIFD", 0x9205, ((5, 0),)), allow_nan=False) == "null"


def test_xmp_of_structures_lists_and_languages() -> None:
    packet = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 6.0.0">
    <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
      xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
      xmlns:stEvt="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#">
    <rdf:Description rdf:about="" xmp:CreateDate="2020-08-09T20:14:03+03:00">
      <dc:title><rdf:Alt><rdf:li xml:lang="x-default">March</rdf:li></rdf:Alt></dc:title>
      <dc:subject><rdf:Bag><rdf:li>a</rdf:li><rdf:li>b</rdf:li></rdf:Bag></dc:subject>
      <xmpMM:History><rdf:Seq>
        <rdf:li stEvt:action="created"/><rdf:li stEvt:action="saved"/>
      </rdf:Seq></xmpMM:History>
    </rdf:Description></rdf:RDF></x:xmpmeta>"""
    assert xmp_tags(packet) == {
        "XMP-x:XMPToolkit": "XMP Core 6.0.0",
        "XMP-xmp:CreateDate": "2020:08:09 20:14:03+03:00",
        "XMP-dc:Title": "March",
        "XMP-dc:Subject": ["a", "b"],
        "XMP-xmpMM:HistoryAction": ["created", "saved"],
    }


def test_an_xmp_bomb_is_not_opened() -> None:
    bomb = b"""<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>"""
    assert xmp_tags(bomb) == {}
    assert xmp_tags(b"not xml") == {}


def test_the_mark_that_facebook_leaves_is_read() -> None:
    text = b"FBMD01000a9d"
    block = struct.pack(">BBBH", 0x1C, 2, 40, len(text)) + text
    assert iptc_tags(block) == {"SpecialInstructions": "FBMD01000a9d"}
    assert iptc_tags(block[:-1]) == {}


@pytest.mark.parametrize(
    ("name", "maker", "least"),
    [
        ("opencv/samples/data/leuvenA.jpg", "Apple", 1.0),
        ("exif-samples/jpg/Canon_PowerShot_S40.jpg", "Canon", 0.9),
        ("exif-samples/jpg/gps/DSCN0010.jpg", "Nikon", 0.65),
        ("pillow_heif/images/heif_other/L_exif_xmp_iptc.heic", "Sony", 0.5),
    ],
)
def test_what_a_maker_writes_unencrypted_is_read(
    media_dir: Path, name: str, maker: str, least: float
) -> None:
    source = name.partition("/")[0]
    oracle = json.loads((media_dir / "_oracle" / f"{source}.exiftool.json").read_text())
    stated = next(one for one in oracle if one["SourceFile"] == name)
    wanted = {tag: value for tag, value in stated.items() if group(tag) == maker}
    with (media_dir / name).open("rb") as file:
        found = still_tags(file).tags
    agreeing = [tag in found and same(found[tag], value) for tag, value in wanted.items()]
    assert len(agreeing) > 10
    assert sum(agreeing) / len(agreeing) >= least


def test_a_second_profile_and_further_iptc_are_told_from_the_first(media_dir: Path) -> None:
    with (media_dir / "exiftool/t/images/AFCP.jpg").open("rb") as file:
        assert still_tags(file).tags["IPTC2:ObjectName"] == "object name"
    with (media_dir / "immich-test-assets/formats/heic/IMG_2682.heic").open("rb") as file:
        tags = still_tags(file).tags
    assert tags["ICC-header2:ColorSpaceData"] == "RGB "


def test_extended_xmp_is_put_together(media_dir: Path) -> None:
    with (media_dir / "exiftool/t/images/ExtendedXMP.jpg").open("rb") as file:
        assert still_tags(file).tags["XMP-pdf:Author"] == "PhilToo"


@pytest.mark.parametrize(
    ("name", "groups"),
    [
        ("androidx-media/media/mkv/sample_with_htc_rotation_track_name.mkv", ("Matroska", "Track")),
        ("exiftool/t/images/RIFF.avi", ("RIFF", "File")),
        ("exiftool/t/images/Vorbis.ogg", ("Vorbis", "File")),
        ("exiftool/t/images/FLAC.flac", ("FLAC", "Vorbis", "File")),
        ("torchcodec/test/resources/nasa_13013.mp4.audio.mp3", ("ID3v2_4", "MPEG", "File")),
        ("exiftool/t/images/PNG.png", ("PNG", "File")),
    ],
)
def test_other_containers_say_what_exiftool_says(
    media_dir: Path, measure: Any, name: str, groups: tuple[str, ...]
) -> None:
    source = name.partition("/")[0]
    oracle = json.loads((media_dir / "_oracle" / f"{source}.exiftool.json").read_text())
    stated = next(one for one in oracle if one["SourceFile"] == name)
    wanted = {tag: value for tag, value in stated.items() if group(tag) in groups}
    found = measure(METADATA, media_dir / name)["metadata"].facts["tags"]
    assert wanted
    assert {tag for tag, value in wanted.items() if not same(found.get(tag), value)} == set()


def test_boxes_are_never_walked_by_the_reader_that_may_not_end() -> None:
    """A box of no size inside `meta` keeps ExifRead's own walk of boxes busy for ever."""
    inner = struct.pack(">I4s", 0, b"\0\0\0\0") + bytes(64)
    meta = struct.pack(">I4sI", 12 + len(inner), b"meta", 0) + inner
    file = io.BytesIO(struct.pack(">I4s4sI4s", 20, b"ftyp", b"heic", 0, b"heic") + meta)
    assert still_tags(file).readers == []


def test_a_box_bomb_is_given_up() -> None:
    bomb = (struct.pack(">I4s", 8, b"free")) * (MAX_BOXES + 5)
    assert len(list(Boxes(io.BytesIO(bomb), len(bomb)).top())) == MAX_BOXES


def test_a_box_that_is_larger_than_its_file_is_cut() -> None:
    data = struct.pack(">I4s", 1000, b"mdat") + bytes(10)
    (box,) = Boxes(io.BytesIO(data), len(data)).top()
    assert (box.start, box.end) == (8, 18)


def test_no_file_breaks_the_readers(media_dir: Path) -> None:
    """Bytes changed at random in real heads, and files made to be broken."""
    chance = random.Random(7)
    names = (
        "exif-samples/jpg/gps/DSCN0010.jpg",
        "exif-samples/heic/samplefilehub.heif",
        "metadata-extractor-images/mov/with-gps.mov",
    )
    for name in names:
        head = (media_dir / name).read_bytes()
        for _ in range(25):
            data = bytearray(head)
            for _ in range(chance.randrange(1, 40)):
                data[chance.randrange(min(len(data), 6000))] = chance.randrange(256)
            file = io.BytesIO(bytes(data))
            for tags in (still_tags(file).tags, movie_tags(file, len(data))):
                json.dumps([tags, location_of(tags), times_of(tags)], allow_nan=False)


def test_facts_fit_into_one_message(media_dir: Path, measure: Any) -> None:
    paths = sorted((media_dir / "exif-samples/jpg").glob("*.jpg"))
    assert paths
    for path in paths:
        facts = measure(METADATA, path)["metadata"].facts
        assert len(json.dumps(facts, allow_nan=False)) < 200 * 1024
