"""Hash lists: fingerprints as other programs write them, read row by row.

Whoever wrote a list is not known, so this runs in the locked child. What is read:

- a PDQ fingerprint a line, 64 hexadecimal digits; `hash,quality`; `hash,quality,path` as the tools
  of PDQ write it; `path,hash`;
- `hash,quality,seconds` and `frame,quality,hash,seconds` (vPDQ): the frames of one clip;
- `pdq HASH` and `vpdq JSON` as `threatexchange` keeps them, a signal a line;
- JSON: a list of `hash,quality,seconds`; an object by frame number with `hash`, `quality` and
  `timestamp`; signals as objects with a type and a value; what `workbench fingerprint` prints.
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol

import numpy as np

from workbench.records.known import RefusedRow, RowFault
from workbench.records.packed import NO_PTS, FingerprintTrack

MAX_LINE_BYTES = 16 << 20
"""A clip of an hour, written as one signal, has some 300 KB."""
MAX_DOCUMENT_BYTES = 64 << 20
MAX_CLIP_FRAMES = 1_000_000
MAX_TIME_S = 10_000_000.0
MAX_TITLE_CHARS = 120
MAX_FOUND_CHARS = 80
PTS_A_SECOND = 1000
"""Lists write times with three places."""
STATED_NOWHERE = 100
"""The quality of a fingerprint of which the list does not tell it: it was thought good enough to
be handed on."""

_HEX = re.compile(r"[0-9a-fA-F]{64}")
_QUALITY = re.compile(r"\d{1,3}", re.ASCII)
_FRAME = re.compile(r"\d{1,12}", re.ASCII)
_SECONDS = re.compile(r"\d{1,12}(\.\d{1,12})?|\d(\.\d{1,12})?e[+-]?\d{1,2}", re.ASCII)
_SIGNAL = re.compile(r"([A-Za-z][A-Za-z0-9_]{0,39})[ \t]+(\S.*)", re.DOTALL)
_PDQ = ("pdq", "hash_pdq")
_VPDQ = ("vpdq", "video_vpdq", "hash_video_vpdq")
_TYPES = ("signal_type", "type")
_VALUES = ("signal", "signal_str", "raw_indicator", "indicator", "value", "hash")


class Taker(Protocol):
    """Who is told what a list holds."""

    def still(self, line: int, title: str | None, bits: bytes, quality: int) -> None: ...

    def clip(self, line: int, title: str | None, track: FingerprintTrack) -> None: ...

    def refuse(self, row: RefusedRow) -> None: ...

    def progress(self, done_bytes: int) -> None: ...


class Fault(Exception):
    """Why a row is not taken."""

    def __init__(self, fault: RowFault, found: str | None = None) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.found = None if found is None else found[:MAX_FOUND_CHARS]


@dataclass(slots=True)
class _Clip:
    """The frames of one clip, in order."""

    line: int = 0
    bits: bytearray = field(default_factory=bytearray)
    quality: bytearray = field(default_factory=bytearray)
    pts: list[int] = field(default_factory=list)
    frame: int = -1

    def add(self, line: int, bits: bytes, quality: int, time_s: float, frame: int | None) -> None:
        pts = round(time_s * PTS_A_SECOND)
        if (frame is not None and frame <= self.frame) or (self.pts and pts <= self.pts[-1]):
            raise Fault(RowFault.BACKWARDS)
        if len(self.pts) >= MAX_CLIP_FRAMES:
            raise Fault(RowFault.MANY)
        self.line = self.line or line
        self.frame = self.frame if frame is None else frame
        self.bits += bits
        self.quality.append(quality)
        self.pts.append(pts)

    def track(self) -> FingerprintTrack:
        return FingerprintTrack(
            np.array(self.pts, np.int64),
            np.frombuffer(bytes(self.quality), np.uint8),
            np.frombuffer(bytes(self.bits), np.uint8).reshape(-1, 32),
        )


def read(file: BinaryIO, taker: Taker) -> None:
    """Read a list to its end, and tell what it holds and what was refused of it."""
    first = file.read(1)
    while first and first.isspace():
        first = file.read(1)
    file.seek(0)
    if first in (b"[", b"{"):
        _read_document(file, taker)
    else:
        _read_lines(file, taker)


def _read_lines(file: BinaryIO, taker: Taker) -> None:
    clip = _Clip()
    for number, raw in _lines(file):
        try:
            _take_line(number, raw, clip, taker)
        except Fault as fault:
            taker.refuse(RefusedRow(number, fault.fault, fault.found))
        if number % 1000 == 0:
            taker.progress(file.tell())
    if clip.pts:
        taker.clip(clip.line, None, clip.track())


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Lines with their numbers from 1; None for one that is too long to be read."""
    number = 0
    while line := file.readline(MAX_LINE_BYTES):
        number += 1
        whole = line.endswith(b"\n") or len(line) < MAX_LINE_BYTES
        while not (line.endswith(b"\n") or len(line) < MAX_LINE_BYTES):
            line = file.readline(MAX_LINE_BYTES)
        yield number, line if whole else None


def _take_line(number: int, raw: bytes | None, clip: _Clip, taker: Taker) -> None:
    if raw is None:
        raise Fault(RowFault.LONG)
    try:
        text = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
    except UnicodeDecodeError:
        raise Fault(RowFault.TEXT) from None
    if not text or text.startswith("#"):
        return
    signal = _SIGNAL.fullmatch(text)
    if signal is not None and (signal[1].lower() in (*_PDQ, *_VPDQ) or "," not in text):
        _take_signal(number, signal[1], signal[2], None, taker)
        return
    cells = _cells(text)
    if number == 1 and len(cells) > 1 and all(re.fullmatch(r"[A-Za-z _]+", cell) for cell in cells):
        return  # the heads of the columns
    _take_cells(number, cells, text, clip, taker)


def _cells(text: str) -> list[str]:
    try:
        (cells,) = csv.reader([text])
    except (csv.Error, ValueError):
        raise Fault(RowFault.SHAPE) from None
    return [cell.strip() for cell in cells]


def _take_cells(number: int, cells: list[str], text: str, clip: _Clip, taker: Taker) -> None:
    match cells:
        case [digits]:
            taker.still(number, None, _bits(digits), STATED_NOWHERE)
        case [frame, quality, digits, seconds] if _FRAME.fullmatch(frame):
            clip.add(number, *_frame(digits, quality), _time_s(seconds), int(frame))
        case [digits, quality, seconds] if _SECONDS.fullmatch(seconds):
            clip.add(number, *_frame(digits, quality), _time_s(seconds), None)
        case [path, digits] if _looks_hexadecimal(digits):
            taker.still(number, _title(path), _bits(digits), STATED_NOWHERE)
        case [digits, quality, *path]:
            title = _title(path[0] if len(path) == 1 else text.split(",", 2)[2]) if path else None
            taker.still(number, title, _bits(digits), _quality(quality))
        case _:
            raise Fault(RowFault.SHAPE)


def _looks_hexadecimal(text: str) -> bool:
    return len(text) > 3 and re.fullmatch(r"[0-9a-fA-F]+", text) is not None


def _title(path: str) -> str | None:
    """The last part of a path: what lies before it is somebody's folders."""
    return re.split(r"[/\\]", path)[-1].strip()[:MAX_TITLE_CHARS] or None


def _take_signal(number: int, kind: str, value: str, title: str | None, taker: Taker) -> None:
    if kind.lower() in _PDQ:
        taker.still(number, title, _bits(value.strip()), STATED_NOWHERE)
    elif kind.lower() in _VPDQ:
        clip = _Clip()
        for row in _features(_parsed(value)):
            _add_feature(number, row, clip)
        if not clip.pts:
            raise Fault(RowFault.EMPTY)
        taker.clip(number, title, clip.track())
    else:
        raise Fault(RowFault.KIND, kind)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Fault(RowFault.SHAPE) from None


def _features(document: Any) -> list[Any]:
    """The frames of a vPDQ signal in either form: rows, or `(frame, row)`s."""
    if isinstance(document, list):
        return document
    if isinstance(document, dict):
        return list(document.items())
    raise Fault(RowFault.SHAPE)


def _add_feature(number: int, row: Any, clip: _Clip) -> None:
    """`hash,quality,seconds`, or an object, with its frame number before it or not."""
    match row:
        case str():
            digits, quality, seconds = _three(row)
            clip.add(number, *_frame(digits, quality), _time_s(seconds), None)
        case (str() as frame, dict() as one) if _FRAME.fullmatch(frame):
            _add_object(number, one, clip, int(frame))
        case dict():
            _add_object(number, row, clip, None)
        case _:
            raise Fault(RowFault.SHAPE)


def _add_object(number: int, one: dict[str, Any], clip: _Clip, frame: int | None) -> None:
    seconds = one.get("timestamp", one.get("time_s"))
    digits, quality = str(one.get("hash", "")), str(one.get("quality", STATED_NOWHERE))
    clip.add(number, *_frame(digits, quality), _time_s(str(seconds)), frame)


def _three(row: str) -> tuple[str, str, str]:
    cells = [cell.strip() for cell in row.split(",")]
    if len(cells) != 3:
        raise Fault(RowFault.SHAPE)
    return cells[0], cells[1], cells[2]


def _read_document(file: BinaryIO, taker: Taker) -> None:
    content = file.read(MAX_DOCUMENT_BYTES + 1)
    if len(content) > MAX_DOCUMENT_BYTES:
        taker.refuse(RefusedRow(1, RowFault.LONG))
        return
    try:
        document = _parsed(content.decode("utf-8-sig"))
        _take_document(document, taker)
    except UnicodeDecodeError:
        taker.refuse(RefusedRow(1, RowFault.TEXT))
    except Fault as fault:
        if fault.fault is RowFault.SHAPE and b"\n" in content.strip():
            file.seek(0)
            _read_json_lines(file, taker)
        else:
            taker.refuse(RefusedRow(1, fault.fault, fault.found))


def _read_json_lines(file: BinaryIO, taker: Taker) -> None:
    """One JSON document a line, each a signal or a clip."""
    for number, raw in _lines(file):
        try:
            if raw is None:
                raise Fault(RowFault.LONG)
            if raw.strip():
                _take_element(number, _parsed(raw.decode("utf-8-sig")), taker)
        except UnicodeDecodeError:
            taker.refuse(RefusedRow(number, RowFault.TEXT))
        except Fault as fault:
            taker.refuse(RefusedRow(number, fault.fault, fault.found))


def _take_document(document: Any, taker: Taker) -> None:
    if isinstance(document, dict) and isinstance(document.get("data"), list):
        document = document["data"]  # a page of the exchange's own interface
    if isinstance(document, dict):
        _take_element(1, document, taker)
        return
    if not isinstance(document, list):
        raise Fault(RowFault.SHAPE)
    if any(_is_signal(one) or _is_own(one) for one in document):
        for number, one in enumerate(document, start=1):
            try:
                _take_element(number, one, taker)
            except Fault as fault:
                taker.refuse(RefusedRow(number, fault.fault, fault.found))
        return
    _take_clip(document, None, taker)


def _is_signal(one: Any) -> bool:
    return isinstance(one, dict) and any(isinstance(one.get(name), str) for name in _TYPES)


def _is_own(one: Any) -> bool:
    return isinstance(one, dict) and isinstance(one.get("frames"), list)


def _take_element(number: int, one: Any, taker: Taker) -> None:
    if _is_own(one):
        _take_clip(one["frames"], _title(str(one.get("path", ""))), taker)
    elif _is_signal(one):
        kind = next(one[name] for name in _TYPES if isinstance(one.get(name), str))
        value = next((one[name] for name in _VALUES if isinstance(one.get(name), str)), "")
        if not value:
            raise Fault(RowFault.SHAPE)
        _take_signal(number, kind, value, None, taker)
    else:
        _take_clip(_features(one), None, taker)


def _take_clip(rows: list[Any], title: str | None, taker: Taker) -> None:
    """A clip whose every frame is a row of its own: one that is refused leaves the others."""
    still = _lone_still(rows)
    if still is not None:
        digits, quality = str(still.get("hash", "")), str(still.get("quality", STATED_NOWHERE))
        taker.still(1, title, _bits(digits), _quality(quality))
        return
    clip = _Clip()
    for number, row in enumerate(rows, start=1):
        try:
            _add_feature(number, row, clip)
        except Fault as fault:
            taker.refuse(RefusedRow(number, fault.fault, fault.found))
        if number % 1000 == 0:
            taker.progress(0)
    if clip.pts:
        taker.clip(clip.line, title, clip.track())


def _lone_still(rows: list[Any]) -> dict[str, Any] | None:
    """The one row of a still, which has no time."""
    if len(rows) == 1 and isinstance(rows[0], dict):
        one = rows[0]
        if "hash" in one and one.get("timestamp", one.get("time_s")) is None:
            return one
    return None


def _frame(digits: str, quality: str) -> tuple[bytes, int]:
    """The bits and quality of a frame of a clip. A black one has no bit and no quality: a clip may
    begin with it, and no search asks for it."""
    said = _quality(quality)
    return _bits(digits, blank=said == 0), said


def _bits(digits: str, *, blank: bool = False) -> bytes:
    """Fingerprint bits; without `blank` not those of a picture with nothing in it."""
    if len(digits) != 64:
        raise Fault(RowFault.LENGTH, str(len(digits)))
    if _HEX.fullmatch(digits) is None:
        raise Fault(RowFault.NOT_HEX)
    bits = bytes.fromhex(digits)
    if not blank and len(set(bits)) == 1 and bits[0] in (0, 255):
        raise Fault(RowFault.BLANK)
    return bits


def _quality(text: str) -> int:
    if _QUALITY.fullmatch(text) is None or int(text) > 100:
        raise Fault(RowFault.QUALITY, text)
    return int(text)


def _time_s(text: str) -> float:
    if _SECONDS.fullmatch(text) is None:
        raise Fault(RowFault.TIME, text)
    value = float(text)
    if not (math.isfinite(value) and value <= MAX_TIME_S):
        raise Fault(RowFault.TIME, text)
    return value


def still_track(bits: bytes, quality: int) -> FingerprintTrack:
    """The track of a still."""
    return FingerprintTrack(
        np.array([NO_PTS], np.int64),
        np.array([quality], np.uint8),
        np.frombuffer(bits, np.uint8).reshape(1, 32),
    )
