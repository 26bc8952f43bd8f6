"""Streams over time in the window: what is marked is where it happens, and a click goes there."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from workbench.gui.panels.file_positions import FilePositions
from workbench.gui.panels.file_streams import FileStreams
from workbench.gui.tables import flow_rows
from workbench.gui.widgets.flow_chart import LEFT_PX, MarkKind, rate_text
from workbench.gui.widgets.track_sketch import round_length
from workbench.provenance.facts import Facts
from workbench.provenance.testimony import said_by
from workbench.records.frame import Moment, MomentKind
from workbench.records.item import Item, MediaKind, MediaStatus, Medium
from workbench.records.positions import Positions

BASE = Fraction(1, 1000)


def facts(**more: Any) -> Facts:
    medium = Medium(MediaKind.CLIP, "mp4", MediaStatus.OK, None, 9, time_base=BASE)
    flow = {
        "start_s": 0.0,
        "step_s": 1.0,
        "picture_bps": [800_000, 900_000, 400_000, 800_000],
        "sound_bps": [128_000, 128_000, 0, 128_000],
        "key_pts": [0, 2000],
        "streams": [
            {"kind": "video", "mean_bps": 725_000, "least_bps": 400_000, "most_bps": 900_000}
        ],
        "cadence": {
            "frames": 100,
            "key_frames": 2,
            "distance": {"least": 50, "most": 50, "usual": None, "regular": None},
            "changes": [],
            "types": {"I": 2, "P": 98, "B": 0, "usual_group": "IPPP"},
        },
        "breaks": [{"kind": "sound", "code": "gap", "at_s": 2.0, "pts": 88200, "length_s": 1.0}],
    }
    run = {"index": 25, "frames": 20, "pts": 1000, "at_s": 1.0, "length_s": 0.8}
    repeats = {"frames": 100, "exact": {"repeats": 19, "count": 1, "runs": [run]}, "padded": None}
    return Facts("a.mp4", medium, flow=flow, repeats=repeats, **more)


@pytest.fixture
def page(qtbot: QtBot) -> FileStreams:
    made = FileStreams()
    qtbot.addWidget(made)
    made.resize(416, 600)
    said = said_by(facts(), measured=True)
    made.show_testimony(_item(said.facts.medium), said)
    made.show()
    return made


def _item(medium: Medium) -> Item:
    class Only:
        pass

    only = Only()
    only.medium = medium  # type: ignore[attr-defined]
    return only  # type: ignore[return-value]


def wanted(qtbot: QtBot, page: FileStreams, x: float, y: int) -> Moment:
    with qtbot.waitSignal(page.moment_wanted) as caught:
        qtbot.mouseClick(page.chart, Qt.MouseButton.LeftButton, pos=QPoint(round(x), y))
    moment: Moment = caught.args[0]
    return moment


def test_a_click_on_the_chart_goes_to_that_second(qtbot: QtBot, page: FileStreams) -> None:
    wide = page.chart.width() - 2 * LEFT_PX
    moment = wanted(qtbot, page, LEFT_PX + wide / 2, 40)
    assert moment.kind is MomentKind.SECONDS
    assert float(moment.value) == pytest.approx(2.0, abs=0.02)


def test_a_click_on_a_mark_goes_to_the_frame_that_it_begins_with(
    qtbot: QtBot, page: FileStreams
) -> None:
    wide = page.chart.width() - 2 * LEFT_PX
    moment = wanted(qtbot, page, LEFT_PX + wide * 1.3 / 4, page.chart.height() - 16)
    assert moment == Moment(MomentKind.PTS, Fraction(1000))


def test_keys_go_from_mark_to_mark(qtbot: QtBot, page: FileStreams) -> None:
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(page.chart, key)
    with qtbot.waitSignal(page.moment_wanted) as caught:
        qtbot.keyClick(page.chart, Qt.Key.Key_Return)
    assert caught.args[0] == Moment(MomentKind.SECONDS, Fraction(2))


def test_a_tip_says_rates_and_what_is_marked(page: FileStreams) -> None:
    wide = page.chart.width() - 2 * LEFT_PX
    assert page.chart.said_at(LEFT_PX + wide * 1.4 / 4).splitlines() == [
        "1.40 s, picture 900 kbit/s, sound 128 kbit/s",
        "Equal frames: 20",
    ]


def test_every_mark_stands_in_the_list_and_leads_there(qtbot: QtBot, page: FileStreams) -> None:
    rows = page.moments.table.rows
    keyed = {row.cells[0]: row.key for row in rows if row.key is not None}
    assert keyed == {
        "Equal frames: 20": Moment(MomentKind.PTS, Fraction(1000)),
        "Sound is missing": Moment(MomentKind.SECONDS, Fraction(2)),
    }
    assert [row.cells[1] for row in rows if row.cells[0] == "Usual group"] == ["IPPP"]


def test_single_repeats_of_a_padded_rate_are_one_mark() -> None:
    single = [
        {"index": n, "frames": 2, "pts": 40 * n, "at_s": 0.04 * n, "length_s": 0.08}
        for n in range(5, 90, 5)
    ]
    padded = {"index": 0, "frames": 100, "pts": 0, "at_s": 0.0, "length_s": 4.0}
    padded |= {"new": 80, "rate_hz": 25.0, "new_rate_hz": 20.0}
    made = facts()
    repeats = {"frames": 100, "exact": {"runs": single}, "padded": padded}
    found = list(flow_rows.marks_of(Facts("a", made.medium, repeats=repeats)))
    assert [(mark.kind, mark.said) for mark in found] == [
        (MarkKind.PADDED, "Rate padded, 20 → 25 frames/s")
    ]


def test_a_position_that_is_chosen_is_a_moment(qtbot: QtBot) -> None:
    page = FilePositions()
    qtbot.addWidget(page)
    page.resize(400, 500)
    values = np.full((3, 7), np.nan)
    values[:, :3] = [[0, 53.9, 27.56], [0.5, 53.901, 27.56], [1, 53.902, 27.561]]
    page.show_positions(Positions(values, np.array([3, 3, 3], np.uint8)))
    page.show()
    index = page.table.table.index_of(1)
    with qtbot.waitSignal(page.moment_wanted) as caught:
        page.table.clicked.emit(index)
    assert caught.args[0] == Moment(MomentKind.SECONDS, Fraction(1, 2))
    points = page.sketch._points()
    with qtbot.waitSignal(page.moment_wanted) as caught:
        at = QPoint(*(round(v) for v in points[2].tolist()))
        qtbot.mouseClick(page.sketch, Qt.MouseButton.LeftButton, pos=at)
    assert caught.args[0] == Moment(MomentKind.SECONDS, Fraction(1))


def test_lengths_and_rates_are_round() -> None:
    assert [round_length(m) for m in (0.3, 1, 4.9, 60, 1999)] == [0.2, 1, 2, 50, 1000]
    assert [rate_text(n) for n in (128_000, 2_519_828)] == ["128 kbit/s", "2.52 Mbit/s"]
