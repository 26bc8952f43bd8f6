"""Notices: what does not agree in a file, as facts. What each may mean is said in `i18n.notices`.

A notice is no verdict. Almost every file that has been through a platform or an editor has some.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta

from workbench.provenance import moments, other_accounts
from workbench.provenance.distance import distance_km
from workbench.provenance.facts import Facts
from workbench.provenance.models import model_of
from workbench.provenance.names import NameTime, time_in
from workbench.records.errors import Fact
from workbench.records.item import MediaKind
from workbench.records.provenance import Notice, NoticeCode
from workbench.records.stated_time import CLOCK_SLACK

ZONE_STEP = timedelta(minutes=15)
FUTURE_SLACK = timedelta(hours=24)
NAME_SLACK = timedelta(hours=26)
"""A name is in local time: any zone on Earth, and a bit."""
DURATION_SLACK_S = 0.2
DURATION_SHARE = 0.02
PLACES_SLACK_KM = 0.5
LIKE_CORRELATION = 0.9
"""Of 100 small pictures that cameras made of the picture itself the least alike had 0.99, of those
that show something else, or a crop of it, the most alike 0.77."""
ASPECT_SLACK = 0.03
MAX_OF_A_KIND = 5
_NOT_SET = re.compile(r"(?:0000[:-]00[:-]00|1904[:-]01[:-]01|1970[:-]01[:-]01)[ T]00:00:00")
_EDITORS = re.compile(
    r"(?i)photoshop|lightroom|gimp|picasa|snapseed|premiere|after effects|final cut|imovie|capcut|"
    r"vegas|davinci|handbrake|kdenlive|openshot|shotcut|movavi|filmora|inshot|kinemaster|"
    r"viva ?video|paint\.net|affinity|pixelmator|photoscape|camtasia|avidemux|acdsee|irfanview|"
    r"faststone|xnview"
)
_SOFTWARE_TAGS = (
    "IFD0:Software", "XMP-xmp:CreatorTool", "XMP-x:XMPToolkit", "ItemList:Encoder",
    "UserData:Encoder", "Keys:Software", "UserData:SoftwareVersion", "RIFF:Software",
    "Matroska:Encoder", "IPTC:OriginatingProgram", "File:Comment", "PNG:Software",
)  # fmt: skip
_SUFFIXES = {
    "jpeg": {"jpg", "jpeg", "jpe", "jfif", "mpo", "insp"}, "png": {"png", "apng"}, "gif": {"gif"},
    "tiff": {"tif", "tiff", "dng", "nef", "cr2", "arw", "pef", "rw2", "nrw", "orf", "srw"},
    "psd": {"psd", "psb"}, "jxl": {"jxl"}, "webp": {"webp"},
    "heic": {"heic", "heif", "hif", "heics"}, "avif": {"avif"}, "bmp": {"bmp"},
    "mp4": {"mp4", "m4v", "mov", "f4v", "3gp", "insv", "lrv"}, "mov": {"mov", "qt", "mp4"},
    "3gp": {"3gp", "3g2", "3gpp", "mp4"}, "m4a": {"m4a", "m4b", "mp4", "aac"},
    "matroska": {"mkv", "mka", "mk3d"}, "webm": {"webm", "weba"}, "avi": {"avi", "divx"},
    "wav": {"wav", "wave", "bwf"}, "mp3": {"mp3"}, "ogg": {"ogg", "ogv", "oga", "opus"},
    "flac": {"flac"}, "mpegts": {"ts", "mts", "m2ts", "m2t"}, "flv": {"flv"}, "aac": {"aac"},
    "mpeg": {"mpg", "mpeg", "vob"}, "aiff": {"aif", "aiff"}, "asf": {"wmv", "wma", "asf"},
}  # fmt: skip


def notices(facts: Facts) -> list[Notice]:
    """What is worth knowing of a file, in the order of this module."""
    return [notice for look in _LOOKS for notice in look(facts)]


def _stated(facts: Facts, meaning: str) -> Iterator[tuple[datetime, bool, str]]:
    """Times of one meaning: when, whether their zone is known, and where they stand."""
    for at, place in facts.stated(meaning):
        yield at, at.tzinfo is not None, place


def _capture_after_modification(facts: Facts) -> Iterable[Notice]:
    for captured, zoned, place in _stated(facts, "capture"):
        for modified, other_zoned, other in _stated(facts, "modify"):
            if zoned == other_zoned and captured - modified > CLOCK_SLACK:
                yield Notice(
                    NoticeCode.CAPTURE_AFTER_MODIFICATION,
                    {
                        "captured": captured.isoformat(),
                        "modified": modified.isoformat(),
                        "captured_in": place,
                        "modified_in": other,
                    },
                )
                return


def _zone_missing(facts: Facts) -> Iterable[Notice]:
    captured = list(_stated(facts, "capture"))
    if captured and not any(zoned for _, zoned, _ in captured):
        at, _, place = captured[0]
        yield Notice(NoticeCode.ZONE_MISSING, {"at": at.isoformat(), "place": place})


def _against_satellites(facts: Facts) -> Iterable[Notice]:
    """The camera's clock beside the time of the satellites, which is UTC."""
    gps = next(_stated(facts, "gps"), None)
    captured = next(_stated(facts, "capture"), None)
    if gps is None or captured is None:
        return
    at, zoned, place = captured
    if zoned:
        apart = abs(at - gps[0])
        if apart > CLOCK_SLACK:
            yield Notice(
                NoticeCode.GPS_TIME_DIFFERS,
                {"at": at.isoformat(), "place": place, "gps": gps[0].isoformat(), **_apart(apart)},
            )
        return
    apart = at - gps[0].replace(tzinfo=None)
    steps = round(apart / ZONE_STEP)
    known: dict[str, Fact] = {"at": at.isoformat(), "place": place, "gps": gps[0].isoformat()}
    if abs(apart - steps * ZONE_STEP) <= CLOCK_SLACK and abs(steps) <= 56:
        yield Notice(NoticeCode.ZONE_IMPLIED, {**known, "hours": steps / 4})
    else:
        yield Notice(NoticeCode.GPS_TIME_DIFFERS, {**known, **_apart(abs(apart))})


def _apart(apart: timedelta) -> dict[str, int]:
    return {"apart_s": int(apart.total_seconds())}


def _time_not_set(facts: Facts) -> Iterable[Notice]:
    empty = [n for n, v in facts.tags.items() if isinstance(v, str) and _NOT_SET.match(v)]
    if empty:
        yield Notice(NoticeCode.TIME_NOT_SET, {"place": ", ".join(empty[:MAX_OF_A_KIND])})


def _time_in_future(facts: Facts) -> Iterable[Notice]:
    received = facts.received
    if received is None:
        return
    meanings = dict.fromkeys(str(time.get("meaning")) for time in facts.times)
    for at, place in (stated for meaning in meanings for stated in facts.stated(meaning)):
        zoned = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
        if zoned - received > FUTURE_SLACK:
            known: dict[str, Fact] = {"at": at.isoformat(), "place": place}
            yield Notice(NoticeCode.TIME_IN_FUTURE, {**known, "received": received.isoformat()})
            return


def _name_time_differs(facts: Facts) -> Iterable[Notice]:
    named = time_in(facts.name)
    captured = next(_stated(facts, "capture"), None) or next(_stated(facts, "encode"), None)
    if named is None or captured is None or named.meaning is NameTime.UNKNOWN:
        return
    apart = abs(captured[0].replace(tzinfo=None) - named.at.replace(tzinfo=None))
    if apart > NAME_SLACK:
        yield Notice(
            NoticeCode.NAME_TIME_DIFFERS,
            {
                "named": named.text,
                "writer": named.writer,
                "meaning": named.meaning.value,
                "at": captured[0].isoformat(),
                "place": captured[2],
                "days": apart.days,
            },
        )


def _duration_differs(facts: Facts) -> Iterable[Notice]:
    """What the movie's head states beside what its tracks hold."""
    stated = next((p.fields for p in facts.parts if p.path == "moov/mvhd"), None)
    if not stated or not stated.get("timescale") or stated.get("duration") is None:
        return
    movie_s = stated["duration"] / stated["timescale"]
    longest_s = 0.0
    for part in facts.parts:
        if part.type == "stts" and part.fields.get("duration"):
            head = f"{part.path.rsplit('/', 3)[0]}/mdhd"
            scale = next((p.fields.get("timescale") for p in facts.parts if p.path == head), None)
            longest_s = max(longest_s, part.fields["duration"] / scale if scale else 0.0)
    apart_s = abs(movie_s - longest_s)
    if longest_s and apart_s > max(DURATION_SLACK_S, DURATION_SHARE * longest_s):
        known: dict[str, Fact] = {"stated_s": round(movie_s, 3), "samples_s": round(longest_s, 3)}
        yield Notice(NoticeCode.DURATION_DIFFERS, known)


def _software_named(facts: Facts) -> Iterable[Notice]:
    for name in _SOFTWARE_TAGS:
        value = facts.tags.get(name)
        if isinstance(value, str) and _EDITORS.search(value):
            yield Notice(NoticeCode.SOFTWARE_NAMED, {"software": value[:120], "place": name})
            return


def _size_differs(facts: Facts) -> Iterable[Notice]:
    """The size that the camera wrote beside that of the picture: cut or made smaller since."""
    width, height = (
        facts.tags.get("ExifIFD:ExifImageWidth"),
        facts.tags.get("ExifIFD:ExifImageHeight"),
    )
    medium = facts.medium
    if not (isinstance(width, int) and isinstance(height, int)) or not medium.width_px:
        return
    if not medium.height_px or not width or not height:
        return
    if sorted((width, height)) != sorted((medium.width_px, medium.height_px)):
        shown = f"{medium.width_px} × {medium.height_px}"
        known: dict[str, Fact] = {"stated": f"{width} × {height}", "shown": shown}
        yield Notice(NoticeCode.SIZE_DIFFERS, known)


def _model_size_differs(facts: Facts) -> Iterable[Notice]:
    """The sizes that pictures of the named device have beside that of this one."""
    medium = facts.medium
    if medium.kind is not MediaKind.STILL or not medium.width_px or not medium.height_px:
        return
    for name, value in facts.tags.items():
        model = model_of(str(value)) if name in ("IFD0:Model", "XMP-tiff:Model") else None
        if model is None or model.makes(medium.width_px, medium.height_px):
            continue
        shown = f"{medium.width_px} × {medium.height_px}"
        sizes = ", ".join(f"{width} × {height}" for width, height in model.sizes_px)
        known: dict[str, Fact] = {"model": str(value)[:60], "place": name, "shown": shown}
        yield Notice(NoticeCode.MODEL_SIZE_DIFFERS, {**known, "sizes": sizes})
        return


def _extension_differs(facts: Facts) -> Iterable[Notice]:
    suffix = facts.name.rpartition(".")[2].lower() if "." in facts.name else ""
    known = _SUFFIXES.get(facts.medium.format)
    if suffix and known and suffix not in known and re.fullmatch(r"[a-z0-9]{2,5}", suffix):
        yield Notice(
            NoticeCode.EXTENSION_DIFFERS, {"suffix": suffix, "format": facts.medium.format}
        )


def _no_capture_data(facts: Facts) -> Iterable[Notice]:
    device = any(
        name.endswith((":Make", ":Model", ":AndroidVersion")) and value
        for name, value in facts.tags.items()
    )
    captured = any(True for _ in _stated(facts, "capture"))
    pictures = facts.medium.kind in (MediaKind.CLIP, MediaKind.STILL)
    if pictures and not device and not captured and facts.location is None:
        yield Notice(NoticeCode.NO_CAPTURE_DATA)


def _oddities(facts: Facts) -> Iterable[Notice]:
    codes = {
        "cut": NoticeCode.PART_CUT,
        "gap": NoticeCode.BYTES_IN_NO_PART,
        "trailing": NoticeCode.BYTES_AFTER_END,
    }
    for one in facts.oddities[:MAX_OF_A_KIND]:
        known: dict[str, Fact] = {"path": one.path, "offset": one.offset, "bytes": one.size_bytes}
        yield Notice(codes[one.code], known)


def _parts(facts: Facts) -> Iterable[Notice]:
    """What the parts themselves tell: things left over, and things inside that are not shown."""
    for part in facts.parts:
        place: dict[str, Fact] = {
            "path": part.path,
            "offset": part.offset,
            "bytes": part.size_bytes,
        }
        if part.fields.get("empty") is False:
            after = part.type == "(trailing)"
            yield Notice(
                NoticeCode.BYTES_AFTER_END if after else NoticeCode.SPACE_NOT_EMPTY, dict(place)
            )
        elif part.fields.get("checksum_holds") is False:
            yield Notice(NoticeCode.CHECKSUM_FAILS, dict(place))
        elif part.type == "(clip)" and part.level == 0:
            yield Notice(NoticeCode.CLIP_INSIDE, dict(place))
    pictures = [p for p in facts.parts if p.type == "(picture)" and p.level == 0]
    if pictures:
        yield Notice(
            NoticeCode.FURTHER_PICTURES,
            {"count": len(pictures), "offset": pictures[0].offset},
        )


def _not_flattened(facts: Facts) -> Iterable[Notice]:
    place = "Photoshop:HasRealMergedData"
    if facts.medium.format == "psd" and facts.tags.get(place) == 0:
        yield Notice(NoticeCode.NOT_FLATTENED, {"place": place})


def _readers_differ(facts: Facts) -> Iterable[Notice]:
    if facts.readers_differ:
        shown = ", ".join(facts.readers_differ[:MAX_OF_A_KIND])
        yield Notice(
            NoticeCode.READERS_DIFFER, {"place": shown, "count": len(facts.readers_differ)}
        )


def _readers_ended(facts: Facts) -> Iterable[Notice]:
    for reader in facts.readers_ended:
        yield Notice(NoticeCode.READER_ENDED, {"reader": reader})


def _places_differ(facts: Facts) -> Iterable[Notice]:
    """Coordinates that stand in several places of the file."""
    pairs = dict(_track_start(facts))
    for latitude_name, value in facts.tags.items():
        if not latitude_name.endswith("Latitude"):
            continue
        longitude = facts.tags.get(f"{latitude_name[:-8]}Longitude")
        if isinstance(value, (int, float)) and isinstance(longitude, (int, float)):
            pairs[latitude_name] = (float(value), float(longitude))
    names = list(pairs)
    for place, name in enumerate(names):
        for other in names[place + 1 :]:
            apart_km = distance_km(pairs[name], pairs[other])
            if apart_km > PLACES_SLACK_KM:
                known: dict[str, Fact] = {"place": name, "other": other, "km": round(apart_km, 2)}
                yield Notice(NoticeCode.PLACES_DIFFER, known)
                return


def _track_start(facts: Facts) -> Iterator[tuple[str, tuple[float, float]]]:
    """Where the positions beside the picture begin, and the place that the file states at all."""
    first = (facts.telemetry or {}).get("first")
    if first:
        telemetry = facts.telemetry or {}
        for source, place in (
            (telemetry["source"], first),
            ((facts.location or {}).get("from"), facts.location),
        ):
            if place:
                yield str(source), (float(place["latitude_deg"]), float(place["longitude_deg"]))


def _thumbnail_differs(facts: Facts) -> Iterable[Notice]:
    for one in facts.thumbnails:
        correlation, stated = one.get("correlation"), one.get("aspect")
        shown = one.get("picture_aspect")
        if not all(isinstance(v, (int, float)) and v for v in (stated, shown)):
            continue
        off = abs(math.log(float(stated or 1) / float(shown or 1)))
        unlike = isinstance(correlation, (int, float)) and correlation < LIKE_CORRELATION
        if unlike or off > math.log(1 + ASPECT_SLACK):
            known: dict[str, Fact] = {"place": str(one.get("from")), "aspect": float(stated or 0)}
            known |= {"picture_aspect": float(shown or 0), "correlation": float(correlation or 0)}
            yield Notice(NoticeCode.THUMBNAIL_DIFFERS, known)
            return


_LOOKS: tuple[Callable[[Facts], Iterable[Notice]], ...] = (
    _capture_after_modification,
    _zone_missing,
    _against_satellites,
    _time_not_set,
    _time_in_future,
    _name_time_differs,
    _places_differ,
    _duration_differs,
    _size_differs,
    _model_size_differs,
    _software_named,
    _extension_differs,
    _no_capture_data,
    _oddities,
    _parts,
    _not_flattened,
    _readers_differ,
    _readers_ended,
    _thumbnail_differs,
    *other_accounts.LOOKS,
    *moments.LOOKS,
)
