"""A case that holds everything a dossier shows, in words that nobody else would choose."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.footage import texture
from workbench.dossier.compose import PROGRAM
from workbench.media import png
from workbench.records.case import Case
from workbench.records.claim import Answer, Assessment, Confidence, Falsehood, Question
from workbench.records.finding import Exhibit, ExhibitKind
from workbench.records.frame import ExtractId, Region
from workbench.records.item import (
    Digest,
    ItemId,
    ItemSheet,
    MediaKind,
    MediaStatus,
    Medium,
    Source,
)
from workbench.records.match import (
    Alignment,
    Basis,
    Decision,
    LibraryReference,
    MatchDecision,
    Segment,
    Unclear,
)
from workbench.records.mediatime import Span, Timestamp
from workbench.records.run import JobState, Measurement
from workbench.store import annotations as marks
from workbench.store import claims, decisions, findings, frames, items, matches, runs, searches
from workbench.store.project import Project

NOW = datetime(2026, 3, 1, 12, 30, 15, 250_000, UTC)
AT = Timestamp(1149952, Fraction(1, 12800))


@dataclass(frozen=True)
class Words:
    """The texts of a case: what stays in a public dossier, and what must not."""

    title: str = "Мост"
    name: str = "мост.mp4"
    item_title: str = "The bridge"
    tag: str = "bridge-tag"
    claim: str = "Filmed in 2020"
    answer: str = "in 2013"
    finding: str = "The footage is of 2013"
    annotation: str = "a sign over the road"
    why: str = "same parapet"
    entry: str = "Bridge 2013"
    entry_url: str = "https://known.example/2013"
    library: str = "known.fvl"
    converter: str = "swscale 9"
    params: str = "parameter-text"
    tag_value: str = "FileType-text"
    actor: str = "Tamara Zorka"
    claimant: str = "@eyewitness_77"
    path: str = "/home/tamara/telegram/мост.mp4"
    url: str = "https://social.example/uploader_9/1"
    serial: str = "SN-0123456789"
    container_tag: str = "+53.9023+027.5619/"

    def all(self) -> list[str]:
        return list(vars(self).values())


def make_case(
    folder: Path, words: Words | None = None, pictures: int = 2, made_by: str = PROGRAM
) -> Project:
    """A case with one of everything, and `pictures` extracted frames, the first one large."""
    words = words or Words()
    project = Project.create(folder / "case.fvw", Case(words.title, NOW, made_by), words.actor)
    first, second = _item(project, words, words.name), _item(project, words, "second.mp4")
    _measure(project, words, first)
    sizes = [(1500, 40), *[(64, 48)] * (pictures - 1)][:pictures]
    taken = [_frame(project, words, first, n, *size) for n, size in enumerate(sizes)]
    _judge(project, words, first, second, taken)
    return project


def _item(project: Project, words: Words, name: str) -> ItemId:
    medium = Medium(
        MediaKind.CLIP, "mp4", MediaStatus.OK, None, 11, duration_s=Fraction(3016, 100),
        time_base=AT.time_base, tags=(("com.apple.quicktime.location", words.container_tag),),
    )  # fmt: skip
    digest = Digest(hashlib.sha256(name.encode("utf-8", "replace")).hexdigest())
    source = Source(words.path, name, words.url)
    with project.record("item.add", {"path": words.path, "url": words.url}) as tx:
        item = items.insert(tx, digest, medium, source, NOW)
    with project.edit("item.edit", {"item": item}) as tx:
        items.save_sheet(tx, ItemSheet(item, words.item_title, tags=(words.tag,)))
    return item


PLACE = {"latitude_deg": 53.902312, "longitude_deg": 27.561934}
OVER_TIME: dict[str, Any] = {
    "flow": {
        "streams": [
            {
                "kind": "video",
                "mean_bps": 2_519_828,
                "least_bps": 8000,
                "most_bps": 9000,
                "start_s": 0.0,
                "end_s": 12.0,
            }
        ],
        "cadence": {
            "frames": 360,
            "key_frames": 12,
            "distance": {"least": 30, "most": 31, "usual": 30, "regular": True},
            "changes": [],
            "types": {"I": 12, "P": 348, "B": 0},
        },
        "breaks": [],
    },
    "repeats": {
        "frames": 360,
        "exact": {
            "repeats": 40,
            "runs": [{"at_s": 3.25, "pts": 97500, "frames": 41, "length_s": 1.367}],
        },
        "near": {"repeats": 0, "runs": []},
        "padded": None,
    },
    "telemetry": {"source": "GPMF", "device": "X", "located": 7, "first": PLACE, "last": PLACE},
}


def _measure(project: Project, words: Words, item: ItemId) -> None:
    facts = {
        "tags": {
            "File:FileType": words.tag_value,
            "ExifIFD:SerialNumber": words.serial,
            "GPS:GPSLatitude": 53.902312,
        },
        "location": {"latitude_deg": 53.902312, "longitude_deg": 27.561934, "from": "GPS"},
        "times": [
            {"at": "2020-08-09T20:14:03", "zone_known": False, "meaning": "capture", "from": "X"}
        ],
    }
    with project.record("measure", {"item": item}) as tx:
        run = runs.begin(tx, item, "metadata", "1", {"text": words.params})
        runs.add(tx, run, Measurement("metadata", facts))
        runs.complete(tx, run, JobState.DONE, sandbox="rlimits")
        failed = runs.begin(tx, item, "shots", "3", {})
        runs.complete(tx, failed, JobState.FAILED, '{"fault": "truncated"}')
        for name, measured in OVER_TIME.items():
            other = runs.begin(tx, item, name, "1", {})
            runs.add(tx, other, Measurement(name, measured))
            runs.complete(tx, other, JobState.DONE, sandbox="rlimits")


def _frame(
    project: Project, words: Words, item: ItemId, index: int, width_px: int, height_px: int
) -> ExtractId:
    rgb = texture(index, width_px, height_px)
    content = png.encode(rgb, [("Citation", "words")])
    file = Digest(hashlib.sha256(content).hexdigest())
    place = project.derived_dir / file[:2] / f"{file}.png"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    at = Timestamp(AT.pts + index * 512, AT.time_base)
    with project.record("frame.extract", {"item": item}) as tx:
        return frames.insert(
            tx,
            item=item,
            index=374 + index,
            at=at,
            time_s=at.seconds,
            width_px=width_px,
            height_px=height_px,
            planes_sha256="a" * 64,
            pixels_sha256=hashlib.sha256(np.ascontiguousarray(rgb).data).hexdigest(),
            converter=words.converter,
            file=file,
            taken=NOW,
        )


def _judge(
    project: Project, words: Words, first: ItemId, second: ItemId, taken: list[ExtractId]
) -> None:
    segment = Segment(
        3.2, 9.8, 41.0, 47.6, 1.0, True, 0, (0.05, 0.0, 0.95, 0.9), 26, 18.0, None, 0.05
    )
    alignment = Alignment((segment,), Basis.PICTURE, False, 12.5)
    reference = LibraryReference(
        words.library, "id", "1", words.entry, "Minsk", "2013", None, words.entry_url, "c" * 64
    )
    with project.record("match.find", {"item": first}) as tx:
        search = searches.insert(
            tx, item=first, at=NOW, libraries=(words.library,), entries=12, fingerprints=3481,
            unclear=(Unclear(0.0, 1.4, "featureless"),), matches=2, sounds=7, landmarks=9120,
        )  # fmt: skip
        match = matches.insert(
            tx, search=search, query=first, reference=reference, alignment=alignment
        )
        matches.insert(tx, search=search, query=first, reference=second, alignment=alignment)
        searches.insert(
            tx, item=second, at=NOW, libraries=(words.library,), entries=12, fingerprints=3481,
            unclear=(), matches=0, sounds=0, landmarks=0,
        )  # fmt: skip
    with project.edit("match.decide", {"match": match}) as tx:
        decisions.save(tx, MatchDecision(match, Decision.ACCEPTED, words.why))
    with project.edit("annotation.add", {"item": first}) as tx:
        mark = marks.insert(
            tx, item=first, span=Span(AT, Timestamp(AT.pts + 512, AT.time_base)),
            region=Region(1.0, 2.0, 30.0, 40.0), text=words.annotation, tags=(words.tag,),
            author=words.actor, at=NOW,
        )  # fmt: skip
    with project.edit("claim.add", {}) as tx:
        claim = claims.insert(tx, text=words.claim, claimant=words.claimant, items=[first], at=NOW)
        answer = Answer(Question.DATE, words.answer, Assessment.CONTRADICTED, Confidence.HIGH)
        judged = replace(
            claims.one(tx, claim), answers=(answer,), assessment=Assessment.CONTRADICTED,
            confidence=Confidence.HIGH, falsehood=Falsehood.MISDATED,
        )  # fmt: skip
        claims.save(tx, judged)
    with project.edit("finding.add", {}) as tx:
        findings.insert(
            tx, text=words.finding, claim=claim, question=Question.DATE,
            assessment=Assessment.CONTRADICTED, confidence=Confidence.HIGH, at=NOW,
            exhibits=(
                *(Exhibit(ExhibitKind.FRAME, frame) for frame in taken[:1]),
                Exhibit(ExhibitKind.MATCH, match),
                Exhibit(ExhibitKind.ANNOTATION, mark),
                Exhibit(ExhibitKind.ITEM, first),
            ),
        )  # fmt: skip


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Project]:
    made = make_case(tmp_path)
    yield made
    made.close()
