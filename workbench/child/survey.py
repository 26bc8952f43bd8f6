"""The survey: probe a file and run instruments over it, all on one decode.

Answers, in order: `probe` with the medium, or with a fault and then nothing else but `end`; for
each instrument that needs the file alone its `measurement` messages and one `ended`; `progress` at
most ten times a second; the same for the other instruments; `end`. The probe is sent when the first
frame or sound has really been decoded; a medium of which nothing could be decoded is DAMAGED, and
what its bytes say is measured all the same.
"""

from __future__ import annotations

import dataclasses
import math
import queue
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from workbench.instruments import catalogue
from workbench.instruments.instrument import Instrument, Measuring, Picture, Reads, SoundBlock
from workbench.media.decode import Source, open_medium
from workbench.media.decode.undecoded import UndecodedSource
from workbench.media.protocol import Channel
from workbench.records.codec import to_json
from workbench.records.errors import MediaError, MediaFault
from workbench.records.item import MediaKind, MediaStatus, Medium
from workbench.records.run import JobState, Measurement

PROGRESS_INTERVAL_S = 0.1
BACKLOG = 4
"""Groups of decoded parts that may wait to be measured; beyond that decoding waits."""
GROUPED_PIXELS = 2_000_000
GROUPED_PARTS = 16
"""Small parts are handed over in groups: each handing over costs as much as a small measurement."""

Part = Picture | SoundBlock


@dataclasses.dataclass(slots=True)
class _Running:
    instrument: Instrument
    measuring: Measuring


def survey(
    channel: Channel, media_fd: int, _shared: tuple[int, ...], request: dict[str, Any]
) -> None:
    """`{"op": "survey", "instruments": [{"name": …, "params": {…}}], "threads": 2}`; with
    `"undecoded": true` no decoder is asked, and only what reads the file alone can be measured."""
    source: Source
    try:
        if request.get("undecoded"):
            source = UndecodedSource(media_fd)
        else:
            source = open_medium(media_fd, thread_count=int(request.get("threads", 2)))
    except MediaError as error:
        channel.send({"kind": "probe", "fault": error.fault.value, "facts": error.facts})
        channel.send({"kind": "end"})
        return
    parts = _parts(source, request["instruments"])
    first = next(parts, None)
    undecoded = isinstance(source, UndecodedSource)
    medium = source.medium if first is not None or undecoded else _unreadable(source)
    channel.send({"kind": "probe", "medium": to_json(medium)})
    running = _begin(source, medium, request["instruments"])
    # What needs no decoding does not wait for it.
    fed = [one for one in running if one.instrument.reads - {Reads.FILE}]
    for one in running:
        if one not in fed:
            _finish(channel, one, source)
    _fold(channel, medium, _chain(first, parts), fed)
    for one in fed:
        _finish(channel, one, source)
    channel.send({"kind": "end"})


def _unreadable(source: Source) -> Medium:
    """The medium of a file that gives neither a frame nor sound: its head promised too much."""
    fault = source.medium.fault or (source.fault.fault if source.fault else MediaFault.NO_FRAMES)
    status = source.medium.status
    if status not in (MediaStatus.DAMAGED, MediaStatus.UNSUPPORTED):
        status = MediaStatus.DAMAGED
    return dataclasses.replace(source.medium, status=status, fault=fault)


def _wanted(requested: list[dict[str, Any]]) -> Iterator[tuple[Instrument, dict[str, Any]]]:
    known = catalogue.load()
    for one in requested:
        yield known[one["name"]], one["params"]


def _parts(source: Source, requested: list[dict[str, Any]]) -> Iterator[Part]:
    """What is decoded: no more than the instruments read, and never nothing."""
    reads = {r for instrument, _ in _wanted(requested) for r in instrument.reads}
    has_picture = source.medium.width_px is not None
    frames = Reads.FRAMES in reads or (has_picture and Reads.SOUND not in reads)
    sound = Reads.SOUND in reads or not has_picture
    return source.play(frames=frames, sound=sound)


def _begin(source: Source, medium: Medium, requested: list[dict[str, Any]]) -> list[_Running]:
    return [
        _Running(instrument, instrument.begin(instrument.params(**params), source))
        for instrument, params in _wanted(requested)
        if instrument.can_measure(medium)
    ]


def _chain(first: Part | None, rest: Iterator[Part]) -> Iterator[Part]:
    if first is not None:
        yield first
    yield from rest


def _fold(channel: Channel, medium: Medium, parts: Iterable[Part], running: list[_Running]) -> None:
    """Decode in this thread, measure in another; progress is the last time over the duration."""
    to_frames = [r.measuring for r in running if Reads.FRAMES in r.instrument.reads]
    to_sound = [r.measuring for r in running if Reads.SOUND in r.instrument.reads]
    if not to_frames and not to_sound:
        return
    if medium.kind is MediaKind.STILL:  # one part: nothing is gained by a second thread
        for part in parts:
            _take(part, to_frames, to_sound)
        return
    waiting: queue.Queue[list[Part]] = queue.Queue(BACKLOG)

    def measure() -> None:
        while group := waiting.get():
            for part in group:
                _take(part, to_frames, to_sound)

    with ThreadPoolExecutor(1, "measure") as other:
        measuring = other.submit(measure)
        for group in _grouped(medium, _reported(channel, medium, parts)):
            if not _put(waiting, group, measuring):
                break
        _put(waiting, [], measuring)
        measuring.result()


def _grouped(medium: Medium, parts: Iterable[Part]) -> Iterator[list[Part]]:
    pixels = (medium.width_px or 0) * (medium.height_px or 0)
    most = max(min(GROUPED_PIXELS // max(pixels, 1), GROUPED_PARTS), 1)
    group: list[Part] = []
    frames = 0
    for part in parts:
        group.append(part)
        frames += not isinstance(part, SoundBlock)
        if frames >= most or len(group) >= GROUPED_PARTS:
            yield group
            group, frames = [], 0
    yield group


def _put(waiting: queue.Queue[list[Part]], group: list[Part], measuring: Future[None]) -> bool:
    """Hand parts over; False when measuring has ended, which its result then explains."""
    while not measuring.done():
        try:
            waiting.put(group, timeout=PROGRESS_INTERVAL_S)
        except queue.Full:
            continue
        return True
    return False


def _take(part: Part, to_frames: list[Measuring], to_sound: list[Measuring]) -> None:
    if isinstance(part, SoundBlock):
        for one in to_sound:
            one.sound(part)
    else:
        for one in to_frames:
            one.frame(part)


def _reported(channel: Channel, medium: Medium, parts: Iterable[Part]) -> Iterator[Part]:
    duration_s = float(medium.duration_s or 0)
    told = time.monotonic()
    for part in parts:
        now = time.monotonic()
        if now - told >= PROGRESS_INTERVAL_S:
            told = now
            at_s = part.start_s if isinstance(part, SoundBlock) else part.time_s
            channel.send({"kind": "progress", "at_s": float(at_s or 0), "of_s": duration_s})
        yield part


def _finish(channel: Channel, one: _Running, source: Source) -> None:
    try:
        for measurement in one.measuring.finish():
            send_measurement(channel, one.instrument.name, measurement)
    except MediaError as error:
        _ended(channel, one, JobState.FAILED, error)
        return
    touched = one.instrument.reads & {Reads.FRAMES, Reads.SOUND}
    _ended(channel, one, JobState.DONE, source.fault if touched else None)


def send_measurement(channel: Channel, instrument: str, measurement: Measurement) -> None:
    """One part of what an instrument measured, its blob behind it."""
    header = {
        "kind": "measurement",
        "instrument": instrument,
        "part": measurement.part,
        "facts": measurement.facts,
        "has_blob": measurement.blob is not None,
    }
    try:
        channel.send(header, measurement.blob or b"")
    except ValueError:  # JSON has no word for what is no number; nothing was written yet
        channel.send({**header, "facts": _finite(measurement.facts)}, measurement.blob or b"")


def _finite(value: Any) -> Any:
    """Facts with numbers only where they are numbers; the others as words, as ExifTool has them."""
    if isinstance(value, float) and not math.isfinite(value):
        return "undef" if math.isnan(value) else "inf" if value > 0 else "-inf"
    if isinstance(value, dict):
        return {name: _finite(one) for name, one in value.items()}
    return [_finite(one) for one in value] if isinstance(value, list | tuple) else value


def _ended(channel: Channel, one: _Running, state: JobState, error: MediaError | None) -> None:
    """A run that is done and has a fault was done on the part that could be read."""
    channel.send(
        {
            "kind": "ended",
            "instrument": one.instrument.name,
            "state": state.value,
            "fault": error.fault.value if error else None,
            "facts": error.facts if error else {},
        }
    )
