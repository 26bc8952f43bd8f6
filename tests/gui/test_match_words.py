"""Match words: a still has no seconds, on whichever side of a match it lies."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from workbench import i18n
from workbench.gui import match_words
from workbench.gui.moment_pictures import MomentPictures
from workbench.gui.panels.lineage_window import LineageWindow
from workbench.gui.panels.match_card import MatchCard
from workbench.gui.selection import Selection
from workbench.gui.widgets.crop_sketch import CropSketch
from workbench.i18n import matches
from workbench.records.item import ItemId, MediaKind
from workbench.records.lineage import Copy, Lineage
from workbench.records.match import (
    Alignment,
    Basis,
    Decision,
    Match,
    MatchDecision,
    MatchId,
    SearchId,
    Segment,
)
from workbench.session import Desk, Session

FULL = (0.0, 0.0, 1.0, 1.0)


def match(query: ItemId, reference: ItemId, query_s: float, reference_s: float) -> Match:
    at = (query_s, query_s, reference_s, reference_s)
    segment = Segment(*at, 1.0, False, 0, FULL, 1, 6.0, None, 0.05)
    alignment = Alignment((segment,), Basis.PICTURE, True, 1.0)
    return Match(MatchId(1), SearchId(1), query, reference, alignment)


@pytest.fixture
def sides(session: Session) -> tuple[ItemId, ItemId]:
    """A clip and a still of the case."""
    kinds = {session.item(item).kind: item for item in session.item_ids()}
    return kinds[MediaKind.CLIP], kinds[MediaKind.STILL]


@pytest.mark.parametrize("asked_for_clip", [True, False])
def test_a_clip_that_shows_a_still_names_its_own_second(
    session: Session, sides: tuple[ItemId, ItemId], asked_for_clip: bool
) -> None:
    clip, still = sides
    found = match(clip, still, 6.5, 0.0) if asked_for_clip else match(still, clip, 0.0, 6.5)
    segment = found.alignment.segments[0]
    from_clip = match_words.equation(session, found, segment, clip)
    from_still = match_words.equation(session, found, segment, still)
    assert from_clip == "6.5 s of this = the picture “leuvenA.jpg”"
    assert from_still.startswith("this picture = 6.5 s of “")
    assert match_words.counterpart(session, found, segment, clip) == "= the picture “leuvenA.jpg”"
    assert match_words.counterpart(session, found, segment, still).endswith("” 6.5 s")


def test_two_stills_are_equal_as_pictures(session: Session, sides: tuple[ItemId, ItemId]) -> None:
    _clip, still = sides
    found = match(still, still, 0.0, 0.0)
    said = match_words.equation(session, found, found.alignment.segments[0], still)
    assert said == "this picture = the picture “leuvenA.jpg”"


def test_a_cut_is_told_from_the_side_that_is_looked_at(
    session: Session, sides: tuple[ItemId, ItemId]
) -> None:
    clip, still = sides
    whole = match(still, clip, 0.0, 6.5)
    segment = replace(whole.alignment.segments[0], crop=(0.0, 0.1, 1.0, 1.0), rotated_deg=90)
    assert matches.manner(segment, as_query=True) == [
        "turned 90° clockwise",
        "shows 100 % × 90 % of the other picture",
    ]
    assert matches.manner(segment, as_query=False) == [
        "turned 270° clockwise",
        "the other shows 100 % × 90 % of this picture",
    ]


def test_a_match_by_parts_states_no_distance_of_whole_frames(sides: tuple[ItemId, ItemId]) -> None:
    clip, still = sides
    segment = match(clip, still, 6.5, 0.0).alignment.segments[0]
    assert "median distance 6 of 256 bits" in matches.measured(segment)
    by_parts = matches.measured(replace(segment, distance_median=128.0, inliers=81))
    assert "distance" not in by_parts
    assert "found by parts of the picture" in by_parts and "81 features agree" in by_parts


def test_a_reason_given_after_the_decision_is_kept(
    session: Session, sides: tuple[ItemId, ItemId], dressed: None, qtbot: QtBot
) -> None:
    clip, still = sides
    holder = QObject()
    pictures = MomentPictures(session, holder)
    card = MatchCard(session, match(clip, still, 0.1, 0.0), clip, pictures)
    qtbot.addWidget(card)
    card.show_decision(MatchDecision(MatchId(1), Decision.ACCEPTED, ""))
    card.why.setPlainText("same van")
    with qtbot.waitSignal(card.decided) as told:
        card.why.keep()
    assert told.args == [MatchId(1), Decision.ACCEPTED, "same van"]
    pictures.close()


def test_known_footage_is_seen_at_the_moment_that_matches(
    desk: Desk,
    session: Session,
    sides: tuple[ItemId, ItemId],
    dressed: None,
    qtbot: QtBot,
    tmp_path: Path,
    media_dir: Path,
) -> None:
    clip, _still = sides
    path = tmp_path / "known.fvl"
    with closing(desk.new_library(path)) as library:
        file = media_dir / "libopenshot/examples/test1.mp4"
        session.start_collecting(path, [file], None, lambda _outcome: None).wait(60)
        reference = library.reference(library.entry(library.entry_ids()[0]))
    desk.remember_library(path)
    holder = QObject()
    pictures = MomentPictures(session, holder)
    found = replace(match(clip, clip, 0.1, 0.3), reference=reference)
    card = MatchCard(session, found, clip, pictures)
    qtbot.addWidget(card)
    qtbot.waitUntil(lambda: card._there._image is not None, timeout=30_000)
    assert card._captions[1].text() == "that at 0.3 s"
    with qtbot.waitSignal(card.compare_wanted):
        card._there.clicked.emit()

    window = LineageWindow(session, Selection(), pictures, card)
    window._load_pictures(Lineage((Copy(reference, 720, 480, still=False),), ()))
    qtbot.waitUntil(lambda: reference in window.drawing._pictures, timeout=30_000)

    gone = replace(found, reference=replace(reference, sha256="0" * 64))
    card = MatchCard(session, gone, clip, pictures)
    qtbot.addWidget(card)
    qtbot.waitUntil(lambda: card._captions[1].text() == "in the library", timeout=30_000)
    assert card._there._image is None
    pictures.close()


@pytest.mark.parametrize("language", list(i18n.LANGUAGES))
def test_the_buttons_of_a_card_find_room_in_every_language(
    session: Session, sides: tuple[ItemId, ItemId], dressed: None, qtbot: QtBot, language: str
) -> None:
    clip, still = sides
    holder = QObject()
    pictures = MomentPictures(session, holder)
    with i18n.speaking(language):
        card = MatchCard(session, match(clip, still, 0.1, 0.0), clip, pictures)
        card.show_decision(MatchDecision(MatchId(1), Decision.ACCEPTED, ""))
    qtbot.addWidget(card)
    card.resize(300, 700)
    card.show()
    assert card.minimumSizeHint().width() <= 300
    qtbot.waitUntil(lambda: card.buttons.width() <= 300 and card.buttons.height() > 0)
    assert card.buttons.is_stacked
    card.resize(700, 700)
    qtbot.waitUntil(lambda: not card.buttons.is_stacked)
    pictures.close()


def test_what_was_only_heard_has_no_sketch_of_pictures(
    session: Session, sides: tuple[ItemId, ItemId], dressed: None, qtbot: QtBot
) -> None:
    clip, still = sides
    found = match(clip, still, 0.1, 0.0)
    seen = replace(found.alignment.segments[0], mirrored=True)
    heard = replace(seen, basis=Basis.SOUND)
    holder = QObject()
    pictures = MomentPictures(session, holder)
    for segment, sketches in ((seen, 1), (heard, 0)):
        alignment = replace(found.alignment, segments=(segment,))
        card = MatchCard(session, replace(found, alignment=alignment), clip, pictures)
        qtbot.addWidget(card)
        assert len(card.findChildren(CropSketch)) == sketches
    pictures.close()
