"""What an item does over its time, as a dossier says it. What comes in may have been tampered with:
facts that are none are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from workbench.i18n import _
from workbench.i18n.numbers import count_text
from workbench.records.dossier import ItemSection

_NO_FACTS = (KeyError, TypeError, ValueError, AttributeError, ArithmeticError)


def figures(section: ItemSection, *, located: bool) -> list[tuple[str, str]]:
    """Names and values; positions only where `located`."""
    known = section.moments or {}
    makers: list[Callable[[dict[str, Any]], Iterator[tuple[str, str]]]] = [_rates, _frames, _again]
    if located:
        makers.append(_positions)
    found: list[tuple[str, str]] = []
    for make in makers:
        try:
            found += list(make(known))
        except _NO_FACTS:
            continue
    return found


def _rates(known: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for one in known.get("flow", {}).get("streams", ()):
        if one["mean_bps"] is None:
            continue
        name = _("Sound, bit rate") if one["kind"] == "sound" else _("Picture, bit rate")
        rates = [count_text(round(one[n] / 1000)) for n in ("mean_bps", "least_bps", "most_bps")]
        said = _("{mean} kbit/s in the mean, by the second {least} to {most}")
        yield name, said.format(mean=rates[0], least=rates[1], most=rates[2])


def _frames(known: dict[str, Any]) -> Iterator[tuple[str, str]]:
    cadence = known.get("flow", {}).get("cadence")
    if not cadence:
        return
    keys, frames = count_text(int(cadence["key_frames"])), count_text(int(cadence["frames"]))
    yield _("Key frames"), _("{keys} of {frames}").format(keys=keys, frames=frames)
    distance = cadence["distance"]
    if distance:
        said = _("{least} to {most} frames")
        least, most = int(distance["least"]), int(distance["most"])
        yield _("Key frames apart"), said.format(least=least, most=most)
    types = cadence.get("types")
    if types:
        counted = (f"{letter} {count_text(int(types[letter]))}" for letter in "IPB")
        yield _("Types of frames"), ", ".join(counted)


def _again(known: dict[str, Any]) -> Iterator[tuple[str, str]]:
    repeats = known.get("repeats")
    if repeats:
        for name, part in ((_("Equal frames"), "exact"), (_("Nearly equal frames"), "near")):
            yield name, count_text(int(repeats[part]["repeats"]))


def _positions(known: dict[str, Any]) -> Iterator[tuple[str, str]]:
    telemetry = known.get("telemetry")
    if telemetry and telemetry["first"]:
        said = _("{n}, from {first} to {last}")
        first, last = (
            f"{float(telemetry[end]['latitude_deg']):.6f}°, "
            f"{float(telemetry[end]['longitude_deg']):.6f}°"
            for end in ("first", "last")
        )
        count = count_text(int(telemetry["located"]))
        yield _("Positions of the camera"), said.format(n=count, first=first, last=last)
