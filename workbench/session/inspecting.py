"""Inspection: what a file says about itself, in the form that scripts depend on."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from workbench.dossier.moments import moments_of
from workbench.i18n import notices as sentences
from workbench.i18n import structures
from workbench.ingest import originals
from workbench.ingest.originals import name_of
from workbench.jobs import measure
from workbench.jobs.measure import Request, Surveyed
from workbench.jobs.queue import Control
from workbench.media.sandbox import Sandbox
from workbench.provenance.claimed import Claimed
from workbench.provenance.facts import Facts, facts_of, structure_of
from workbench.provenance.notices import notices
from workbench.provenance.origin import indicators
from workbench.provenance.source import said_source
from workbench.provenance.structure_likeness import likenesses
from workbench.provenance.structure_print import print_of
from workbench.records.codec import to_json
from workbench.records.item import MediaKind, MediaStatus, Medium, Stream
from workbench.records.known_structure import KnownStructure, Likeness
from workbench.records.provenance import Indicator
from workbench.records.run import Measurement
from workbench.records.sidecar import SidecarFile
from workbench.records.stated_time import StatedTime
from workbench.records.structure import Part, Structure


def inspection(
    path: Path,
    size_bytes: int,
    sha256: str,
    surveyed: Surveyed,
    sidecars: Sequence[SidecarFile],
    known: Sequence[KnownStructure] = (),
) -> dict[str, Any]:
    """One object of `workbench inspect`."""
    medium = surveyed.medium
    status, reason = status_of(surveyed)
    facts = surveyed_facts(path, size_bytes, sha256, surveyed, sidecars)
    built = print_of(facts)
    alike = likenesses(built, known, sha256) if built is not None else []
    return {
        "path": name_of(path),
        "size_bytes": size_bytes,
        "sha256": sha256,
        "status": status.value,
        "reason": reason,
        "media": (medium.kind if medium else MediaKind.UNKNOWN).value,
        "format": medium.format if medium else None,
        **described(facts, alike),
    }


def undecoded(
    sandbox: Sandbox, path: Path, died: Surveyed, request: Callable[[str, None], Request]
) -> Surveyed | None:
    """What the bytes say of a file of which the decoders died at once, with what they died of; None
    for one of which they did not. Refusal when it cannot be opened."""
    if died.medium is not None or died.fault is None or not died.fault.fault.quarantines:
        return None
    fd = originals.open_original(path)
    try:
        requests = [request(name, None) for name in ("structure", "metadata")]
        control = Control(lambda done, item: None)
        found = measure.survey_undecoded(sandbox, fd, requests, control)
    finally:
        os.close(fd)
    return dataclasses.replace(found, fault=died.fault)


def surveyed_facts(
    path: Path,
    size_bytes: int,
    sha256: str,
    surveyed: Surveyed,
    sidecars: Sequence[SidecarFile] = (),
) -> Facts:
    """What was measured of a file that is in no case."""
    return facts_of(
        name_of(Path(path.name)),
        surveyed.medium or _unknown(size_bytes),
        _facts(surveyed, "metadata"),
        _structure(surveyed),
        _facts(surveyed, "credentials") or None,
        datetime.now(UTC),
        digest=sha256,
        sidecars=tuple(sidecars),
        **moments_of(lambda instrument, part: _measured(surveyed, instrument, part)),
    )


def _unknown(size_bytes: int) -> Medium:
    return Medium(MediaKind.UNKNOWN, "unknown", MediaStatus.UNSUPPORTED, None, size_bytes)


def described(facts: Facts, alike: Sequence[Likeness] = ()) -> dict[str, Any]:
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
        "origin": [
            *(_indicator(one) for one in indicators(facts)),
            *(_built_like(one) for one in alike),
        ],
        "notices": [
            {"code": one.code.value, "says": sentences.says(one), "facts": one.facts}
            for one in notices(facts)
        ],
        "credentials": facts.credentials,
        "sidecars": [sidecar(one) for one in facts.sidecars],
        "said_source": to_json(said_source(facts.source, facts.sidecars)),
        "claimed": [_claimed(one) for one in facts.claimed],
    }


def sidecar(one: SidecarFile) -> dict[str, Any]:
    """What another program left beside the file."""
    content = one.content
    return {
        "name": one.name,
        "path": one.path,
        "sha256": one.digest,
        "size_bytes": one.size_bytes,
        "form": None if content.form is None else content.form.value,
        "reason": None if content.fault is None else content.fault.value,
        "said": to_json(content.said),
        "tree": content.tree,
        "left_out": content.left_out,
    }


def _claimed(one: Claimed) -> dict[str, Any]:
    """Where and when the file is said to be of, by whom."""
    return {"basis": one.basis.value, "record": one.record, **understood(one.place, one.time)}


def understood(place: tuple[float, float] | None, time: StatedTime | None) -> dict[str, Any]:
    """A place and a time that were read from words."""
    return {
        "latitude_deg": None if place is None else place[0],
        "longitude_deg": None if place is None else place[1],
        "from": None if time is None else time.begin.isoformat(),
        "to": None if time is None else time.end.isoformat(),
    }


def _indicator(one: Indicator) -> dict[str, Any]:
    return {
        "platform": one.platform,
        "indicator": f"{one.found_in}: {one.found}",
        "strength": one.strength.value,
        "says": sentences.means(one),
        "rule": one.rule,
    }


def _built_like(one: Likeness) -> dict[str, Any]:
    """A known structure among the marks of origin: the same keys, and `structure` besides."""
    return {
        "platform": one.known_as,
        "indicator": f"structure: {one.same} of {one.lines} parts",
        "strength": one.strength.value,
        "says": structures.says(one),
        "rule": "structure",
        "structure": {
            "same": one.exact,
            "writer": one.writer.value,
            "files": one.files,
            "parts": one.lines,
            "equal_parts": one.same,
            "sources": list(one.sources),
            "differences": [to_json(difference) for difference in one.differences],
        },
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
