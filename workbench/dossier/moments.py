"""Moments: what was measured of a file over its time, as the rules of provenance take it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workbench.instruments.cadence import cadence
from workbench.records.flow import unpack_flow
from workbench.records.packed import unpack_frame_table
from workbench.records.positions import unpack_positions
from workbench.records.run import Measurement

Measured = Callable[[str, str], Measurement | None]
"""`measured(instrument, part)` gives what was measured."""


def moments_of(measured: Measured) -> dict[str, dict[str, Any] | None]:
    """`flow`, `repeats` and `telemetry`; None for what was not looked at, or cannot be read."""
    repeats = measured("repeats", "repeats")
    return {
        "flow": _flow_of(measured("flow", "flow"), measured("frame_table", "table")),
        "repeats": None if repeats is None else repeats.facts,
        "telemetry": _telemetry_of(measured("telemetry", "telemetry")),
    }


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


def _telemetry_of(measured: Measurement | None) -> dict[str, Any] | None:
    """The facts, with every position."""
    if measured is None or measured.blob is None:
        return None
    try:
        positions = unpack_positions(measured.blob)
    except ValueError:
        return None
    return {**measured.facts, "track": list(positions.rows())}
