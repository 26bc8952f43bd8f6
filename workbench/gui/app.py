"""Application: one process, one desk, one case open at a time, and what goes beyond a case."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

import shiboken6
from PySide6.QtCore import QObject, QStandardPaths, QThread, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from workbench import i18n, settings
from workbench.gui import background, last_folder, qt_words, theme, words
from workbench.gui.dialogs.consent import ConsentAsker
from workbench.gui.dialogs.error import Crash, account
from workbench.gui.dialogs.leaving import may_leave
from workbench.gui.dialogs.new_case import NewCase
from workbench.gui.flows import Flows
from workbench.gui.garbage import Collector
from workbench.gui.intake import SUFFIX
from workbench.gui.layout import layout_settings
from workbench.gui.start import Beginnings, Start
from workbench.gui.window import Window
from workbench.i18n import _
from workbench.records.errors import MediaError, Refusal
from workbench.session import Desk, Session

RECENT = "cases/recent"
KEPT = 6


class Application(QObject):
    """Opens and closes cases; shows the start page when there is none."""

    sample_progressed = Signal(str, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.session: Session | None = None
        self.window: Window | None = None
        self.start: Start | None = None
        self.sample_progressed.connect(self._on_sample_progress)

    def begin(self, path: Path | None) -> None:
        """Open a case, or the last one, or the start page."""
        if path is None:
            recent = recent_cases()
            path = recent[0] if recent else None
        if path is None:
            self.show_start()
        else:
            self.open_case(path)
        gc.freeze()
        Collector(self)

    def show_start(self) -> None:
        ways = Beginnings(self.new_case, self.choose_case, self.open_sample, self.open_case)
        self.start = Start(ways, recent_cases())
        self.start.show()

    def new_case(self, footage: Sequence[Path] = ()) -> None:
        """Ask for a new case, and add this footage to it."""
        if not self._may_leave():
            return
        dialog = NewCase(last_folder.documents(), self.desk.new_case, self._parent())
        dialog.exec()
        session = dialog.session
        # The window that it belongs to goes.
        shiboken6.delete(dialog)
        if session is not None:
            self._show(session)
            assert self.window is not None
            self.window.intake.add(footage)

    def choose_case(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(
            self._parent(), _("Open a case"), str(last_folder.documents()), _("Cases (*.fvw)")
        )
        if path:
            self.open_case(Path(path))

    def open_case(self, path: Path) -> None:
        self._take(lambda: self.desk.open_case(path))

    def open_sample(self) -> None:
        """Open the sample case, made first where it is not there yet."""
        if not self._may_leave():
            return
        folder = Path(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
        )
        case = folder / "sample" / f"sample{SUFFIX}"
        if case.is_file():
            self.open_case(case)
            return
        self.close_case()
        assert self.start is not None
        self.start.show_progress(_("Making the sample case…"), None)
        background.run(
            self,
            lambda: self._make_sample(case.parent),
            lambda _sample: self.open_case(case),
            self._refuse,
        )

    def _make_sample(self, folder: Path) -> None:
        """Made aside and then put in its place: half a sample is never opened."""
        aside = folder.with_name("sample.making")
        shutil.rmtree(aside, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
        self.desk.make_sample(aside, self.sample_progressed.emit)
        aside.rename(folder)

    def close_case(self) -> None:
        """Close the case and show the start page."""
        if not self._may_leave():
            return
        if self.start is None:
            self.show_start()
        self._let_go()

    def quit(self) -> None:
        """Close the case as it is, so that it is opened again next time."""
        if self.window is None or self.window.close():
            QApplication.quit()

    def end(self) -> None:
        """After the last window: nothing is left open, and no widget is left to be freed."""
        self._let_go()
        if self.start is not None:
            shiboken6.delete(self.start)
        self.desk.close()

    def _may_leave(self) -> bool:
        return self.window is None or may_leave(self.window.session.jobs, self.window)

    def _take(self, made: Callable[[], Session]) -> None:
        if not self._may_leave():
            return
        try:
            session = made()
        except Refusal as refusal:
            self._refuse(refusal)
            return
        self._show(session)

    def _show(self, session: Session) -> None:
        """Show this case instead of what is shown now."""
        before, self.session = self.session, session
        old, start = self.window, self.start
        with theme.undressed():
            self.window = Window(session, self._flows())
        self.window.show()
        remember(session.path)
        _close(old, before)
        if start is not None:
            self.start = None
            start.close()
            start.deleteLater()

    def _flows(self) -> Flows:
        """Each begins after the menu that asked for it has ended: its window may go."""

        def later(flow: Callable[[], None]) -> Callable[[], None]:
            return lambda: QTimer.singleShot(0, self, flow)

        def opening(path: Path) -> None:
            later(lambda: self.open_case(path))()

        return Flows(
            new_case=later(self.new_case),
            choose_case=later(self.choose_case),
            open_sample=later(self.open_sample),
            close_case=later(self.close_case),
            quit=later(self.quit),
            open_case=opening,
        )

    def _let_go(self) -> None:
        window, self.window = self.window, None
        session, self.session = self.session, None
        _close(window, session)

    def _refuse(self, refusal: Refusal | MediaError) -> None:
        if self.window is None and self.start is None:
            self.show_start()
        if self.start is not None:
            self.start.end_progress()
        shown = self.window or self.start
        if shown is not None:
            shown.notice.show_refusal(refusal)

    def _on_sample_progress(self, doing: str, done: float | None) -> None:
        if self.start is not None:
            self.start.show_progress(words.job_text(doing), done)

    def _parent(self) -> QWidget | None:
        return self.window or self.start


def _close(window: Window | None, session: Session | None) -> None:
    """First the window, then what it is still waiting for, then the case."""
    if window is not None:
        window.close()
    if session is not None:
        session.jobs.stop_all()
    background.settle()
    if window is not None:
        shiboken6.delete(window)
    if session is not None:
        session.close()


def recent_cases() -> list[Path]:
    """The cases opened of late that are still there, the last one first."""
    kept = layout_settings().value(RECENT)
    paths = kept if isinstance(kept, list) else [kept] if isinstance(kept, str) else []
    return [Path(path) for path in paths if Path(path).is_file()]


def remember(path: Path) -> None:
    """Put a case first among those of late."""
    others = [str(one) for one in recent_cases() if one != path]
    layout_settings().setValue(RECENT, [str(path), *others][:KEPT])


class Alarm(QObject):
    """Our own bugs, from any thread, become a dialog on the window's thread."""

    _raised = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._open = False
        self._raised.connect(self._show)

    def sound(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """As sys.excepthook."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        told = account(kind, error, trace)
        print(told, file=sys.stderr)
        self._raised.emit(told)

    def _show(self, told: str) -> None:
        # One dialog at a time: a bug in painting would open one a frame.
        if not self._open and QThread.currentThread() is self.thread():
            self._open = True
            dialog = Crash(told)
            dialog.exec()
            # Without a parent it would wait for the end of the process, which frees in any order.
            shiboken6.delete(dialog)
            self._open = False


def has_screen() -> bool:
    """Whether a window can be shown at all: on Linux Qt ends the process where it cannot."""
    told = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(os.environ.get(name) for name in told)


def main(argv: Sequence[str]) -> int:
    """Open the window on the case in `argv`, or on the last one."""
    if not has_screen():
        i18n.choose(settings.load().language)
        print(
            _(
                "There is no screen to open a window on. Use the verbs of the command line: "
                "workbench --help lists them."
            ),
            file=sys.stderr,
        )
        return 1
    application = QApplication([sys.argv[0], *argv])
    application.setApplicationName("footage-workbench")
    application.setApplicationDisplayName("Footage Verification Workbench")
    application.setDesktopFileName("footage-workbench")
    alarm = Alarm()
    sys.excepthook = alarm.sound
    threading.excepthook = lambda told: alarm.sound(
        told.exc_type, told.exc_value or told.exc_type(), told.exc_traceback
    )
    desk = Desk(consent=ConsentAsker())
    qt_words.speak(application, i18n.choose(desk.settings.language))
    theme.wear(application, desk.settings.theme)
    workbench = Application(desk)
    workbench.begin(Path(argv[0]).absolute() if argv else None)
    # Decoders load while the analyst looks at the window.
    desk.sandbox.start()
    code = application.exec()
    workbench.end()
    return code
