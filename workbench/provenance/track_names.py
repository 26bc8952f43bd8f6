"""Names of tracks by what is in them: `video 1`, `sound 1`.

Writers number their tracks as they like: Apple's begin with sound, most others with the picture.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from workbench.records.structure import Part

_KINDS = {"vide": "video", "soun": "sound", 1: "video", 2: "sound", 17: "subtitles"}
"""Handlers of ISO base media, track types of Matroska."""
_TAG = re.compile(r"(Track\d+):(?:HandlerType|TrackType)")
_KIND_PART = re.compile(r"(.*/)?(trak|TrackEntry)(\[\d+\])?/(?:mdia/hdlr|TrackType)")
_IN_TRACK = re.compile(r"((?:.*/)?(?:trak|TrackEntry)(?:\[\d+\])?)((?:/.*)?)")


def named_tags(tags: Mapping[str, Any]) -> dict[str, Any]:
    """The tags, `Track2:` being `Track sound 1:` where the track says what it is."""
    kinds = [(found[1], value) for name, value in tags.items() if (found := _TAG.fullmatch(name))]
    names = {group: f"Track {name}" for group, name in _numbered(kinds).items()}
    if not names:
        return dict(tags)
    parts = (name.partition(":") for name in tags)
    return {
        f"{names.get(group, group)}{colon}{rest}": value
        for (group, colon, rest), value in zip(parts, tags.values(), strict=True)
    }


def named_parts(parts: Sequence[Part]) -> dict[str, Part]:
    """The parts by their paths, `moov/trak[1]/mdia` being `moov/trak[sound 1]/mdia`."""
    kinds = []
    for part in parts:
        found = _KIND_PART.fullmatch(part.path)
        if found:
            track = f"{found[1] or ''}{found[2]}{found[3] or ''}"
            kinds.append((track, part.fields.get("handler_type", part.fields.get("value"))))
    names = _numbered(kinds)
    return {_renamed(part.path, names): part for part in parts}


def _renamed(path: str, names: Mapping[str, str]) -> str:
    found = _IN_TRACK.fullmatch(path)
    if found is None or found[1] not in names:
        return path
    return f"{found[1].partition('[')[0]}[{names[found[1]]}]{found[2]}"


def _numbered(kinds: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Tracks with their kind, and which of their kind they are."""
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for track, kind in kinds:
        if track not in names and isinstance(kind, str | int) and str(kind).strip():
            said = _KINDS.get(kind, str(kind).strip())
            counts[said] += 1
            names[track] = f"{said} {counts[said]}"
    return names
