"""Frame table: every frame that a player shows, with its own time."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from workbench.instruments.frame_table import (
    FRAME_TABLE,
    PACKET_TABLE,
    comparison,
    variable_rate,
)
from workbench.records.frame import PictureType, TableOrigin
from workbench.records.packed import unpack_frame_table

PTS = [0, 40, 80, 105, 190, 200]


def grey(count: int) -> list[Any]:
    return [np.full((64, 96), 20 + 30 * i, np.uint8) for i in range(count)]


def test_the_times_that_were_written_are_the_times_of_the_table(
    measure: Any, write_clip: Any
) -> None:
    part = measure(FRAME_TABLE, write_clip(grey(6), pts=PTS, rate=1000))["table"]
    table = unpack_frame_table(part.blob)
    assert [table.time_s(i) for i in range(6)] == [Fraction(p, 1000) for p in PTS]
    assert table.origin is TableOrigin.DECODED
    assert table.entry(0).key
    assert table.entry(0).type is PictureType.INTRA
    assert part.facts["variable_rate"] is True
    assert part.facts["frames"] == 6


def test_where_packets_and_decoding_part_is_a_fact(measure: Any, write_clip: Any) -> None:
    clip = write_clip(grey(6), pts=PTS, rate=1000)
    decoded = unpack_frame_table(measure(FRAME_TABLE, clip)["table"].blob)
    packets = unpack_frame_table(measure(PACKET_TABLE, clip)["table"].blob)
    assert packets.origin is TableOrigin.PACKETS
    assert comparison(packets, decoded).facts == {"equal": True, "frames": 6, "of_packets": 6}
    later = replace(packets, pts=packets.pts + np.array([0, 0, 0, 1, 0, 0]))
    assert comparison(later, decoded).facts["first_differing_index"] == 3
    columns = {n: getattr(packets, n)[:4] for n in ("pts", "duration", "key", "type")}
    shorter = comparison(replace(packets, **columns), decoded).facts
    assert shorter == {"equal": False, "frames": 6, "of_packets": 4, "first_differing_index": 4}
    assert comparison(replace(packets, type=packets.type * 0), decoded).facts["equal"]


def test_an_even_clip_has_its_rate_exactly(measure: Any, write_clip: Any) -> None:
    facts = measure(FRAME_TABLE, write_clip(grey(8), rate=25))["table"].facts
    assert facts["average_rate"] == "25/1"
    assert facts["variable_rate"] is False


@pytest.mark.parametrize(
    ("pts", "variable"),
    [([0, 33, 67, 100, 133], False), ([0, 1, 2, 5], True), ([7], False), ([0, 5], False)],
)
def test_rounding_to_milliseconds_is_not_a_variable_rate(pts: list[int], variable: bool) -> None:
    assert variable_rate(np.array(pts, np.int64)) is variable


def test_the_table_of_the_torchcodec_clip_is_its_ground_truth(
    media_dir: Path, measure: Any
) -> None:
    folder = media_dir / "torchcodec/test/resources"
    checked = set()
    for info in sorted(folder.glob("*.stream*.all_frames_info.json")):
        path = folder / info.name.split(".stream")[0]
        part = measure(FRAME_TABLE, path).get("table") if path.exists() else None
        wanted = sorted(float(frame["pts_time"]) for frame in json.loads(info.read_text()))
        if part is None or len(wanted) != part.facts["frames"]:
            continue  # sound, or another picture stream of the clip
        table = unpack_frame_table(part.blob)
        times = [float(table.time_s(i)) for i in range(len(table))]
        assert times == pytest.approx(wanted, abs=1e-6), info.name
        checked.add(path.name)
    assert checked == {"nasa_13013.mp4"}
