"""Measuring: one locked worker surveys one file; what it answers is checked, then believed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from workbench.instruments.instrument import Instrument, Reads
from workbench.jobs.queue import Control
from workbench.media.limits import MEASURE, PROBE
from workbench.media.protocol import Message
from workbench.media.sandbox import Sandbox
from workbench.records.codec import from_json, to_json
from workbench.records.errors import MediaError, MediaFault
from workbench.records.item import Medium
from workbench.records.run import JobState, Measurement

MAX_PARTS = 64
MAX_MEASURED_BYTES = 64 << 20
"""Of all blobs of one run."""


@dataclasses.dataclass(frozen=True, slots=True)
class Request:
    """One instrument to be run, with its parameters."""

    instrument: Instrument
    params: dict[str, Any]

    @property
    def asked(self) -> dict[str, Any]:
        """As a worker is asked for it."""
        return {"name": self.instrument.name, "params": self.params}

    @classmethod
    def of(cls, instrument: Instrument, params: dict[str, Any] | None = None) -> Request:
        """With the parameters that are given, defaults for the others, as plain JSON."""
        return cls(instrument, to_json(instrument.params(**(params or {}))))


@dataclasses.dataclass(slots=True)
class Measured:
    """How one instrument fared."""

    request: Request
    state: JobState = JobState.RUNNING
    fault: MediaError | None = None
    measurements: list[Measurement] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(slots=True)
class Surveyed:
    """What one worker, or a second one after the first died, found out about a file."""

    medium: Medium | None = None
    fault: MediaError | None = None
    """Why there is no medium, or what ended the survey early."""
    layers: str = ""
    """The layers of the sandbox that held."""
    measured: dict[str, Measured] = dataclasses.field(default_factory=dict)
    began: datetime = dataclasses.field(default_factory=lambda: datetime.now(UTC))
    cpu_s: float | None = None
    """Processor time of all its workers; None where the system did not tell."""
    peak_bytes: int | None = None
    """Largest resident size of a worker, pages that it shares included."""


OnProbe = Callable[[Medium, str], None]
OnMeasured = Callable[[Measured, str], None]


@dataclasses.dataclass(frozen=True, slots=True)
class _Hooks:
    on_probe: OnProbe | None
    on_measured: OnMeasured | None


def survey(
    sandbox: Sandbox,
    media_fd: int,
    requests: Sequence[Request],
    control: Control,
    *,
    on_probe: OnProbe | None = None,
    on_measured: OnMeasured | None = None,
    threads: int = 2,
) -> Surveyed:
    """Survey the file behind `media_fd`. `on_probe(medium, layers)` is called once, as soon as the
    head is known; `on_measured(measured, layers)` for each instrument that has ended. A worker
    that dies is replaced once; raises Cancelled, and no MediaError."""
    first = Surveyed()
    left = list(requests)
    hooks, how = _Hooks(on_probe, on_measured), {"threads": threads}
    surveyed = _survey_once(sandbox, media_fd, left, control, hooks, how)
    if surveyed.fault is not None and _may_pass(surveyed.fault.fault):
        first = surveyed
        left = _without_its_death(left, first)
        hooks = _Hooks(None if first.medium is not None else on_probe, on_measured)
        surveyed = _survey_once(sandbox, media_fd, left, control, hooks, how)
        _add_first(surveyed, first)
    for one in surveyed.measured.values():
        if one.state is JobState.RUNNING:
            one.state, one.fault = JobState.FAILED, surveyed.fault
    return surveyed


def survey_undecoded(
    sandbox: Sandbox, media_fd: int, requests: Sequence[Request], control: Control
) -> Surveyed:
    """What the bytes of a file say of which every decoder dies: a fresh worker asks none. The
    instruments must read the file alone. Raises Cancelled, and no MediaError."""
    hooks = _Hooks(None, None)
    return _survey_once(sandbox, media_fd, requests, control, hooks, {"undecoded": True})


def _at_work(requests: Sequence[Request], surveyed: Surveyed) -> Request | None:
    """Whose instrument was at work when the worker died."""
    for one in requests:
        measured = surveyed.measured.get(one.instrument.name)
        if surveyed.medium is not None and measured and measured.state is JobState.RUNNING:
            return one
    return None


def _without_its_death(requests: Sequence[Request], died: Surveyed) -> list[Request]:
    """What to ask the second worker for: what the first died of comes last, so that all others
    are done by then; what took too long by itself is not begun again."""
    last = _at_work(requests, died)
    left = [one for one in requests if one is not last]
    too_slow = died.fault is not None and "cpu_s" in died.fault.facts
    return left if last is None or too_slow else [*left, last]


def _add_first(surveyed: Surveyed, first: Surveyed) -> None:
    """What the first worker cost, and what it died of and was not begun again."""
    for name, one in first.measured.items():
        if name not in surveyed.measured and one.state is JobState.RUNNING and first.medium:
            one.state, one.fault = JobState.FAILED, first.fault
            surveyed.measured[name] = one
    if first.cpu_s is not None and surveyed.cpu_s is not None:
        surveyed.cpu_s += first.cpu_s
        surveyed.peak_bytes = max(first.peak_bytes or 0, surveyed.peak_bytes or 0)


def _may_pass(fault: MediaFault) -> bool:
    """Whether a fresh worker may fare better."""
    return fault.quarantines or fault is MediaFault.BUG


def _survey_once(
    sandbox: Sandbox,
    media_fd: int,
    requests: Sequence[Request],
    control: Control,
    hooks: _Hooks,
    how: Mapping[str, Any],
) -> Surveyed:
    surveyed = Surveyed(measured={r.instrument.name: Measured(r) for r in requests})
    control.check()
    of_file = all(r.instrument.reads <= {Reads.FILE} for r in requests)
    try:
        worker = sandbox.worker(media_fd, PROBE if of_file else MEASURE)
    except MediaError as died:
        surveyed.fault = died
        return surveyed
    with worker:
        forget = control.on_cancel(worker.end)
        try:
            surveyed.layers = worker.layers
            worker.send({"op": "survey", **how, "instruments": [r.asked for r in requests]})
            for message in worker.messages():
                if not _take(surveyed, message, control, hooks):
                    break
            else:
                surveyed.fault = worker.fault() or MediaError(MediaFault.PROTOCOL)
        except MediaError as error:
            surveyed.fault = error
        except (KeyError, TypeError, ValueError, AttributeError):
            surveyed.fault = MediaError(MediaFault.PROTOCOL)
        finally:
            forget()
    ending = worker.ending
    if ending is not None:
        surveyed.cpu_s, surveyed.peak_bytes = ending.cpu_s, ending.peak_bytes
    control.check()
    return surveyed


def _take(surveyed: Surveyed, message: Message, control: Control, hooks: _Hooks) -> bool:
    """Take one message; False after the last. Raises ValueError and its like for nonsense."""
    untrusted = message.header
    match untrusted["kind"]:
        case "probe":
            _take_probe(surveyed, untrusted, hooks.on_probe)
        case "progress":
            at_s, of_s = float(untrusted["at_s"]), float(untrusted["of_s"])
            control.progress(min(max(at_s / of_s, 0.0), 1.0) if of_s > 0 else None)
        case "measurement":
            _take_measurement(surveyed, message)
        case "ended":
            one = surveyed.measured[untrusted["instrument"]]
            one.state = JobState(untrusted["state"])
            one.fault = fault_from(untrusted) if untrusted["fault"] else None
            if hooks.on_measured is not None:
                hooks.on_measured(one, surveyed.layers)
        case "end":
            return False
        case _:
            raise ValueError("a message of no known kind")
    return True


def _take_probe(surveyed: Surveyed, untrusted: dict[str, Any], on_probe: OnProbe | None) -> None:
    if "fault" in untrusted:
        surveyed.fault = fault_from(untrusted)
        return
    medium = from_json(Medium, untrusted["medium"])
    surveyed.medium = medium
    for name, one in list(surveyed.measured.items()):
        if not one.request.instrument.can_measure(medium):
            del surveyed.measured[name]
    if on_probe is not None:
        on_probe(medium, surveyed.layers)


def _take_measurement(surveyed: Surveyed, message: Message) -> None:
    untrusted = message.header
    one = surveyed.measured[untrusted["instrument"]]
    part, facts = untrusted["part"], untrusted["facts"]
    if not isinstance(part, str) or len(part) > 64 or not isinstance(facts, dict):
        raise ValueError("not a measurement")
    blob = message.blob if untrusted["has_blob"] else None
    one.measurements.append(Measurement(part, facts, blob))
    size = sum(len(m.blob or b"") for m in one.measurements)
    if len(one.measurements) > MAX_PARTS or size > MAX_MEASURED_BYTES:
        raise ValueError("more measurements than one run may have")


def fault_from(untrusted: dict[str, Any]) -> MediaError:
    """The MediaError that a worker reports, its facts cut to plain short values."""
    facts = {
        str(name)[:32]: value if isinstance(value, (int, float)) else str(value)[:200]
        for name, value in dict(untrusted.get("facts") or {}).items()
    }
    facts.pop("fault", None)
    return MediaError(MediaFault(untrusted["fault"]), **facts)


def usable(requests: Iterable[Request], medium: Medium) -> list[Request]:
    """Those whose instrument has anything to measure on this medium."""
    return [r for r in requests if r.instrument.can_measure(medium)]
