"""Imports through the session, and what they took: in time, in processor time, in memory."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.media.sandbox import Sandbox, Worker
from workbench.media.worker import Ending
from workbench.records.fingerprint import Variant
from workbench.records.item import ItemId
from workbench.records.packed import unpack_fingerprints
from workbench.session import Desk, Session

CLOSED_S = 10.0


@dataclass(frozen=True, slots=True)
class Import:
    """What an import took; `cpu_s` of this process and of the workers, `frames` decoded, and how
    many of them were `fingerprinted`, plain or mirrored."""

    wall_s: float
    cpu_s: float
    peak_bytes: int
    fingerprinted: int
    frames: int = 0
    items: int = 0


@contextmanager
def watched(sandbox: Sandbox) -> Iterator[list[Worker]]:
    """The workers that are begun meanwhile."""
    begun: list[Worker] = []
    begin = sandbox.worker

    def worker(*arguments: Any, **named: Any) -> Worker:
        begun.append(begin(*arguments, **named))
        return begun[-1]

    sandbox.worker = worker  # type: ignore[method-assign]
    try:
        yield begun
    finally:
        del sandbox.worker  # type: ignore[method-assign]


def ending_of(worker: Worker) -> Ending:
    """How a worker ended; it is given a moment to be buried."""
    deadline_s = time.monotonic() + CLOSED_S
    while (ending := worker.ending) is None and time.monotonic() < deadline_s:
        time.sleep(0.01)
    assert ending is not None
    return ending


def take_in(desk: Desk, folder: Path, paths: Sequence[Path]) -> Import:
    """Import files into a new case with every instrument. The zygote is loaded before."""
    assert desk.sandbox.layers
    with desk.new_case(folder / "case.fvw", "Bench") as case, watched(desk.sandbox) as workers:
        wall_s, cpu_s = time.perf_counter(), time.process_time()
        outcomes = case.add_items(list(paths)).wait()
        wall_s = time.perf_counter() - wall_s
        cpu_s = time.process_time() - cpu_s
        assert all(outcome.state.good for outcome in outcomes), outcomes
        frames = fingerprinted = 0
        for item in case.item_ids():
            table = case.frame_table(item)
            frames += 0 if table is None else len(table)
            fingerprinted += _fingerprinted(case, item)
        endings = [ending_of(worker) for worker in workers]
        return Import(
            wall_s,
            cpu_s + sum(ending.cpu_s or 0 for ending in endings),
            max(ending.peak_bytes or 0 for ending in endings),
            fingerprinted,
            frames,
            len(case.item_ids()),
        )


def fingerprint(desk: Desk, clip: Path) -> Import:
    """Measure the fingerprints of a clip, in all variants, and nothing else; nothing is kept."""
    assert desk.sandbox.layers
    with watched(desk.sandbox) as workers:
        wall_s, cpu_s = time.perf_counter(), time.process_time()
        _, tracks = desk.fingerprints(clip)
        wall_s = time.perf_counter() - wall_s
        cpu_s = time.process_time() - cpu_s
        endings = [ending_of(worker) for worker in workers]
    raw = (tracks[variant].track.pts for variant in (Variant.RAW, Variant.RAW_MIRRORED))
    return Import(
        wall_s,
        cpu_s + sum(ending.cpu_s or 0 for ending in endings),
        max(ending.peak_bytes or 0 for ending in endings),
        len({int(pts) for some in raw for pts in some}),
    )


def _fingerprinted(case: Session, item: ItemId) -> int:
    """Frames of an item of which there is a fingerprint."""
    blobs = case.project.query(
        "SELECT m.blob FROM measurement m JOIN run ON run.id = m.run"
        " WHERE run.item = ? AND run.instrument = 'fingerprint' AND m.part LIKE 'raw%'",
        (item,),
    )
    return len({int(pts) for (blob,) in blobs for pts in unpack_fingerprints(blob).pts})
