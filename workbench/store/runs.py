"""Runs of instruments, and what they measured."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from workbench.records.codec import time_from_text, time_text
from workbench.records.errors import Fact, MediaFault, Refusal, RefusalCode
from workbench.records.frame import TableDifference
from workbench.records.item import ItemId
from workbench.records.run import JobState, Measurement, Run, RunId
from workbench.store.rows import json_text, reads
from workbench.store.sqlite import Reader, Row
from workbench.store.transaction import Transaction

_SELECT = (
    "SELECT id, item, instrument, version, params, state, reason, sandbox, started, ended FROM run"
)


def begin(
    tx: Transaction,
    item: ItemId,
    instrument: str,
    version: str,
    params: dict[str, Any],
    sandbox: str | None = None,
    state: JobState = JobState.RUNNING,
) -> RunId:
    run = tx.insert(
        "INSERT INTO run (item, instrument, version, params, state, sandbox, started) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (item, instrument, version, json_text(params), state, sandbox, _now()),
    )
    return RunId(run)


def record(
    tx: Transaction,
    item: ItemId,
    instrument: str,
    version: str,
    params: dict[str, Any],
    state: JobState,
    reason: str | None,
    sandbox: str,
    started: datetime,
) -> RunId:
    """A run that is over already."""
    run = tx.insert(
        "INSERT INTO run "
        "(item, instrument, version, params, state, reason, sandbox, started, ended) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(item, instrument, version, json_text(params), state, reason, sandbox),
            *(time_text(started), _now()),
        ),
    )
    return RunId(run)


def start(tx: Transaction, run: RunId) -> None:
    """A run that was QUEUED is RUNNING now."""
    tx.execute("UPDATE run SET state = 'running', started = ? WHERE id = ?", (_now(), run))


def complete(
    tx: Transaction,
    run: RunId,
    state: JobState,
    reason: str | None = None,
    sandbox: str | None = None,
) -> None:
    """End a run, once; `sandbox` where it was not known at its beginning."""
    tx.execute(
        "UPDATE run SET state = ?, reason = ?, sandbox = coalesce(?, sandbox), ended = ? "
        "WHERE id = ?",
        (state, reason, sandbox, _now(), run),
    )


def add(tx: Transaction, run: RunId, measurement: Measurement) -> None:
    """Keep one part of what a run measured; each part once."""
    tx.execute(
        "INSERT INTO measurement (run, part, facts, blob) VALUES (?, ?, ?, ?)",
        (run, measurement.part, json_text(measurement.facts), measurement.blob),
    )


def one(project: Reader, run: RunId) -> Run:
    """Raises `Refusal` NO_SUCH_RECORD."""
    found = project.query(f"{_SELECT} WHERE id = ?", (run,))
    if not found:
        raise Refusal(RefusalCode.NO_SUCH_RECORD, kind="run", record=run)
    return _run(found[0])


def every(project: Reader) -> list[Run]:
    return [_run(row) for row in project.query(f"{_SELECT} ORDER BY id")]


def of_item(project: Reader, item: ItemId) -> list[Run]:
    return [_run(row) for row in project.query(f"{_SELECT} WHERE item = ? ORDER BY id", (item,))]


def interrupted(project: Reader) -> list[Run]:
    """Runs that the end of the program cut off and that were not made again since."""
    return [run for run in unfinished(project) if run.state is JobState.INTERRUPTED]


def unfinished(project: Reader) -> list[Run]:
    """Runs that were cut off or cancelled, and that were not made again since."""
    found = project.query(
        f"{_SELECT} WHERE state IN ('interrupted', 'cancelled') AND NOT EXISTS ("
        "  SELECT 1 FROM run AS later WHERE later.item = run.item "
        "  AND later.instrument = run.instrument AND later.id > run.id) ORDER BY id"
    )
    return [_run(row) for row in found]


def latest(
    project: Reader,
    item: ItemId,
    instrument: str,
    states: Collection[JobState] = (JobState.DONE,),
) -> Run | None:
    found = project.query(
        f"{_SELECT} WHERE item = ? AND instrument = ? "
        "AND state IN (SELECT value FROM json_each(?)) ORDER BY id DESC LIMIT 1",
        (item, instrument, json_text(tuple(states))),
    )
    return _run(found[0]) if found else None


def measurements(project: Reader, run: RunId) -> list[Measurement]:
    sql = "SELECT part, facts, blob FROM measurement WHERE run = ? ORDER BY id"
    return [_measurement(row) for row in project.query(sql, (run,))]


def part(project: Reader, item: ItemId, instrument: str, part: str) -> Measurement | None:
    """That part of the latest run of the instrument on the item that was DONE."""
    run = latest(project, item, instrument)
    if run is None:
        return None
    sql = "SELECT part, facts, blob FROM measurement WHERE run = ? AND part = ?"
    found = project.query(sql, (run.id, part))
    return _measurement(found[0]) if found else None


def table_difference(project: Reader, item: ItemId) -> TableDifference | None:
    """Where the frames of the packets are not those of decoding; None where they are, or where
    there were not both."""
    found = part(project, item, "frame_table", "comparison")
    if found is None or found.facts["equal"]:
        return None
    facts = found.facts
    return TableDifference(facts["first_differing_index"], facts["frames"], facts["of_packets"])


def reason_text(fault: MediaFault, **facts: Fact) -> str:
    """A fault of the file as the reason of a run: JSON, `{"fault": …}` with its facts."""
    return json_text({"fault": fault, **facts})


def fault_of(reason: str | None) -> MediaFault | None:
    """The fault that `reason_text` wrote; None for any other reason."""
    try:
        return MediaFault(json.loads(reason or "null")["fault"])
    except (ValueError, TypeError, KeyError):
        return None


def _now() -> str:
    return time_text(datetime.now(UTC))


@reads("run")
def _run(row: Row) -> Run:
    id_, item, instrument, version, params, state, reason, sandbox, started, ended = row
    return Run(
        id=id_,
        item=item,
        instrument=instrument,
        version=version,
        params=json.loads(params),
        state=JobState(state),
        reason=reason,
        sandbox=sandbox,
        started=time_from_text(started),
        ended=None if ended is None else time_from_text(ended),
    )


@reads("measurement")
def _measurement(row: Row) -> Measurement:
    part, facts, blob = row
    return Measurement(part, json.loads(facts), blob)
