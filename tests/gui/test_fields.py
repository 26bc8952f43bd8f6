"""Fields keep what they are given, say at once what they cannot take, and cut nothing unseen."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from workbench.gui import last_folder, text
from workbench.gui.dialogs.add_footage import AddFootage
from workbench.gui.sheet_fields import SheetFields
from workbench.gui.widgets.elided_choice import ElidedChoice
from workbench.records.known import Sheet


def test_a_date_that_is_none_is_refused_at_its_field(qtbot: QtBot) -> None:
    fields = SheetFields()
    qtbot.addWidget(fields)
    fields.title.setText("Parade")
    fields.date.setText("nonsense")
    assert fields.read() is None and not fields.date_is_good
    fields.date.setText("2020-08/2020-09")
    assert fields.read() == Sheet("Parade", date="2020-08/2020-09")


def test_a_date_that_was_there_before_the_rule_is_kept(qtbot: QtBot) -> None:
    fields = SheetFields()
    qtbot.addWidget(fields)
    old = Sheet("Parade", date="some day")
    fields.write(old)
    assert fields.read() == old


def test_place_and_date_hold_for_files_without_a_common_title(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = AddFootage()
    qtbot.addWidget(dialog)
    dialog.add_paths([tmp_path / "a.mp4", tmp_path / "b.mp4"])
    dialog.fields.place.setText("Minsk")
    assert dialog.sheet() == Sheet("", place="Minsk")


def test_files_are_looked_for_where_the_last_came_from(tmp_path: Path) -> None:
    last_folder.remember(tmp_path / "phone.mp4")
    assert last_folder.remembered() == str(tmp_path)
    (tmp_path / "gone").mkdir()
    last_folder.remember(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert last_folder.remembered() == str(last_folder.documents())


def test_a_choice_that_is_too_narrow_says_so(qtbot: QtBot) -> None:
    choice = ElidedChoice()
    qtbot.addWidget(choice)
    choice.addItem("a long claim " * 20)
    choice.resize(200, 28)
    assert choice.shown_text().endswith("…")
    choice.setItemText(0, "short")
    assert choice.shown_text() == "short"


def test_a_long_path_may_go_on_in_the_next_line_and_words_may_not() -> None:
    said = "The original is not at /cases/" + "0" * 64
    broken = text.breakable(said)
    assert broken.replace("\u200b", "") == said
    assert max(map(len, broken.replace("\u200b", " ").split())) <= 16
    assert text.breakable("ordinary words") == "ordinary words"
