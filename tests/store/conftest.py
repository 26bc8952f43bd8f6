"""Cases on the disk, small and full, for the tests of the store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from workbench.records.adjustment import Gamma, Stack
from workbench.records.case import Case
from workbench.records.claim import Answer, Assessment, Confidence, Question
from workbench.records.finding import Exhibit, ExhibitKind
from workbench.records.frame import Region
from workbench.records.item import (
    Digest,
    ItemId,
    ItemSheet,
    ItemSource,
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
from workbench.records.sidecar import Said, SidecarContent, SidecarFile, SidecarForm
from workbench.store import (
    annotations,
    claims,
    decisions,
    findings,
    frames,
    items,
    matches,
    runs,
    searches,
    sidecars,
    sources,
    stacks,
)
from workbench.store.project import Project

NOW = datetime(2026, 3, 1, 12, 30, 15, 250_000, UTC)
CLIP = Medium(MediaKind.CLIP, "mp4", MediaStatus.OK, None, 11, duration_s=Fraction(3016, 100))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """An empty case, open for writing."""
    made = Project.create(tmp_path / "case.fvw", Case("Мост", NOW, "tests"), "tester")
    yield made
    made.close()


@pytest.fixture
def full(project: Project) -> Project:
    """A case with one of everything that a case can hold."""
    fill(project)
    return project


@pytest.fixture
def item(project: Project) -> ItemId:
    """The first item of the empty case."""
    return add_item(project, "мост.mp4")


def add_item(project: Project, name: str, content: bytes | None = None) -> ItemId:
    """An item whose original lies in the media folder."""
    content = name.encode() if content is None else content
    digest = Digest(hashlib.sha256(content).hexdigest())
    put(project.media_dir / digest[:2] / digest, content)
    with project.record("item.add", {"name": name}) as tx:
        return items.insert(tx, digest, CLIP, Source(f"/in/{name}", name), NOW)


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def fill(project: Project) -> None:
    """One of everything that a case can hold."""
    first, second = add_item(project, "мост.mp4"), add_item(project, "bridge.mp4")
    picture = b"png"
    file = Digest(hashlib.sha256(picture).hexdigest())
    put(project.derived_dir / file[:2] / f"{file}.png", picture)
    at = Timestamp(1149952, Fraction(1, 12800))
    beside = Digest(hashlib.sha256(b"{}").hexdigest())
    put(project.media_dir / beside[:2] / beside, b"{}")
    content = SidecarContent(SidecarForm.YT_DLP, Said(uploader="мост"), {"id": "1"})
    with project.record("sidecar.add", {"item": first}) as tx:
        left = SidecarFile("мост.info.json", "/in/мост.info.json", beside, 2, content)
        sidecars.insert(tx, first, left, NOW)
    with project.record("run.done", {"item": first}) as tx:
        run = runs.begin(tx, first, "frame_table", "1", {"rate_hz": 10.0})
        runs.add(tx, run, Measurement("table", {"frames": 377}, bytes(range(256))))
        runs.complete(tx, run, JobState.DONE, sandbox="rlimits")
        frame = frames.insert(
            tx,
            item=first,
            index=374,
            at=at,
            time_s=at.seconds,
            width_px=4,
            height_px=2,
            planes_sha256="a" * 64,
            pixels_sha256="b" * 64,
            converter="swscale 9",
            file=file,
            taken=NOW,
        )
        search = searches.insert(
            tx,
            item=first,
            at=NOW,
            libraries=("known.fvl",),
            entries=3,
            fingerprints=1000,
            unclear=(Unclear(0.0, 1.4, "featureless"),),
            matches=2,
            sounds=2,
            landmarks=511,
        )
        segment = Segment(
            3.2, 9.8, 41.0, 47.6, 1.0, False, 0, (0.05, 0.0, 0.95, 0.9), 26, 18.0, None, 0.05
        )
        alignment = Alignment((segment,), Basis.PICTURE, False, 12.5)
        reference = LibraryReference(
            "known.fvl", "id", "1", "Bridge 2013", "Minsk", "2013", None, None, "c" * 64
        )
        match = matches.insert(
            tx, search=search, query=first, reference=reference, alignment=alignment
        )
        matches.insert(tx, search=search, query=first, reference=second, alignment=alignment)
    with project.edit("stack.save", {}) as tx:
        stacks.save(tx, "night", Stack((Gamma(gamma=2.0),)))
    with project.edit("item.edit", {"item": first}) as tx:
        items.save_sheet(tx, ItemSheet(first, "The bridge", tags=("bridge",)))
    with project.edit("source.edit", {"item": first}) as tx:
        sources.save(tx, ItemSource(first, "https://t.me/kanal/1", "Канал (@kanal)", "2020-08-09"))
    with project.edit("match.decide", {"match": match}) as tx:
        decisions.save(tx, MatchDecision(match, Decision.ACCEPTED, "same parapet"))
    with project.edit("annotation.add", {"item": first}) as tx:
        mark = annotations.insert(
            tx,
            item=first,
            span=Span(at, Timestamp(at.pts + 512, at.time_base)),
            region=Region(1.0, 2.0, 30.0, 40.0),
            text="sign <b>",
            tags=("sign",),
            author="tester",
            at=NOW,
        )
    with project.edit("claim.add", {}) as tx:
        claim = claims.insert(tx, text="Filmed in 2020", claimant="@someone", items=[first], at=NOW)
    with project.edit("claim.edit", {"claim": claim}) as tx:
        answer = Answer(Question.DATE, "in 2013", Assessment.CONTRADICTED, Confidence.HIGH)
        claims.save(tx, replace(claims.one(tx, claim), answers=(answer,)))
    with project.edit("finding.add", {}) as tx:
        findings.insert(
            tx,
            text="The footage is of 2013",
            claim=claim,
            question=Question.DATE,
            assessment=Assessment.CONTRADICTED,
            confidence=Confidence.HIGH,
            exhibits=(
                Exhibit(ExhibitKind.FRAME, frame),
                Exhibit(ExhibitKind.MATCH, match),
                Exhibit(ExhibitKind.ANNOTATION, mark),
            ),
            at=NOW,
        )
