"""Tags for people: what each means, and its value with words and units instead of codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from workbench.i18n import _
from workbench.i18n.numbers import count_text
from workbench.i18n.safe import shown
from workbench.i18n.tag_codes import CODES
from workbench.i18n.tags_of_cameras import CAMERA
from workbench.i18n.tags_of_files import FILE

SHOWN_CHARS = 4000
_DEGREES = frozenset(
    {
        *("GPSLatitude", "GPSLongitude", "GPSDestLatitude", "GPSDestLongitude"),
        *("GPSImgDirection", "GPSTrack", "GPSDestBearing", "Rotation"),
    }
)
_METRES = frozenset({"GPSAltitude", "GPSHPositioningError", "SubjectDistance", "GPSDestDistance"})
_SECONDS = frozenset({"Duration", "MediaDuration", "TrackDuration", "PreviewDuration"})
_BYTES = frozenset({"ThumbnailLength", "MediaDataSize", "PreviewImageLength", "FileSize"})
_BITS_A_SECOND = frozenset({"AverageBitrate", "MaxBitrate", "AvgBitrate", "NominalBitrate"})
_HERTZ = frozenset({"AudioSampleRate", "SampleRate"})
_PIXELS = frozenset(
    {
        *("ImageWidth", "ImageHeight", "ExifImageWidth", "ExifImageHeight"),
        *("SourceImageWidth", "SourceImageHeight"),
    }
)


def meaning(name: str) -> str | None:
    """What a tag means, in a sentence; None for one that is not in the table."""
    found = _meanings().get(name.rpartition(":")[2])
    return found() if found is not None else None


@cache
def _meanings() -> dict[str, Callable[[], str]]:
    return {tag: says for table in (CAMERA, FILE) for tags, says in table.items() for tag in tags}


def raw(value: Any) -> str:
    """A value as the file has it, numbers as ExifTool's `-n` gives them."""
    if is_binary(value):
        return _("{n} bytes, SHA-256 {digest}").format(
            n=count_text(value["bytes"]), digest=shown(str(value["sha256"]))
        )
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return shown(text[:SHOWN_CHARS])


def is_binary(value: Any) -> bool:
    """Whether a value stands for bytes that are not given as text."""
    return isinstance(value, dict) and set(value) == {"bytes", "sha256"}


def readable(name: str, value: Any) -> str:
    """The value in words and units; as `raw` gives it where there is nothing to add."""
    tag = name.rpartition(":")[2]
    word = _codes().get(tag, {}).get(str(value).strip())
    if word is not None:
        return word()
    if value is True:
        return _("yes")
    if value is False:
        return _("no")
    if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
        return shown(", ".join(str(one) for one in value)[:SHOWN_CHARS])
    return _number(tag, value) if isinstance(value, int | float) else raw(value)


@cache
def _codes() -> dict[str, dict[str, Callable[[], str]]]:
    return {tag: codes for tags, codes in CODES.items() for tag in tags}


def _number(tag: str, value: float) -> str:
    special = _SPECIAL.get(tag)
    if special is not None:
        return special(value)
    for tags, says in _UNITS:
        if tag in tags:
            return says(value)
    return str(value) if float(value).is_integer() else f"{value:.10g}"


def _exposure(value: float) -> str:
    if value <= 0:
        return _("{n} s").format(n=f"{value:g}")
    return _("{n} s").format(n=f"1/{round(1 / value)}" if value < 0.3 else f"{value:.3g}")


def _flash(value: float) -> str:
    """The bits of EXIF's Flash: fired, light that came back, mode, function, red eyes."""
    bits = int(value)
    if bits & 0x20:
        return _("no flash in this camera")
    said = [_("fired") if bits & 1 else _("did not fire")]
    modes = {8: _("switched on"), 16: _("switched off"), 24: _("automatic")}
    if bits & 0x18:
        said.append(modes[bits & 0x18])
    returned = {4: _("no light came back"), 6: _("light came back")}
    if bits & 6 in returned:
        said.append(returned[bits & 6])
    if bits & 0x40:
        said.append(_("against red eyes"))
    return ", ".join(said)


def _whole(value: float) -> str:
    return count_text(int(value)) if float(value).is_integer() else f"{value:g}"


_SPECIAL: dict[str, Callable[[float], str]] = {
    "ExposureTime": _exposure,
    "ShutterSpeedValue": _exposure,
    "Flash": _flash,
    "FNumber": lambda v: f"f/{v:.3g}",
    "ApertureValue": lambda v: f"f/{v:.3g}",
    "MaxApertureValue": lambda v: f"f/{v:.3g}",
    "FocalLength": lambda v: _("{n} mm").format(n=f"{v:.4g}"),
    "FocalLengthIn35mmFormat": lambda v: _("{n} mm").format(n=f"{v:.4g}"),
    "ExposureCompensation": lambda v: _("{n} EV").format(n=f"{v:+.2g}" if v else "0"),
    "VideoFrameRate": lambda v: _("{rate} frames/s").format(rate=f"{v:.6g}"),
    "DigitalZoomRatio": lambda v: f"{v:g}×",
    "GPSHPositioningError": lambda v: _("±{n} m").format(n=f"{v:.4g}"),
}
_UNITS: tuple[tuple[frozenset[str], Callable[[float], str]], ...] = (
    (_DEGREES, lambda v: f"{v:.7g}°"),
    (_METRES, lambda v: _("{n} m").format(n=f"{v:.6g}")),
    (_SECONDS, lambda v: _("{n} s").format(n=f"{v:.6g}")),
    (_BYTES, lambda v: _("{n} bytes").format(n=_whole(v))),
    (_BITS_A_SECOND, lambda v: _("{n} bit/s").format(n=_whole(v))),
    (_HERTZ, lambda v: _("{n} Hz").format(n=_whole(v))),
    (_PIXELS, lambda v: _("{n} px").format(n=_whole(v))),
)
