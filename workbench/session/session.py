"""Session: an open case, with one method for each thing a user can do in it.

The window and the command line call the same methods.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from workbench.ingest import originals
from workbench.instruments.features import FEATURES
from workbench.instruments.fingerprint import FINGERPRINT
from workbench.instruments.instrument import Instrument
from workbench.instruments.sound_landmarks import SOUND_LANDMARKS
from workbench.jobs import compare, measure
from workbench.jobs.measure import Request
from workbench.jobs.queue import Batch, Control, Queue
from workbench.library.library import Library
from workbench.media.player import Player, Shown
from workbench.records.citation import CitedState, OpenedCitation
from workbench.records.dossier import Dossier, DossierVariant
from workbench.records.errors import MediaError, MediaFault, Refusal, RefusalCode
from workbench.records.item import ItemId, Source
from workbench.records.match import Search
from workbench.records.outcome import Outcome, OutcomeState
from workbench.records.run import JobState, Run, RunId
from workbench.records.stated_time import time_stated
from workbench.session import accompanying, adding, citing, embedded, extracting, unfolding
from workbench.session.binding import Binding
from workbench.session.reading import cited
from workbench.session.shelving import ShelvingCase
from workbench.store import items, runs
from workbench.store.project import Project

if TYPE_CHECKING:
    from workbench.session.desk import Desk

_SETTLED = (JobState.DONE, JobState.FAILED)


def _number(version: str) -> int:
    """Versions of instruments are whole numbers; what a file says otherwise is older than any."""
    return int(version) if version.isascii() and version.isdecimal() else 0


class Session(ShelvingCase):
    """An open case. Its methods may be called from any thread; those that take time say so."""

    def __init__(self, desk: Desk, project: Project) -> None:
        super().__init__(desk, project)
        self.jobs = Queue()
        self._assured: dict[ItemId, originals.FileState] = {}
        if not project.read_only:
            originals.sweep(project.media_dir)

    def close(self) -> None:
        """Cancel what is under way, seal the case and let it go."""
        self.jobs.close()
        self.project.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add_items(
        self,
        paths: Sequence[Path],
        *,
        recursive: bool = False,
        link: bool = False,
        claim: str | None = None,
        url: str | None = None,
        uploader: str | None = None,
        uploaded: str | None = None,
    ) -> Batch:
        """Add files, or the files of folders, each as a job; returns at once. What other programs
        left beside them is taken in with them.

        With `claim` the items are bound to one new claim of that text. `uploaded` is ISO 8601, a
        day or a time. Refusal(NOT_A_MOMENT).
        """
        self._must_write()
        if uploaded is not None and time_stated(uploaded) is None:
            raise Refusal(RefusalCode.NOT_A_MOMENT, value=uploaded)
        requests = self.desk.import_requests()
        bind = Binding(self, claim) if claim else None
        files = list(originals.files_under(list(paths), recursive=recursive))
        beside = accompanying.Accompanying(self.project, self.desk.sandbox, files)

        def work_of(path: Path) -> Callable[[Control], Outcome]:
            addition = adding.Addition(
                *(self.project, self.desk.sandbox, requests, path, link, url, uploader, uploaded),
                on_item=bind.bind if bind else lambda item: None,
            )
            return beside.accompanied(path, addition.run)

        return self.jobs.start(
            [("item.add", originals.name_of(path), None, work_of(path)) for path in files]
        )

    def unfold(self, item: ItemId) -> Batch:
        """Add the clip inside a still as an item of its own, which names the still and the range of
        its bytes; returns at once. Refusal(NO_INNER_CLIP)."""
        self._must_write()
        still, inner = self.item(item), self.inner_clip(item)
        if inner is None:
            raise Refusal(RefusalCode.NO_INNER_CLIP, item=still.name)
        original, url = self.original_file(item), self.source(item).url
        requests = self.desk.import_requests()

        def addition(path: Path, source: Source) -> adding.Addition:
            return adding.Addition(
                *(self.project, self.desk.sandbox, requests, path, False, source.url),
                source=source,
            )

        def work(control: Control) -> Outcome:
            return unfolding.unfold(addition, still, url, original, inner, control)

        return self.jobs.start([("item.unfold", still.name, None, work)])

    def start_runs(
        self, instrument: str, wanted: Sequence[ItemId], params: dict[str, Any] | None = None
    ) -> Batch:
        """Run an instrument on items, each as a job; returns at once. Refusal(NO_SUCH_INSTRUMENT),
        Refusal(BAD_PARAMETER)."""
        self._must_write()
        request = self.desk.request(instrument, params)
        return self._start({item: [request] for item in wanted})

    def measure_again(self, item: ItemId, chosen: Sequence[RunId] = ()) -> Batch:
        """Begin runs of an item once more, with their parameters and in one reading; without any
        those that failed, as after a quarantine. Returns at once. Refusal(NO_SUCH_INSTRUMENT)."""
        self._must_write()
        latest = {run.instrument: run for run in self.runs(item) if run.state.ended}
        wanted = [run for run in self.runs(item) if run.id in chosen] or [
            run
            for run in latest.values()
            if run.instrument in self.desk.instruments
            and (run.state is JobState.FAILED or runs.fault_of(run.reason) is not None)
        ]
        requests = {run.instrument: self.desk.request(run.instrument, run.params) for run in wanted}
        return self._start({item: list(requests.values())} if requests else {})

    def unfinished(self) -> list[Run]:
        """Runs that were cut off or cancelled, and that were not begun again."""
        return runs.unfinished(self.project)

    def resume_unfinished(self) -> Batch:
        """Begin again every run that was cut off or cancelled; returns at once."""
        self._must_write()
        wanted: dict[ItemId, list[Request]] = {}
        for run in self.unfinished():
            if run.instrument in self.desk.instruments:
                request = self.desk.request(run.instrument, run.params)
                wanted.setdefault(run.item, []).append(request)
        return self._start(wanted)

    def _start(self, wanted: dict[ItemId, list[Request]]) -> Batch:
        return self.jobs.start(
            [
                ("measure", self.item(item).name, item, self._measuring(item, requests))
                for item, requests in wanted.items()
            ]
        )

    def _measuring(self, item: ItemId, requests: Sequence[Request]) -> Callable[[Control], Outcome]:
        return lambda control: self._measure(item, requests, control)

    def _measure(self, item: ItemId, requests: Sequence[Request], control: Control) -> Outcome:
        one = self.item(item)

        def check(_done: int, _of: int) -> None:
            control.check()

        with originals.unchanged(self.original_file(item), one, check) as original:
            layers = self.desk.sandbox.layers
            with self.project.record("measure.begin", {"item": item}) as tx:
                begun = adding.begin_runs(tx, item, one.medium, requests, layers)
            try:
                surveyed = measure.survey(self.desk.sandbox, original.fd, requests, control)
                original.assure(check)
            except BaseException:
                adding.end_runs(self.project, item, begun, control)
                raise
        adding.complete(self.project, item, begun, surveyed)
        if surveyed.fault is not None:
            return Outcome(one.name, item, OutcomeState.FAILED, surveyed.fault)
        return Outcome(one.name, item, OutcomeState.DONE)

    def open_citation(
        self, text: str, out: Path | None = None, control: Control | None = None
    ) -> OpenedCitation:
        """Open a citation again, made here or in another case that holds the same digest: decode
        its frame and say whether its planes and pixels are identical; with `out` write it as PNG
        into that file. Slow. Refusal(NOT_A_CITATION), Refusal(ORIGINAL_MISSING), MediaError."""
        citation = cited(text)
        item = self.item_cited(citation)
        if item is None:
            return OpenedCitation(citation, CitedState.NO_SUCH_ITEM)
        opened = citing.reopen(
            *(citation, item, self.original_file(item.id), self.frame_table(item.id)),
            *(self.desk.sandbox, control or Control(lambda done, of: None)),
        )
        if out is not None and opened.rgb is not None:
            extracting.write_picture(opened.rgb, citation.text(), out)
        return opened

    def _ensure(self, item: ItemId, instrument: str, control: Control) -> None:
        """Measure now what is not measured yet."""
        if runs.latest(self.project, item, instrument) is None:
            outcome = self._measure(item, [self.desk.request(instrument, None)], control)
            if isinstance(outcome.reason, MediaError):
                raise outcome.reason

    def find_matches(
        self,
        wanted: Sequence[ItemId] = (),
        libraries: Sequence[Path] = (),
        control: Control | None = None,
    ) -> list[Search]:
        """Search items, or all, in the rest of the case and in known footage libraries. Slow."""
        self._must_write()
        chosen = list(wanted) or self.item_ids()
        opened: list[Library] = []
        try:
            for path in libraries:
                opened.append(self.desk.open_library(path))
            control = control or Control(lambda done, of: None)
            self._look_for_features(control)
            return compare.compare(self.project, chosen, opened, control)
        finally:
            for library in opened:
                library.close()

    def _look_for_features(self, control: Control) -> None:
        """Measure what matches are proven by, features and the landmarks of sound, of items that
        lack them, or of which an earlier version of the program measured them. What cannot be
        measured is compared with what there is."""
        lacking = [(item, lacks) for item in self.item_ids() if (lacks := self._lacks(item))]
        for n, (item, requests) in enumerate(lacking):
            control.progress(n / len(lacking) / 2, item)
            with contextlib.suppress(Refusal):
                self._measure(item, requests, control)

    def outdated_items(self) -> list[ItemId]:
        """Items of which an earlier version of the program measured what matches are found by: the
        next search measures it again."""
        return [
            item
            for item in self.item_ids()
            if any(self._outdated(item)) and self._quarantine(item) is None
        ]

    def _quarantine(self, item: ItemId) -> MediaFault | None:
        """Why the item is opened only where somebody asks for it by name."""
        return runs.fault_of(items.quarantine_reason(self.project, item))

    def _outdated(self, item: ItemId) -> Iterator[Instrument]:
        for one in (FINGERPRINT, FEATURES, SOUND_LANDMARKS):
            run = runs.latest(self.project, item, one.name, _SETTLED)
            if run is not None and _number(run.version) < _number(one.version):
                yield one

    def _lacks(self, item: ItemId) -> list[Request]:
        if self._quarantine(item) is not None:
            return []
        medium = self.item(item).medium
        never = [
            one
            for one in (FEATURES, SOUND_LANDMARKS)
            if one.can_measure(medium)
            and (one is FEATURES or medium.sound is not None)
            and runs.latest(self.project, item, one.name, _SETTLED) is None
        ]
        return [self.desk.request(one.name, None) for one in (*never, *self._outdated(item))]

    def start_matching(
        self, wanted: Sequence[ItemId] = (), libraries: Sequence[Path] = ()
    ) -> Batch:
        """`find_matches` as a job; returns at once."""
        self._must_write()

        def work(control: Control) -> Outcome:
            self.find_matches(wanted, libraries, control)
            return Outcome(None, None, OutcomeState.DONE)

        return self.jobs.start([("match", self.case.title, None, work)])

    def match_added(self, outcomes: Sequence[Outcome]) -> Batch | None:
        """Search what was just added, as a job, where the user wants that; returns at once. None
        where there is nothing to do."""
        added = [one.item for one in outcomes if one.state is OutcomeState.ADDED]
        wanted = [item for item in added if item is not None]
        if not wanted or not self.desk.settings.match_automatically or self.read_only:
            return None
        return self.start_matching(wanted, self.libraries())

    def match_grown(self, library: Path, outcomes: Sequence[Outcome]) -> Batch | None:
        """Search all items in a library that grew, as `match_added` does."""
        grown = any(one.state is OutcomeState.ADDED for one in outcomes)
        if not grown or not self.desk.settings.match_automatically or self.read_only:
            return None
        return self.start_matching((), (library,)) if self.item_ids() else None

    def dossier(
        self, variant: DossierVariant = DossierVariant.INTERNAL, language: str = "en"
    ) -> Dossier:
        """The case, composed for readers."""
        from workbench.dossier import compose

        return compose.compose(
            self.project,
            variant=variant,
            language=language,
            hear=self.testimony,
            kin=self.lineages,
        )

    def write_dossier(
        self,
        out: Path,
        *,
        variant: DossierVariant = DossierVariant.INTERNAL,
        language: str = "en",
        replace: bool = False,
        on_progress: Callable[[float], None] | None = None,
    ) -> Path:
        """Write the dossier into the folder `out`; returns its HTML file. Slow. A case that can
        only be read has no custody entry of it: its log belongs to whoever may write.
        Refusal(DOSSIER_THERE) where one is not to be replaced, Refusal(ALREADY_THERE)."""
        from workbench.dossier import bundle

        dossier = self.dossier(variant, language)
        page = bundle.write(dossier, self.project, out, replace=replace, on_progress=on_progress)
        if not self.read_only:
            subject = {
                "variant": variant.value,
                "language": language,
                "sha256": bundle.seal_of(out),
            }
            with self.project.record("dossier.write", subject):
                pass
        return page

    def embedded_picture(self, item: ItemId) -> NDArray[np.uint8] | None:
        """The small picture that EXIF carries beside a still, (height, width, 3) RGB; None where
        there is none that can be decoded. Slow. Refusal(ORIGINAL_MISSING)."""
        place = embedded.place_of((self.metadata(item) or {}).get("tags", {}))
        if place is None:
            return None
        return embedded.decoded(self.desk, self.original_bytes(item, *place))

    def player(
        self,
        item: ItemId,
        on_shown: Callable[[Shown], None],
        on_fault: Callable[[MediaError | Refusal], None],
        on_time: Callable[[float], None] | None = None,
        on_playing: Callable[[float | None], None] | None = None,
    ) -> Player:
        """A player of the item; its callbacks come from its own thread. Refusal
        (ORIGINAL_CHANGED), to `on_fault`, where the file is not what was received any more.
        MediaError where it is quarantined."""
        if (quarantine := self._quarantine(item)) is not None:
            raise MediaError(quarantine)
        one, path = self.item(item), self.original_file(item)
        original = originals.Original(
            one, path, originals.open_original(path), self._assured.get(item)
        )

        def assure(go_on: Callable[[], None]) -> None:
            original.glance(lambda _done, _of: go_on())
            if original.assured is not None:
                self._assured[item] = original.assured

        return Player(
            self.desk.sandbox,
            original.fd,
            one.medium,
            self.frame_table(item),
            on_shown=on_shown,
            on_fault=on_fault,
            assure=assure,
            on_time=on_time,
            on_playing=on_playing,
        )

    def _must_write(self) -> None:
        refusal = self.why_read_only()
        if refusal is not None:
            raise refusal
