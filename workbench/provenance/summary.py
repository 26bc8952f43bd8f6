"""Summary of one file's own words: when, where, device, software, platform.

Statements that agree are told from those that stand alone and from those that contradict each
other. It repeats what the file says; it judges nothing of the scene.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from workbench.provenance.distance import distance_km
from workbench.provenance.facts import Facts
from workbench.records.provenance import Indicator, Notice, NoticeCode
from workbench.records.sidecar import SidecarForm
from workbench.records.summary import Answer, Statement, Summary, Topic, Trust

AGREE_S = 120
"""Clocks of cameras are set by hand; a clip's time is that of its end or of its beginning."""
ZONE_STEP_S = 1800
ZONE_REACH_H = 14
SAME_PLACE_KM = 0.5
_MEANINGS = ("capture", "gps", "encode", "name", "modify", "upload")
"""What a time means, in the order in which it is wanted."""
_INFERRED = frozenset({"name", "modify", "upload"})
_ALWAYS_WRITTEN = frozenset({"capture", "gps", "encode", "name"})
_AGAINST_TIME = frozenset(
    {
        NoticeCode.CAPTURE_AFTER_MODIFICATION,
        NoticeCode.GPS_TIME_DIFFERS,
        NoticeCode.TIME_IN_FUTURE,
        NoticeCode.NAME_TIME_DIFFERS,
        NoticeCode.SIDECAR_TIME_DIFFERS,
        NoticeCode.CAPTURE_AFTER_UPLOAD,
    }
)
_AGAINST_PLACE = frozenset({NoticeCode.PLACES_DIFFER, NoticeCode.SIDECAR_PLACE_DIFFERS})
_SOFTWARE = frozenset(
    {
        *("Software", "CreatorTool", "Encoder", "EncodingTool", "WritingApp", "MuxingApp"),
        *("HistorySoftwareAgent", "OriginatingProgram", "ProcessingSoftware", "SoftwareVersion"),
        *("AndroidVersion", "HostComputer", "EncodedBy", "Producer"),
    }
)


def summary(facts: Facts, notices: Sequence[Notice], marks: Sequence[Indicator]) -> Summary:
    """The answers to all topics, in their order; `notices` and `marks` are those of the file."""
    found = {notice.code for notice in notices}
    return Summary(
        (
            _when(facts, found),
            _where(facts, found),
            _device(facts),
            _software(facts),
            _platform(facts, marks),
        )
    )


def _when(facts: Facts, found: set[NoticeCode]) -> Answer:
    times = [one for one in facts.times if one.get("meaning") in _MEANINGS and one.get("at")]
    times += _said_beside(facts)
    times.sort(key=lambda one: _MEANINGS.index(one["meaning"]))
    if not times:
        return Answer(Topic.WHEN, Trust.NOT_STATED)
    said = tuple(Statement(str(t["at"]), _place_of(t), _meaning_of(t)) for t in times)
    if found & _AGAINST_TIME:
        trust = Trust.CONTRADICTED
    elif _clocks_agree(times):
        trust = Trust.AGREED
    else:
        trust = Trust.INFERRED if times[0]["meaning"] in _INFERRED else Trust.STATED
    return Answer(Topic.WHEN, trust, said)


def _said_beside(facts: Facts) -> Iterator[dict[str, str]]:
    """Times that sidecars state: of recording, and of being put where the file was found."""
    for one in facts.sidecars:
        if one.said.captured is not None:
            yield {"at": one.said.captured, "meaning": "capture", "from": one.name}
        if one.said.uploaded is not None:
            yield {"at": one.said.uploaded, "meaning": "upload", "from": one.name}


def _place_of(time: Any) -> str:
    return "name" if time["meaning"] == "name" else str(time.get("from"))


def _meaning_of(time: Any) -> str:
    """A time in a name, with what its writer means by it: `name_downloaded`."""
    named = time.get("named", "unknown")
    return str(time["meaning"]) if named == "unknown" else f"name_{named}"


def _clocks_agree(times: Sequence[Any]) -> bool:
    """Whether times of two different meanings are one moment, zones that are not stated apart."""
    first = times[0]
    # A name that is given on downloading agrees with nothing but by chance.
    others = (
        t
        for t in times
        if t["meaning"] != first["meaning"] and t.get("named", "captured") == "captured"
    )
    return any(t["meaning"] in _ALWAYS_WRITTEN and _one_moment(first, t) for t in others)


def _one_moment(one: Any, other: Any) -> bool:
    try:
        at, at2 = (datetime.fromisoformat(str(t["at"])) for t in (one, other))
    except ValueError:
        return False
    if min(len(str(t["at"])) for t in (one, other)) <= len("2020-08-09"):
        return False  # A day alone is no moment.
    zoned = at.tzinfo is not None and at2.tzinfo is not None
    apart = abs(_as_utc(at) - _as_utc(at2))
    if zoned:
        return apart.total_seconds() <= AGREE_S
    over_s = apart.total_seconds() % ZONE_STEP_S
    near = min(over_s, ZONE_STEP_S - over_s) <= AGREE_S
    return near and apart <= timedelta(hours=ZONE_REACH_H)


def _as_utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def _where(facts: Facts, found: set[NoticeCode]) -> Answer:
    place = facts.location
    beside = [
        (one.said.coordinates, one.name)
        for one in facts.sidecars
        if one.said.coordinates is not None
    ]
    also = [Statement(f"{pair[0]:.6f}, {pair[1]:.6f}", name) for pair, name in beside]
    if not place or place.get("latitude_deg") is None or place.get("longitude_deg") is None:
        trust = Trust.STATED if also else Trust.NOT_STATED
        return Answer(Topic.WHERE, trust, tuple(also))
    here = (float(place["latitude_deg"]), float(place["longitude_deg"]))
    said = Statement(f"{here[0]:.6f}, {here[1]:.6f}", str(place.get("from")))
    others = [
        Statement(f"{pair[0]:.6f}, {pair[1]:.6f}", name)
        for name, pair in _coordinates(facts)
        if name.partition(":")[0] != said.place.partition(":")[0]
    ]
    trust = Trust.CONTRADICTED if found & _AGAINST_PLACE else Trust.STATED
    near = [pair for name, pair in _coordinates(facts) if distance_km(here, pair) <= SAME_PLACE_KM]
    near += [pair for pair, _name in beside if distance_km(here, pair) <= SAME_PLACE_KM]
    others += also
    if trust is Trust.STATED and others and len(near) > 1:
        trust = Trust.AGREED
    return Answer(Topic.WHERE, trust, (said, *others))


def _coordinates(facts: Facts) -> Iterator[tuple[str, tuple[float, float]]]:
    for name, latitude in facts.tags.items():
        longitude = facts.tags.get(f"{name[:-8]}Longitude") if name.endswith("Latitude") else None
        if isinstance(latitude, int | float) and isinstance(longitude, int | float):
            yield name, (float(latitude), float(longitude))
    first = (facts.telemetry or {}).get("first")
    if first and facts.telemetry:
        place = float(first["latitude_deg"]), float(first["longitude_deg"])
        yield str(facts.telemetry["source"]), place


def _device(facts: Facts) -> Answer:
    """Maker and model, one statement for each group of tags that names them."""
    groups: dict[str, dict[str, str]] = {}
    for name, value in facts.tags.items():
        group, _colon, tag = name.rpartition(":")
        if tag in ("Make", "Model", "AndroidMake", "AndroidModel") and _worded(value):
            groups.setdefault(group, {})[tag.removeprefix("Android")] = str(value).strip()
    said = [Statement(_named(parts), f"{group}:Model") for group, parts in groups.items()]
    for one in facts.sidecars:
        if one.content.form is SidecarForm.XMP and one.said.device is not None:
            said.append(Statement(one.said.device, one.name))
    return Answer(Topic.DEVICE, _trust_in(said), tuple(_different(said)))


def _named(parts: dict[str, str]) -> str:
    make, model = parts.get("Make", ""), parts.get("Model", "")
    whole = make and model.casefold().startswith(make.casefold())
    return model if whole else f"{make} {model}".strip()


def _software(facts: Facts) -> Answer:
    said = []
    for name, value in facts.tags.items():
        tag = name.rpartition(":")[2]
        if tag in _SOFTWARE and _worded(value):
            text = str(value).strip()
            said.append(Statement(f"Android {text}" if tag == "AndroidVersion" else text, name))
    # Several programs one after the other are normal, and no contradiction.
    trust = _trust_in(said)
    trust = Trust.STATED if trust is Trust.CONTRADICTED else trust
    return Answer(Topic.SOFTWARE, trust, tuple(_different(said)))


def _platform(facts: Facts, marks: Sequence[Indicator]) -> Answer:
    """Each platform or program once: those that sidecars name, then by the strongest mark."""
    said: dict[str, Statement] = {}
    for beside in facts.sidecars:
        if beside.said.platform is not None:
            said.setdefault(beside.said.platform, Statement(beside.said.platform, beside.name))
    named = bool(said)
    for mark in marks:
        one = Statement(mark.platform, mark.found_in, mark.meaning, mark.strength)
        said.setdefault(mark.platform, one)
    trust = Trust.STATED if named else Trust.INFERRED if said else Trust.NOT_STATED
    return Answer(Topic.PLATFORM, trust, tuple(said.values()))


def _worded(value: object) -> bool:
    return isinstance(value, str | int | float) and bool(str(value).strip())


def _key(said: Statement) -> str:
    return " ".join(said.text.split()).casefold()


def _different(said: Iterable[Statement]) -> list[Statement]:
    return list({_key(one): one for one in reversed(list(said))}.values())[::-1]


def _trust_in(said: Sequence[Statement]) -> Trust:
    if not said:
        return Trust.NOT_STATED
    words = {_key(one) for one in said}
    if len(words) > 1:
        return Trust.CONTRADICTED
    return Trust.AGREED if len(said) > 1 else Trust.STATED
