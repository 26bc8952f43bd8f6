"""Inspection: what a file says about itself, in the form that scripts depend on."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from workbench.jobs.measure import Surveyed
from workbench.records.item import MediaKind, MediaStatus, Medium, Stream
from workbench.records.structure import Part, unpack_structure


def inspection(path: str, size_bytes: int, sha256: str, surveyed: Surveyed) -> dict[str, Any]:
    """One object of `workbench inspect`."""
    medium = surveyed.medium
    status, reason = status_of(surveyed)
    return {
        "path": path,
        "size_bytes": size_bytes,
        "sha256": sha256,
        "status": status.value,
        "reason": reason,
        "media": (medium.kind if medium else MediaKind.UNKNOWN).value,
        "format": medium.format if medium else None,
        **described(medium, _metadata(surveyed), _parts(surveyed)),
    }


def described(
    medium: Medium | None, metadata: dict[str, Any], parts: Sequence[Part] = ()
) -> dict[str, Any]:
    """What a file says, from its medium and its metadata and structure runs. Origin, notices and
    credentials are empty where no instrument has looked at them."""
    return {
        "tags": metadata.get("tags", {}),
        "streams": [stream(s) for s in medium.streams] if medium else [],
        "location": metadata.get("location"),
        "times": metadata.get("times", []),
        "boxes": [box(part) for part in parts],
        "origin": metadata.get("origin", []),
        "notices": metadata.get("notices", []),
        "credentials": metadata.get("credentials"),
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


def _metadata(surveyed: Surveyed) -> dict[str, Any]:
    one = surveyed.measured.get("metadata")
    if one is None or not one.measurements:
        return {}
    return one.measurements[0].facts


def _parts(surveyed: Surveyed) -> tuple[Part, ...]:
    one = surveyed.measured.get("structure")
    if one is None or not one.measurements or not one.measurements[0].blob:
        return ()
    return unpack_structure(one.measurements[0].blob)
