"""What the rules look at: everything that was measured of one file's own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any

from workbench.provenance.claimed import Claimed
from workbench.provenance.names import time_in
from workbench.records.codec import from_json
from workbench.records.item import Medium, Source
from workbench.records.run import Measurement
from workbench.records.sidecar import SidecarFile
from workbench.records.structure import Oddity, Part, Structure, unpack_structure

MAX_VALUE_CHARS = 2000


@dataclass(frozen=True, slots=True)
class Facts:
    """One file: its name, medium, tags (ExifTool's names), stated times and place, structure."""

    name: str
    medium: Medium
    tags: Mapping[str, Any] = field(default_factory=dict)
    times: Sequence[Mapping[str, Any]] = ()
    location: Mapping[str, Any] | None = None
    parts: Sequence[Part] = ()
    oddities: Sequence[Oddity] = ()
    thumbnails: Sequence[Mapping[str, Any]] = ()
    """Embedded small pictures beside the picture: `from`, `aspect`, `picture_aspect`,
    `correlation`, `pdq_bits`."""
    readers_differ: Sequence[str] = ()
    """Tags of which two readers give different values."""
    readers_ended: Sequence[str] = ()
    """Readers of EXIF that came to no end by themselves, and were ended."""
    credentials: Mapping[str, Any] | None = None
    """What the credentials instrument told; None where it did not look."""
    flow: Mapping[str, Any] | None = None
    """What the packets told: `streams`, `cadence`, `breaks`, and bits by the step: `picture_bps`,
    `sound_bps`, `key_pts`."""
    repeats: Mapping[str, Any] | None = None
    """Frames that show the one before again; None where no frame was decoded."""
    telemetry: Mapping[str, Any] | None = None
    """Positions that the camera wrote beside the picture: `source`, `first`, `track`, …"""
    received: datetime | None = None
    """When the file came into the case; now, for one that is in none."""
    digest: str | None = None
    source: Source | None = None
    """Where it came from, as the analyst says; None for a file that is in no case."""
    sidecars: Sequence[SidecarFile] = ()
    claimed: Sequence[Claimed] = ()
    """Where and when it is said to be of, by claims and by known footage."""

    def stated(self, meaning: str) -> Iterator[tuple[datetime, str]]:
        """Times of one meaning, naive where their zone is not known, and where they stand."""
        for time in self.times:
            if time.get("meaning") != meaning:
                continue
            try:
                yield datetime.fromisoformat(str(time["at"])), str(time.get("from"))
            except (ValueError, KeyError):
                continue

    def values(self, field_name: str) -> Iterator[tuple[str, str]]:
        """Every place that a rule's field means, and what stands there as text.

        `name` is the file's name, `tag PATTERN` the tags of that name, `part PATTERN KEY` a field
        of the parts whose path fits. `*` stands for anything.
        """
        kind, _, rest = field_name.partition(" ")
        if kind == "name":
            yield "name", self.name
        elif kind == "tag":
            for name, value in self.tags.items():
                if fnmatchcase(name, rest):
                    yield from ((name, text) for text in _texts(value))
        elif kind == "part":
            path, _, key = rest.rpartition(" ")
            for part in self.parts:
                if key in part.fields and fnmatchcase(part.path, path):
                    yield from ((part.path, text) for text in _texts(part.fields[key]))
        else:
            raise ValueError(f"no such field: {field_name!r}")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value[:100]:
            yield from _texts(one)
    elif isinstance(value, (str, int, float)):
        yield str(value)[:MAX_VALUE_CHARS]


def facts_of(
    name: str,
    medium: Medium,
    metadata: Mapping[str, Any],
    structure: Structure | None,
    credentials: Mapping[str, Any] | None,
    received: datetime,
    **beside: Any,
) -> Facts:
    """What was measured of a file, as the rules take it; `beside` are further fields."""
    telemetry = beside.get("telemetry") or {}
    times = [*_begin_by_satellite(telemetry, metadata), *metadata.get("times", [])]
    named = time_in(name)
    if named is not None:
        times.append(
            {
                "at": named.text,
                "zone_known": named.at.tzinfo is not None,
                "meaning": "name",
                "from": named.writer or "name",
                "named": named.meaning.value,
                "strength": named.strength.value,
            }
        )
    return Facts(
        name=name,
        medium=medium,
        tags=metadata.get("tags", {}),
        times=times,
        location=metadata.get("location") or _first_place(telemetry),
        parts=structure.parts if structure else (),
        oddities=structure.oddities if structure else (),
        credentials=credentials,
        thumbnails=metadata.get("thumbnails", ()),
        readers_differ=metadata.get("exif_differing", ()),
        readers_ended=metadata.get("exif_ended", ()),
        received=received,
        **beside,
    )


def _begin_by_satellite(
    telemetry: Mapping[str, Any], metadata: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """When the positions beside the picture begin, where no tag states a time by satellite."""
    stated = metadata.get("times", [])
    if telemetry.get("begins") and not any(time.get("meaning") == "gps" for time in stated):
        begun = {"at": telemetry["begins"], "zone_known": True, "meaning": "gps"}
        yield {**begun, "from": telemetry["source"]}


def _first_place(telemetry: Mapping[str, Any]) -> dict[str, Any] | None:
    first = telemetry.get("first")
    if not first:
        return None
    names = ("latitude_deg", "longitude_deg", "altitude_m")
    return {**{name: first[name] for name in names}, "from": telemetry["source"]}


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
