"""Shelving: what takes time in a known footage library, as jobs of the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from workbench.jobs.queue import Batch, Control, Queue
from workbench.library.exporting import HashForm, Shared
from workbench.library.library import Library
from workbench.records.known import EntryId, Exported, Imported, Sheet
from workbench.records.outcome import Outcome, OutcomeState
from workbench.session.known_footage import KnowingCase

OnOutcome = Callable[[Outcome], None]


class ShelvingCase(KnowingCase):
    """An open case, whose queue also works on libraries."""

    jobs: Queue

    def start_collecting(
        self,
        library: Path,
        paths: Sequence[Path],
        sheet: Sheet | None,
        on_outcome: OnOutcome,
        *,
        keep: bool = False,
    ) -> Batch:
        """`Desk.library_add` as a job; returns at once. `on_outcome` is told of each file."""

        def work(opened: Library, control: Control) -> None:
            for outcome in self.desk.library_add(
                *(opened, paths, sheet),
                recursive=True,
                keep=keep,
                on_progress=lambda _name, done: control.progress(done),
                cancelled=lambda: control.cancelled,
            ):
                on_outcome(outcome)
            control.check()

        return self._start_on("library.add", library, work)

    def start_resuming(self, library: Path, on_outcome: OnOutcome) -> Batch:
        """`Desk.library_resume` as a job; returns at once. `on_outcome` is told of each file."""

        def work(opened: Library, control: Control) -> None:
            for outcome in self.desk.library_resume(
                opened,
                on_progress=lambda _name, done: control.progress(done),
                cancelled=lambda: control.cancelled,
            ):
                on_outcome(outcome)
            control.check()

        return self._start_on("library.add", library, work)

    def start_importing(
        self, library: Path, path: Path, on_imported: Callable[[Imported], None]
    ) -> Batch:
        """`Desk.library_import` as a job; returns at once."""

        def work(opened: Library, control: Control) -> None:
            on_imported(self.desk.library_import(opened, path, control))

        return self._start_on("library.import", library, work)

    def start_exporting(
        self,
        library: Path,
        path: Path,
        form: HashForm,
        chosen: Sequence[EntryId],
        on_exported: Callable[[Exported], None],
    ) -> Batch:
        """`Desk.library_export` as a job; returns at once."""

        def work(opened: Library, control: Control) -> None:
            on_exported(self.desk.library_export(opened, path, form, chosen, control))

        return self._start_on("library.export", library, work)

    def start_sharing(self, library: Path, out: Path, shared: Shared) -> Batch:
        """`Desk.library_share` as a job; returns at once."""

        def work(opened: Library, control: Control) -> None:
            self.desk.library_share(opened, out, shared, control)

        return self._start_on("library.export", library, work)

    def _start_on(self, act: str, path: Path, do: Callable[[Library, Control], None]) -> Batch:
        def work(control: Control) -> Outcome:
            with closing(self.desk.open_library(path)) as opened:
                do(opened, control)
            return Outcome(path.name, None, OutcomeState.DONE)

        return self.jobs.start([(act, path.name, None, work)])
