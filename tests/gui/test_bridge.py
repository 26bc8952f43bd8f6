"""What the case tells on any thread arrives on the window's; slow work leaves it."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QObject

from workbench.gui import background
from workbench.gui.bridge import Bridge
from workbench.records.changes import Kind
from workbench.records.errors import Refusal, RefusalCode


@pytest.fixture
def bridge(session):
    one = Bridge(session)
    yield one
    one.close()


def test_changes_of_another_thread_arrive_on_the_windows_thread(qtbot, session, bridge):
    told = []
    bridge.changed.connect(lambda changes: told.append((changes, threading.current_thread())))
    edit = threading.Thread(target=lambda: session.add_claim("from elsewhere"))
    with qtbot.waitSignal(bridge.changed):
        edit.start()
    edit.join()
    changes, thread = told[0]
    assert Kind.CLAIM in changes.kinds
    assert thread is threading.main_thread()
    session.undo()


def test_a_closed_bridge_tells_nothing(qtbot, session, bridge):
    bridge.close()
    with qtbot.assertNotEmitted(bridge.changed, wait=50):
        session.add_claim("unheard")
    session.undo()


def test_what_was_told_before_the_bridge_closed_reaches_nobody_after(qtbot, session, bridge):
    edit = threading.Thread(target=lambda: session.add_claim("too late"))
    edit.start()
    edit.join()
    bridge.close()
    with qtbot.assertNotEmitted(bridge.changed, wait=50):
        pass
    session.undo()


def test_work_is_done_elsewhere_and_answered_here(qtbot):
    owner, answers = QObject(), []
    here = threading.current_thread

    background.run(owner, here, lambda worker: answers.append((worker, here())))
    qtbot.waitUntil(lambda: bool(answers))
    worker, answered = answers[0]
    assert worker is not threading.main_thread()
    assert answered is threading.main_thread()


def test_a_refusal_is_handed_over(qtbot):
    owner, refused = QObject(), []

    def work() -> None:
        raise Refusal(RefusalCode.DISK_FULL, path="x")

    background.run(owner, work, lambda _none: None, refused.append)
    qtbot.waitUntil(lambda: bool(refused))
    assert refused[0].code is RefusalCode.DISK_FULL


def test_our_own_bug_goes_to_the_crash_dialog(qtbot):
    owner = QObject()
    with qtbot.captureExceptions() as caught:
        background.run(owner, lambda: 1 / 0, lambda _answer: None)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError


def test_nothing_is_answered_to_an_owner_that_is_gone(qtbot):
    owner, answers = QObject(), []
    gate = threading.Event()
    background.run(owner, gate.wait, answers.append)
    owner.deleteLater()
    qtbot.wait(20)
    gate.set()
    assert background.settle()
    qtbot.wait(20)
    assert answers == []
