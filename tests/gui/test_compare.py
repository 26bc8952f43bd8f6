"""Compare: two items on one clock, exact on both sides, and no player left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.footage import texture, write_still
from workbench.gui import background, item_drag
from workbench.gui.bridge import Bridge
from workbench.gui.comparison import Mode
from workbench.gui.panels.compare import ComparePanel
from workbench.gui.selection import Comparison, Selection
from workbench.records.adjustment import Invert, Rotate, Stack, Step
from workbench.records.citation import Citation
from workbench.records.frame import Moment, MomentKind
from workbench.records.item import ItemId, MediaKind
from workbench.records.known import EntryBasis
from workbench.records.match import (
    Alignment,
    Basis,
    LibraryReference,
    Match,
    MatchId,
    SearchId,
    Segment,
)
from workbench.session import Desk, Session

Compare = ComparePanel
SOUND = "bbc-audio-offset-finder/tests/audio/r4_excerpt.ogg"


def item_of(session: Session, kind: MediaKind, number: int = 0) -> ItemId:
    found = [i for i in session.item_ids() if session.item(i).kind is kind]
    return sorted(found, key=lambda item: session.item(item).name)[number]


@pytest.fixture
def compare(qtbot: QtBot, dressed: None, session: Session) -> Iterator[Compare]:
    selection = Selection()
    bridge = Bridge(session)
    panel = ComparePanel(session, selection, bridge)
    panel.resize(1000, 640)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitExposed(panel)
    yield panel
    panel.close_item()
    panel.hide()
    bridge.close()


def settled(compare: Compare) -> bool:
    pair = compare.pair
    there = [side for _letter, side in pair.sides if side.footage is not None]
    return all(not side.waiting and (side.absent or side.shown) for side in there)


def put(
    compare: Compare, qtbot: QtBot, side: str, item: ItemId, moment: Moment | None = None
) -> None:
    compare.show_comparison(Comparison(side=side, footage=item, moment=moment))
    qtbot.waitUntil(lambda: settled(compare), timeout=15_000)


def do(compare: Compare, qtbot: QtBot, act: Callable[[], object]) -> None:
    act()
    qtbot.waitUntil(lambda: settled(compare), timeout=15_000)


def indices(compare: Compare) -> tuple[int | None, int | None]:
    return tuple(s.shown.index if s.shown else None for _l, s in compare.pair.sides)  # type: ignore[return-value]


@pytest.fixture
def twice(compare: Compare, session: Session, qtbot: QtBot) -> Compare:
    """One clip on both sides, B three frames on."""
    item = item_of(session, MediaKind.CLIP)
    put(compare, qtbot, "A", item)
    put(compare, qtbot, "B", item, Moment(MomentKind.INDEX, Fraction(3)))
    return compare


def test_without_items_it_says_how_to_begin(compare: Compare) -> None:
    assert compare.pages.currentIndex() == 1
    assert not any(side.running for _letter, side in compare.pair.sides)


def test_two_moments_of_one_item_step_together(twice: Compare, qtbot: QtBot) -> None:
    assert indices(twice) == (0, 3)
    QTest.keyClick(twice.stage.view, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: settled(twice) and indices(twice) == (1, 4), timeout=60_000)
    assert twice.clock.frames.text() == "+3 frames"
    assert "frame 1 of" in twice.facts[0].text
    assert "frame 4 of" in twice.facts[1].text


def test_a_nudge_of_b_changes_the_offset_by_its_frame(twice: Compare, qtbot: QtBot) -> None:
    table = twice.pair.times[1].table
    assert table is not None
    do(twice, qtbot, lambda: twice.pair.nudge(1, of_a=False))
    assert indices(twice) == (0, 4)
    assert twice.pair.position.clock.offset_s == table.time_s(4) - table.time_s(0)
    do(twice, qtbot, lambda: twice.pair.nudge(1, of_a=True))
    assert indices(twice) == (1, 4)


def test_an_offset_can_be_typed_exactly(twice: Compare, qtbot: QtBot) -> None:
    twice.clock.offset.setFocus()
    twice.clock.offset.selectAll()
    QTest.keyClicks(twice.clock.offset, "1/5")
    QTest.keyClick(twice.clock.offset, Qt.Key.Key_Return)
    assert twice.pair.position.clock.offset_s == Fraction(1, 5)
    twice.clock.offset.selectAll()
    QTest.keyClicks(twice.clock.offset, "soon")
    QTest.keyClick(twice.clock.offset, Qt.Key.Key_Return)
    assert twice.pair.position.clock.offset_s == Fraction(1, 5)
    assert twice.clock.offset.text() == "+0.200 s"


def test_a_side_says_when_it_has_no_frame(twice: Compare, qtbot: QtBot) -> None:
    do(twice, qtbot, lambda: twice.pair.set_offset(Fraction(-5)))
    assert twice.pair.b.absent
    assert twice.stage.b.currentWidget() is twice.stage.b.placard
    assert "-00:00:05.000" in twice.stage.b.placard.said
    assert twice.facts[1].text == ""
    do(twice, qtbot, lambda: twice.pair.set_offset(Fraction(0)))
    assert twice.stage.b.currentWidget() is twice.stage.b.view


def test_the_same_frame_differs_nowhere(twice: Compare, qtbot: QtBot) -> None:
    do(twice, qtbot, lambda: twice.pair.set_offset(Fraction(0)))
    with qtbot.waitSignal(twice.stage.made_one, check_params_cb=lambda made: made.mean == 0):
        QTest.keyClick(twice.stage.view, Qt.Key.Key_D)
    assert twice.manner.mode is Mode.DIFFERENCE
    with qtbot.waitSignal(twice.stage.made_one, check_params_cb=lambda made: made.mean):
        twice.laying.mirror()


def test_every_mode_shows_a_picture_and_its_letters(twice: Compare, qtbot: QtBot) -> None:
    for mode in Mode:
        with qtbot.waitSignal(twice.stage.made_one, timeout=60_000):
            twice.choose_mode(mode)
            twice.stage.make()
        assert twice.stage.view.mapping is not None
        assert twice.actions_by_id[f"compare.{mode}"].isChecked()


def test_both_zoom_and_move_together_until_unlinked(twice: Compare, qtbot: QtBot) -> None:
    a, b = twice.stage.a.view, twice.stage.b.view
    qtbot.waitUntil(lambda: a.mapping is not None and b.mapping is not None)
    twice.stage.zoom_by(4)
    assert b.zoom == pytest.approx(a.zoom)
    middle = QPoint(a.width() // 2, a.height() // 2)
    assert a.mapping.to_picture(middle.x(), middle.y()) == pytest.approx(  # type: ignore[union-attr]
        b.mapping.to_picture(b.width() / 2, b.height() / 2),
        abs=2,  # type: ignore[union-attr]
    )
    twice.toggle_zoom()
    before = b.zoom
    a.zoom_by(2)
    assert a.zoom > 1.5 * before
    assert b.zoom == before


def test_hidden_it_has_no_player_and_does_not_blink(twice: Compare, qtbot: QtBot) -> None:
    twice.choose_mode(Mode.BLINK)
    twice.toggle_blinking()
    assert twice.stage.blinking
    before = indices(twice)
    twice.hide()
    assert not twice.stage.blinking
    assert not any(side.running for _letter, side in twice.pair.sides)
    twice.show()
    qtbot.waitUntil(lambda: settled(twice) and twice.pair.a.running, timeout=60_000)
    assert indices(twice) == before
    assert twice.manner.mode is Mode.BLINK
    assert not twice.stage.blinking


def test_swapped_the_clock_runs_the_other_way(twice: Compare, qtbot: QtBot) -> None:
    offset = twice.pair.position.clock.offset_s
    do(twice, qtbot, twice.pair.swap)
    assert indices(twice) == (3, 0)
    assert twice.pair.position.clock.offset_s == -offset


def test_not_on_one_clock_one_side_moves_alone(twice: Compare, qtbot: QtBot) -> None:
    twice.pair.toggle_link()
    do(twice, qtbot, lambda: twice.pair.step(2))
    assert indices(twice) == (2, 3)
    twice.pair.toggle_link()
    do(twice, qtbot, lambda: twice.pair.step(1))
    assert indices(twice) == (3, 4)


def test_playing_leaves_no_frame_out(twice: Compare, qtbot: QtBot) -> None:
    seen: list[tuple[int | None, int | None]] = []
    twice.pair.frames_changed.connect(lambda: seen.append(indices(twice)))
    twice.pair.toggle_play()
    qtbot.waitUntil(lambda: len(set(seen)) >= 5, timeout=15_000)
    twice.pair.stop()
    first = [a for a, _b in dict.fromkeys(seen)]
    assert first == list(range(first[0] or 0, (first[0] or 0) + len(first)))
    assert all(b == (a or 0) + 3 for a, b in seen)


def test_a_still_beside_a_clip_has_no_offset(
    compare: Compare, session: Session, qtbot: QtBot
) -> None:
    put(compare, qtbot, "A", item_of(session, MediaKind.STILL))
    put(compare, qtbot, "B", item_of(session, MediaKind.CLIP))
    assert not compare.clock.offset.isEnabled()
    do(compare, qtbot, lambda: compare.pair.step(2))
    assert indices(compare) == (None, 2)


def test_a_match_opens_with_its_clock_and_mirrored(
    compare: Compare, session: Session, qtbot: QtBot
) -> None:
    item, other = item_of(session, MediaKind.CLIP), item_of(session, MediaKind.CLIP, 1)
    segment = Segment(*(0.0, 0.4, 0.2, 0.6, 1.0, True, 0, (0.0, 0.0, 1.0, 1.0), 5, 8.0, None, 0.05))
    alignment = Alignment((segment,), Basis.PICTURE, still=False, score=1.0)
    match = Match(MatchId(1), SearchId(1), item, other, alignment)
    do(compare, qtbot, lambda: compare.pair.open_match(match, item))
    a_s, b_s = compare.pair.position.a_s, compare.pair.position.b_s
    assert (float(a_s), float(b_s)) == pytest.approx((0.2, 0.4), abs=0.03)
    for time_s, times in zip((a_s, b_s), compare.pair.times, strict=True):
        assert times.begin_of(time_s) == time_s
    assert compare.pair.registration.mirrored
    assert "mirrored" in compare.heads[1].accessibleName()
    do(compare, qtbot, lambda: compare.pair.open_match(match, other))
    assert compare.pair.position.a_s == b_s


def test_a_bar_put_beside_the_picture_does_not_shift_it_in_compare(
    qtbot: QtBot, dressed: None, desk: Desk, tmp_path: Path
) -> None:
    plain = texture(5, 320, 240)
    barred = np.zeros((300, 320, 3), np.uint8)
    barred[60:] = plain
    files = [write_still(tmp_path / "plain.png", plain), write_still(tmp_path / "bar.png", barred)]
    session = desk.new_case(tmp_path / "bars.fvw")
    session.add_items(files).wait(120)
    named = {session.item(item).name: item for item in session.item_ids()}
    bridge = Bridge(session)
    panel = ComparePanel(session, Selection(), bridge)
    qtbot.addWidget(panel)
    panel.show()
    at = (0.0, 0.0, 0.0, 0.0)
    segment = Segment(*at, 1.0, False, 0, (0.0, 0.0, 1.0, 1.0), 1, 6.0, None, 0.0)
    alignment = Alignment((segment,), Basis.PICTURE, True, 1.0)
    match = Match(MatchId(1), SearchId(1), named["bar.png"], named["plain.png"], alignment)
    panel.pair.open_match(match, named["bar.png"])
    qtbot.waitUntil(lambda: panel.pair.registration.down_px > 5, timeout=20_000)
    assert panel.pair.registration.down_px == pytest.approx(30, abs=1)
    assert abs(panel.pair.registration.right_px) < 1
    panel.pair.open_match(match, named["plain.png"])
    qtbot.waitUntil(lambda: panel.pair.registration.down_px < -5, timeout=20_000)
    panel.pair.open_match(match, named["bar.png"])
    qtbot.waitUntil(lambda: panel.pair.registration.down_px > 5, timeout=20_000)
    panel.close_item()
    panel.hide()
    bridge.close()
    background.settle()
    session.close()


def test_both_frames_are_taken_and_cited_with_the_offset(
    twice: Compare, session: Session, qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().clear()
    twice.copy_citations()
    qtbot.waitUntil(lambda: bool(QGuiApplication.clipboard().text()), timeout=20_000)
    a, b, offset = QGuiApplication.clipboard().text().splitlines()
    assert Citation.parse(a.removeprefix("A: ")).index == 0
    assert Citation.parse(b.removeprefix("B: ")).index == 3
    assert offset.endswith("+3 frames")
    item = twice.pair.a.footage.item  # type: ignore[union-attr]
    assert {0, 3} <= {frame.index for frame in session.frames(item)}


def test_points_clicked_in_pairs_bring_b_to_a(twice: Compare, qtbot: QtBot) -> None:
    a, b = twice.stage.a.view, twice.stage.b.view
    qtbot.waitUntil(lambda: a.mapping is not None and b.mapping is not None)
    twice.laying.toggle_points()
    QTest.qWait(20)
    for start, shift in ((QPoint(150, 150), 20), (QPoint(300, 250), 20)):
        QTest.mouseClick(a, Qt.MouseButton.LeftButton, pos=start + QPoint(shift, 0))
        QTest.mouseClick(b, Qt.MouseButton.LeftButton, pos=start)
    laid = twice.pair.registration
    assert laid.right_px == pytest.approx(20 / a.mapping.scale_across, abs=2)  # type: ignore[union-attr]
    assert (laid.scale, laid.tilt_deg) == pytest.approx((1, 0), abs=0.01)


def test_only_an_item_of_the_case_is_taken_from_a_drag(session: Session) -> None:
    item = session.item_ids()[0]
    assert item_drag.item_in(item_drag.packed(item)) == item
    for odd in (b"", b"-1", b"\xff\xfe", b"9" * 40, "٣".encode()):
        data = item_drag.packed(item)
        data.setData(item_drag.MIME, odd)
        assert item_drag.item_in(data) is None


def test_the_half_under_what_is_dragged_shows_that_it_would_take_it(
    compare: Compare, session: Session, qtbot: QtBot
) -> None:
    data = item_drag.packed(item_of(session, MediaKind.CLIP))
    plain = [head.styleSheet() for head in compare.heads]
    right = QPoint(compare.width() - 20, 200)
    copy, left_button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    rest = (copy, data, left_button, Qt.KeyboardModifier.NoModifier)
    # As Qt itself hands it on; made by hand, a QDragMoveEvent is deprecated.
    with pytest.warns(DeprecationWarning, match="QDragMoveEvent"):
        move = QDragMoveEvent(right, *rest)
    compare.dragMoveEvent(move)
    assert compare.heads[0].styleSheet() == plain[0]
    assert compare.heads[1].styleSheet() != plain[1]
    compare.dropEvent(QDropEvent(QPointF(right), *rest))
    assert [head.styleSheet() for head in compare.heads] == plain
    qtbot.waitUntil(lambda: compare.pair.b.shown is not None, timeout=15_000)
    assert compare.pair.a.footage is None


def adjusted(compare: Compare, item: ItemId, *steps: Step) -> None:
    """As if the item had been adjusted in Examine."""
    adjusting = compare._selection.adjusting
    adjusting.choose(item)
    adjusting.set_stack(Stack(steps))


def test_a_side_is_shown_through_its_adjustments_when_asked(twice: Compare, qtbot: QtBot) -> None:
    pair, item = twice.pair, twice.pair.a.footage.item  # type: ignore[union-attr]
    assert item is not None
    assert not twice.heads[0].adjust.isVisible()
    adjusted(twice, item, Invert(), Rotate(degrees=90.0))
    assert twice.heads[0].adjust.isVisible()
    received, extent = pair.a.picture, pair.a.extent
    assert received is not None and extent is not None
    assert "shown without its adjustments" in twice.facts[0].text
    twice.heads[0].adjust.click()
    qtbot.waitUntil(lambda: pair.a.picture is not received, timeout=15_000)
    assert pair.a.picture is not None
    assert (pair.a.picture == np.rot90(255 - received, k=-1)).all()
    turned = pair.a.extent
    assert turned is not None
    assert (turned.width_px, turned.height_px) == (extent.height_px, extent.width_px)
    assert "adjusted: " in twice.facts[0].text
    assert pair.b.extent == extent, "B has a toggle of its own"
    do(twice, qtbot, lambda: pair.step(1))
    assert (pair.a.picture == np.rot90(255 - pair.a.shown.pixels, k=-1)).all()  # type: ignore[union-attr]
    pair.swap()
    qtbot.waitUntil(lambda: settled(twice) and pair.b.extent == turned, timeout=15_000)
    assert pair.a.extent == extent
    pair.toggle_adjusted(pair.b)
    qtbot.waitUntil(lambda: pair.b.extent == extent, timeout=15_000)
    assert pair.b.picture is pair.b.shown.pixels  # type: ignore[union-attr]


def test_what_is_extracted_is_what_is_seen(twice: Compare, session: Session, qtbot: QtBot) -> None:
    item = twice.pair.b.footage.item  # type: ignore[union-attr]
    assert item is not None
    adjusted(twice, item, Invert())
    do(twice, qtbot, lambda: twice.pair.toggle_adjusted(twice.pair.b))
    before = len(session.frames(item))
    twice.extract()
    qtbot.waitUntil(lambda: len(session.frames(item)) >= before + 1, timeout=30_000)
    twice.copy_citations()
    clipboard = QGuiApplication.clipboard()
    qtbot.waitUntil(lambda: "B was adjusted: invert" in clipboard.text(), timeout=30_000)
    made = [frame.adjusted for frame in session.frames(item) if frame.index == 3]
    assert Stack((Invert(),)) in [done.stack for done in made if done is not None]


def test_a_recording_without_a_picture_shows_its_sound_where_the_match_is(
    qtbot: QtBot, dressed: None, desk: Desk, tmp_path: Path, media_dir: Path
) -> None:
    session = desk.new_case(tmp_path / "sound.fvw")
    files = ("active_encode/spec/fixtures/fireworks.mp4", SOUND)
    session.add_items([media_dir / name for name in files]).wait(120)
    clip, sound = item_of(session, MediaKind.CLIP), item_of(session, MediaKind.SOUND)
    bridge = Bridge(session)
    panel = ComparePanel(session, Selection(), bridge)
    qtbot.addWidget(panel)
    panel.show()
    segment = Segment(*(1.0, 3.0, 2.0, 4.0), 1.0, False, 0, (0, 0, 1, 1), 1, 6.0, None, 0.05)
    alignment = Alignment((segment,), Basis.SOUND, False, 1.0)
    panel.pair.open_match(Match(MatchId(1), SearchId(1), clip, sound, alignment), clip)
    strip = panel.stage.b.placard.sound
    assert "is a sound recording" in panel.stage.b.placard.said
    qtbot.waitUntil(strip.isVisible)
    assert strip.marked_s == ((2.0, 4.0),)
    painted = strip.grab().toImage()
    tints = {painted.pixelColor(x, 3).name() for x in range(strip.width())}
    assert len(tints) > 1
    panel.pair.clear(panel.pair.b)
    qtbot.waitUntil(lambda: not strip.isVisible())
    panel.close_item()
    panel.hide()
    bridge.close()
    background.settle()
    session.close()


def test_a_match_with_fingerprints_alone_shows_the_footage_at_its_moment(
    compare: Compare, session: Session, qtbot: QtBot
) -> None:
    item = item_of(session, MediaKind.CLIP)
    of_list = LibraryReference(
        *("x.fvl", "id", "1", "a list", None, None, None, None, "0" * 64),
        kind=MediaKind.CLIP,
        basis=EntryBasis.FINGERPRINTS,
    )
    segment = Segment(2.0, 3.0, 5.0, 6.0, 1.0, False, 0, (0.0, 0.0, 1.0, 1.0), 4, 20.0, None, 0.1)
    found = Alignment((segment,), Basis.PICTURE, False, 5.0)
    compare.pair.open_match(Match(MatchId(1), SearchId(1), item, of_list, found), item)
    side = compare.pair.a
    qtbot.waitUntil(lambda: side.shown is not None and side.time_s != 0, timeout=15_000)
    assert abs(float(side.time_s or 0) - 2.5) < 0.05
    assert compare.pair.b.trouble is not None
