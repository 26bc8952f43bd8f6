"""The sample case: a whole case from import to dossier, told by `resources/sample/story.json`.

Everything goes the way a user's own footage goes; only the forwarded copies are made first, from
the openly licensed footage that comes with the program.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from workbench import resources
from workbench.ingest import originals
from workbench.media.limits import MEASURE
from workbench.records.annotation import AnnotationId
from workbench.records.claim import Answer, Assessment, ClaimId, Confidence, Falsehood, Question
from workbench.records.errors import MediaError, MediaFault, Refusal, RefusalCode
from workbench.records.finding import Exhibit, ExhibitKind
from workbench.records.frame import ExtractedFrame, ExtractId, Moment, MomentKind, Region
from workbench.records.item import ItemId, WorkStatus
from workbench.records.known import Sheet
from workbench.records.match import Decision, LibraryReference, Match, MatchId
from workbench.records.mediatime import Span, Timestamp
from workbench.records.selection import Moments
from workbench.session.session import Session

if TYPE_CHECKING:
    from workbench.session.desk import Desk

E = TypeVar("E", bound=Enum)

OnProgress = Callable[[str, float | None], None]
"""`on_progress(act, share)`: what is being done, and how far the whole is, 0 to 1."""

_SHARES = {"sample.footage": 0.25, "item.add": 0.6, "match": 0.7, "judge": 0.8, "dossier": 1.0}
"""How far the whole is when each act has ended."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Where the sample lies."""

    case: Path
    library: Path
    dossier: Path


def make(desk: Desk, folder: Path, on_progress: OnProgress | None = None) -> Sample:
    """Make the sample in `folder`: `sample.fvw`, `known.fvl`, `footage/`, `dossier/`.

    Refusal(ALREADY_THERE) where there is one.
    """
    story = json.loads(resources.path("sample", "story.json").read_text("utf-8"))
    sample = Sample(folder / "sample.fvw", folder / "known.fvl", folder / "dossier")
    with originals.refusing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for path in (sample.case, sample.library, sample.dossier):
        if path.exists():
            raise Refusal(RefusalCode.ALREADY_THERE, path=originals.name_of(path))
    tell = _Telling(on_progress)
    footage = _Footage(desk, story, folder / "footage")
    footage.make(tell)
    _make_library(desk, story, sample.library)
    tell.ended("sample.footage")
    with desk.new_case(sample.case, story["case"]["title"]) as session:
        making = _Making(session, story, footage)
        making.add_items(tell)
        session.find_matches(libraries=[sample.library])
        tell.ended("match")
        making.judge()
        tell.ended("judge")
        page = session.write_dossier(sample.dossier)
        tell.ended("dossier")
    return Sample(sample.case, sample.library, page)


class _Telling:
    def __init__(self, on_progress: OnProgress | None) -> None:
        self._on_progress = on_progress
        self._share = 0.0

    def within(self, act: str, done: float) -> None:
        self._tell(act, self._share + (_SHARES[act] - self._share) * done)

    def ended(self, act: str) -> None:
        self._share = _SHARES[act]
        self._tell(act, self._share)

    def _tell(self, act: str, share: float) -> None:
        if self._on_progress is not None:
            self._on_progress(act, share)


class _Footage:
    """The files that the story's items are made from."""

    def __init__(self, desk: Desk, story: dict[str, Any], folder: Path) -> None:
        self._desk = desk
        self._folder = folder
        self._variants = {v["id"]: v for v in story["variants"]}

    def make(self, tell: _Telling) -> None:
        with originals.refusing(self._folder):
            self._folder.mkdir(exist_ok=True)
        for n, variant in enumerate(self._variants.values()):
            content = self._vary(source_of(variant["source"]), variant["recipe"])
            with originals.refusing(self._folder):
                (self._folder / variant["file"]).write_bytes(content)
            tell.within("sample.footage", (n + 1) / len(self._variants))

    def _vary(self, source: Path, recipe: dict[str, Any]) -> bytes:
        fd = originals.open_original(source)
        try:
            with self._desk.sandbox.worker(fd, MEASURE) as worker:
                worker.send({"op": "vary", "recipe": recipe})
                made = bytearray()
                for message in worker.messages():
                    if message.header["kind"] == "end":
                        return bytes(made)
                    made += message.blob
        finally:
            os.close(fd)
        raise MediaError(MediaFault.PROTOCOL)

    def path(self, item: dict[str, Any]) -> Path:
        """The file of an item of the story: a variant that was made, or footage as it is."""
        if "variant" in item:
            return self._folder / str(self._variants[item["variant"]]["file"])
        return source_of(item["file"])


def source_of(name: str) -> Path:
    return resources.path("sample", "footage", name)


def _make_library(desk: Desk, story: dict[str, Any], path: Path) -> None:
    library = desk.new_library(path, thumbnails=True)
    try:
        for entry in story["library"]:
            sheet = Sheet(
                entry["title"], entry.get("place"), entry.get("date"), entry.get("source")
            )
            desk.library_add(library, [source_of(entry["file"])], sheet)
    finally:
        library.close()


@dataclass(slots=True)
class _Making:
    """What the analyst of the story does. The story's names stand for the records made of them."""

    session: Session
    story: dict[str, Any]
    footage: _Footage
    items: dict[str, ItemId] = field(default_factory=dict)
    frames: dict[str, ExtractId] = field(default_factory=dict)
    annotations: dict[str, AnnotationId] = field(default_factory=dict)
    claims: dict[str, ClaimId] = field(default_factory=dict)

    def add_items(self, tell: _Telling) -> None:
        listed = self.story["items"]
        batch = self.session.add_items([self.footage.path(item) for item in listed])
        while not batch.done:
            tell.within("item.add", len(batch.outcomes) / len(listed))
            time.sleep(0.1)
        for item, outcome in zip(listed, batch.wait(), strict=True):
            if outcome.reason is not None:
                raise outcome.reason
            assert outcome.item is not None
            self.items[item["id"]] = outcome.item
        tell.ended("item.add")

    def judge(self) -> None:
        for item in self.story["items"]:
            self.session.edit_sheet(
                self.items[item["id"]],
                title=item["title"],
                status=WorkStatus(item["status"]),
                tags=item["tags"],
            )
        for one in self.story["frames"]:
            self.frames[one["id"]] = self._extract(one).id
        for one in self.story["annotations"]:
            self.annotations[one["id"]] = self._annotate(one)
        for one in self.story["decisions"]:
            match = self._match(one)
            self.session.decide(match, Decision(one["decision"]), one["why"])
        for one in self.story["claims"]:
            self.claims[one["id"]] = self._claim(one)
        for one in self.story["findings"]:
            self._find(one)

    def _extract(self, one: dict[str, Any]) -> ExtractedFrame:
        moment = Moment(MomentKind.SECONDS, _exact(one["at_s"]))
        (frame,) = self.session.extract(self.items[one["item"]], Moments((moment,))).frames
        return frame

    def _annotate(self, one: dict[str, Any]) -> AnnotationId:
        item = self.items[one["item"]]
        region = Region(**one["region"]) if "region" in one else None
        span = self._span(item, one)
        return self.session.add_annotation(
            item, span=span, region=region, text=one["text"], tags=one["tags"]
        )

    def _span(self, item: ItemId, one: dict[str, Any]) -> Span | None:
        table = self.session.frame_table(item)
        if table is None:
            return None
        first = table.index_at(_exact(one.get("at_s", one.get("start_s", 0))))
        last = table.index_at(_exact(one["end_s"])) if "end_s" in one else first
        end = int(table.pts[last]) + int(table.duration[last])
        base = table.time_base
        return Span(Timestamp(int(table.pts[first]), base), Timestamp(end, base))

    def _match(self, one: dict[str, Any]) -> MatchId:
        query = self.items[one["query"]]
        for match in self.session.matches(query):
            if match.query == query and self._is_meant(match, one):
                return match.id
        raise Refusal(RefusalCode.NO_SUCH_RECORD, kind="match", record=None)

    def _is_meant(self, match: Match, one: dict[str, Any]) -> bool:
        if isinstance(match.reference, LibraryReference):
            titles = {e["id"]: e["title"] for e in self.story["library"]}
            return match.reference.title == titles.get(one.get("entry", ""))
        return match.reference == self.items.get(one.get("item", ""))

    def _claim(self, one: dict[str, Any]) -> ClaimId:
        bound = [self.items[item] for item in one["items"]]
        claim = self.session.add_claim(one["text"], claimant=one["claimant"], items=bound)
        for answer in one["answers"]:
            self.session.answer(
                claim,
                Answer(
                    Question(answer["question"]),
                    answer["text"],
                    _maybe(Assessment, answer.get("assessment")),
                    _maybe(Confidence, answer.get("confidence")),
                ),
            )
        self.session.edit_claim(
            claim,
            assessment=_maybe(Assessment, one.get("assessment")),
            confidence=_maybe(Confidence, one.get("confidence")),
            falsehood=_maybe(Falsehood, one.get("falsehood")),
        )
        return claim

    def _find(self, one: dict[str, Any]) -> None:
        self.session.add_finding(
            one["text"],
            claim=self.claims[one["claim"]],
            question=_maybe(Question, one.get("question")),
            assessment=_maybe(Assessment, one.get("assessment")),
            confidence=_maybe(Confidence, one.get("confidence")),
            exhibits=[self._exhibit(exhibit) for exhibit in one["exhibits"]],
        )

    def _exhibit(self, one: dict[str, Any]) -> Exhibit:
        ((kind, name),) = one.items()
        if kind == ExhibitKind.MATCH:
            return Exhibit(ExhibitKind.MATCH, self._match(name))
        records: dict[str, Mapping[str, int]] = {
            ExhibitKind.FRAME: self.frames,
            ExhibitKind.ANNOTATION: self.annotations,
            ExhibitKind.ITEM: self.items,
        }
        return Exhibit(ExhibitKind(kind), records[kind][name])


def _exact(seconds: float) -> Fraction:
    return Fraction(str(seconds))


def _maybe(kind: type[E], value: str | None) -> E | None:
    return None if value is None else kind(value)
