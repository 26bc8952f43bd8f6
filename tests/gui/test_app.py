"""From the start page to a case and back, and what is refused on the way."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from workbench.gui import app as application
from workbench.gui import theme
from workbench.gui.app import Application
from workbench.gui.dialogs.error import account

SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


@pytest.fixture
def own_case(case_file: Path, tmp_path: Path) -> Path:
    target = tmp_path / "own.fvw"
    shutil.copy(case_file, target)
    shutil.copytree(case_file.with_suffix(".media"), target.with_suffix(".media"))
    return target


@pytest.fixture
def program(qtbot, dressed, desk):
    one = Application(desk)
    yield one
    one.end()


def test_without_a_case_the_start_page_is_shown(program):
    program.begin(None)
    assert program.start is not None
    assert program.window is None


def test_a_window_that_is_dressed_last_is_dressed_like_one_that_was_dressed_first(
    qtbot, program, desk, tmp_path, monkeypatch
):
    path = tmp_path / "empty.fvw"
    desk.new_case(path, "Empty").close()
    worn, seen = QApplication.instance().styleSheet(), []
    for dressing in (nullcontext, theme.undressed):
        monkeypatch.setattr(theme, "undressed", dressing)
        program.begin(path)
        qtbot.wait(300)
        controls = program.window.findChildren(QAbstractButton)
        controls += program.window.findChildren(QLineEdit)
        seen.append([(one.text(), one.size()) for one in controls if one.isVisible()])
        program.close_case()
    assert worn
    assert QApplication.instance().styleSheet() == worn
    assert seen[0] == seen[1]
    assert len(seen[0]) > 10


def test_a_window_that_cannot_be_built_leaves_the_others_dressed(dressed):
    worn = QApplication.instance().styleSheet()
    with pytest.raises(RuntimeError), theme.undressed():
        raise RuntimeError
    assert QApplication.instance().styleSheet() == worn


def test_the_last_case_is_opened_again(qtbot, program, own_case):
    application.remember(own_case)
    program.begin(None)
    assert program.session is not None
    assert program.session.path == own_case


def test_a_case_that_is_gone_is_not_listed(program, own_case, tmp_path):
    application.remember(own_case)
    application.remember(tmp_path / "gone.fvw")
    assert application.recent_cases() == [own_case]


def test_a_file_that_is_no_case_is_refused_on_the_start_page(program, tmp_path):
    wrong = tmp_path / "wrong.fvw"
    wrong.write_text("not a case")
    program.begin(wrong)
    assert program.window is None
    assert "wrong.fvw" in program.start.notice.label.text()


def test_a_refused_case_leaves_the_open_one(qtbot, program, own_case, tmp_path):
    program.begin(own_case)
    program.open_case(tmp_path / "missing.fvw")
    assert program.session.path == own_case
    assert "missing.fvw" in program.window.notice.label.text()


def test_closing_a_case_from_its_menu_leads_back_to_the_start_page(qtbot, program, own_case):
    program.begin(own_case)
    program.window.acts["case.close"].trigger()
    qtbot.waitUntil(lambda: program.window is None)
    assert program.start is not None
    assert program.session is None


def test_another_case_takes_the_place_of_the_open_one(qtbot, program, own_case, tmp_path):
    program.begin(own_case)
    first = program.session
    program._take(lambda: program.desk.new_case(tmp_path / "second.fvw", "Second"))
    assert program.session is not first
    assert program.window.windowTitle().startswith("Second")
    # The first one is let go: it can be opened for writing again.
    with program.desk.open_case(own_case) as again:
        assert not again.read_only


def test_what_the_makers_need_is_told():
    try:
        raise ValueError("ours")
    except ValueError as error:
        told = account(ValueError, error, error.__traceback__)
    assert "ValueError: ours" in told
    assert "test_app.py" in told


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a screen")
def test_without_a_screen_the_window_is_refused_in_words_and_nothing_crashes(tmp_path):
    environment = {k: v for k, v in os.environ.items() if k not in SCREENS}
    program = [sys.executable, "-m", "workbench", str(tmp_path / "any.fvw")]
    ended = subprocess.run(
        program, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("There is no screen")
