"""Inspection: what a file says about itself, in the form that scripts depend on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from workbench.i18n import notices as sentences
from workbench.ingest.originals import name_of
from workbench.instruments.cadence import cadence
from workbench.jobs.measure import Surveyed
from workbench.provenance.facts import Facts
from workbench.provenance.names import time_in
from workbench.provenance.notices import notices
from workbench.provenance.origin import indicators
from workbench.records.codec import from_json
from workbench.records.flow import unpack_flow
from workbench.records.item import MediaKind, MediaStatus, Medium, Stream
from workbench.records.packed import unpack_frame_table
from workbench.records.positions import unpack_positions
from workbench.records.provenance import Indicator
from workbench.records.run import Measurement
from workbench.records.structure import Oddity, Part, Structure, unpack_structure


def inspection(path: Path, size_bytes: int, sha256: str, surveyed: Surveyed) -> dict[str, Any]:
    """One object of `workbench inspect`."""
    medium = surveyed.medium
    status, reason = status_of(surveyed)
    facts = facts_of(
        name_of(Path(path.name)),
        medium or _unknown(size_bytes),
        _facts(surveyed, "metadata"),
        _structure(surveyed),
        _facts(surveyed, "credentials") or None,
        datetime.now(UTC),
        Moments.of(lambda instrument, part: _measured(surveyed, instrument, part)),
    )
    return {
        "path": name_of(path),
        "size_bytes": size_bytes,
        "sha256": sha256,
        "status": status.value,
        "reason": reason,
        "media": (medium.kind if medium else MediaKind.UNKNOWN).value,
        "format": medium.format if medium else None,
        **described(facts),
    }


def _unknown(size_bytes: int) -> Medium:
    return Medium(MediaKind.UNKNOWN, "unknown", MediaStatus.UNSUPPORTED, None, size_bytes)


def facts_of(
    name: str,
    medium: Medium,
    metadata: dict[str, Any],
    structure: Structure | None,
    credentials: dict[str, Any] | None,
    received: datetime,
    moments: Moments,
) -> Facts:
    """What was measured of a file, as the rules of provenance take it."""
    telemetry = moments.telemetry or {}
    return Facts(
        name=name,
        medium=medium,
        tags=metadata.get("tags", {}),
        times=list(_times(name, metadata.get("times", []), telemetry)),
        location=metadata.get("location") or _first_place(telemetry),
        parts=structure.parts if structure else (),
        oddities=structure.oddities if structure else (),
        credentials=credentials,
        thumbnails=metadata.get("thumbnails", ()),
        readers_differ=metadata.get("exif_differing", ()),
        flow=moments.flow,
        repeats=moments.repeats,
        telemetry=moments.telemetry,
        received=received,
    )


def _times(
    name: str, stated: list[dict[str, Any]], telemetry: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """By satellite beside the picture, in the tags, in the name."""
    if telemetry.get("begins") and not any(t.get("meaning") == "gps" for t in stated):
        begun = {"at": telemetry["begins"], "zone_known": True, "meaning": "gps"}
        yield {**begun, "from": telemetry["source"]}
    yield from stated
    named = time_in(name)
    if named is not None:
        at = named.at.date() if named.to_the_day else named.at
        known = {"at": at.isoformat(), "zone_known": False, "meaning": "name"}
        yield {**known, "from": named.writer or "name"}


def _first_place(telemetry: Mapping[str, Any]) -> dict[str, Any] | None:
    first = telemetry.get("first")
    if not first:
        return None
    names = ("latitude_deg", "longitude_deg", "altitude_m")
    return {**{name: first[name] for name in names}, "from": telemetry["source"]}


@dataclass(frozen=True, slots=True)
class Moments:
    """What was measured of a file over its time; None for what was not looked at."""

    flow: dict[str, Any] | None = None
    repeats: dict[str, Any] | None = None
    telemetry: dict[str, Any] | None = None

    @classmethod
    def of(cls, part: Callable[[str, str], Measurement | None]) -> Moments:
        """`part(instrument, part)` gives what was measured."""
        repeats = part("repeats", "repeats")
        return cls(
            _flow_of(part("flow", "flow"), part("frame_table", "table")),
            None if repeats is None else repeats.facts,
            telemetry_of(part("telemetry", "telemetry")),
        )


def _flow_of(measured: Measurement | None, table: Measurement | None) -> dict[str, Any] | None:
    """The facts, with bits by the step; types of frames from decoding where packets do not tell."""
    if measured is None or measured.blob is None:
        return None
    try:
        flow = unpack_flow(measured.blob)
        rows = None if table is None or table.blob is None else unpack_frame_table(table.blob)
    except ValueError:
        return None
    facts = dict(measured.facts)
    known = facts.get("cadence")
    if known and not known.get("types") and rows is not None and len(rows):
        base, offset_s = rows.time_base, rows.start_offset_s
        facts["cadence"] = cadence(rows.pts, rows.key, rows.type, base, offset_s)
    for name, steps in (("picture_bps", flow.picture_bytes), ("sound_bps", flow.sound_bytes)):
        facts[name] = [round(n * 8 / flow.step_s) for n in steps.tolist()]
    facts["key_pts"] = flow.key_pts.tolist()
    return facts


def telemetry_of(measured: Measurement | None) -> dict[str, Any] | None:
    """The facts, with every position."""
    if measured is None or measured.blob is None:
        return None
    try:
        positions = unpack_positions(measured.blob)
    except ValueError:
        return None
    return {**measured.facts, "track": list(positions.rows())}


def described(facts: Facts) -> dict[str, Any]:
    """What a file says, and what the rules say of that."""
    return {
        "tags": dict(facts.tags),
        "streams": [stream(s) for s in facts.medium.streams],
        "location": facts.location,
        "times": list(facts.times),
        "thumbnails": list(facts.thumbnails),
        "flow": facts.flow,
        "repeats": facts.repeats,
        "telemetry": facts.telemetry,
        "boxes": [box(part) for part in facts.parts],
        "origin": [_indicator(one) for one in indicators(facts)],
        "notices": [
            {"code": one.code.value, "says": sentences.says(one), "facts": one.facts}
            for one in notices(facts)
        ],
        "credentials": facts.credentials,
    }


def _indicator(one: Indicator) -> dict[str, Any]:
    return {
        "platform": one.platform,
        "indicator": f"{one.found_in}: {one.found}",
        "strength": one.strength.value,
        "says": sentences.means(one),
        "rule": one.rule,
    }


def status_of(surveyed: Surveyed) -> tuple[MediaStatus, str | None]:
    """How far a surveyed file could be read, and the fault behind it."""
    fault = surveyed.fault
    if fault is not None and fault.fault.quarantines:
        return MediaStatus.QUARANTINED, fault.fault.value
    if surveyed.medium is None:
        unsupported = fault is not None and fault.fault.value.startswith("unsupported")
        status = MediaStatus.UNSUPPORTED if unsupported else MediaStatus.DAMAGED
        return status, fault.fault.value if fault else None
    if surveyed.medium.status is not MediaStatus.OK:
        found = surveyed.medium.fault
        return surveyed.medium.status, found.value if found else None
    for one in surveyed.measured.values():
        if one.fault is not None:
            return MediaStatus.PARTIAL, one.fault.fault.value
    return MediaStatus.OK, None


def stream(one: Stream) -> dict[str, Any]:
    """One stream, with ratios as people write them."""
    return {
        "index": one.index,
        "kind": one.kind.value,
        "codec": one.codec,
        "width_px": one.width_px,
        "height_px": one.height_px,
        "sample_aspect_ratio": ratio(one.sample_aspect_ratio, ":"),
        "rotation_deg": one.rotation_deg,
        "mirrored": one.mirrored,
        "time_base": None if one.time_base is None else ratio(one.time_base),
        "start_pts": one.start_pts,
        "duration_s": seconds(one.duration_s),
        "frames": one.frames,
        "average_rate": None if one.average_rate is None else ratio(one.average_rate),
        "variable_rate": one.variable_rate,
        "sample_rate_hz": one.sample_rate_hz,
        "channels": one.channels,
    }


def box(part: Part) -> dict[str, Any]:
    """One part of the structure; the key is "boxes" whatever the format calls its parts."""
    return {
        "path": part.path,
        "type": part.type,
        "offset": part.offset,
        "size_bytes": part.size_bytes,
        "fields": part.fields,
    }


def ratio(value: Fraction, sign: str = "/") -> str:
    return f"{value.numerator}{sign}{value.denominator}"


def seconds(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _facts(surveyed: Surveyed, instrument: str) -> dict[str, Any]:
    one = surveyed.measured.get(instrument)
    return one.measurements[0].facts if one is not None and one.measurements else {}


def _measured(surveyed: Surveyed, instrument: str, part: str) -> Measurement | None:
    one = surveyed.measured.get(instrument)
    found = () if one is None else one.measurements
    return next((m for m in found if m.part == part), None)


def _structure(surveyed: Surveyed) -> Structure | None:
    one = surveyed.measured.get("structure")
    return structure_of(one.measurements[0]) if one is not None and one.measurements else None


def structure_of(measurement: Measurement) -> Structure | None:
    """The structure as it was measured; None where it cannot be read."""
    facts = measurement.facts
    if measurement.blob is None:
        return None
    try:
        oddities = tuple(from_json(Oddity, one) for one in facts["oddities"])
        return Structure(unpack_structure(measurement.blob), oddities, int(facts["left_out"]))
    except (ValueError, KeyError, TypeError):
        return None
