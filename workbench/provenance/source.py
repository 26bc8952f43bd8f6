"""Source: where footage was found, by whom and when it was put there, and who says so.

What the analyst wrote stands; a sidecar fills in what is empty. Nothing is overwritten.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from workbench.records.item import Source
from workbench.records.sidecar import SidecarFile
from workbench.records.stated_time import StatedTime, apart, time_stated

FIELDS = ("url", "uploader", "uploaded")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SourceWord:
    """One thing that is said of where footage comes from."""

    value: str
    sidecar: str | None = None
    """Name of the sidecar that says so; None for the analyst."""


@dataclass(frozen=True, slots=True)
class SaidSource:
    """What is said of the source: of each field all of it, the first being what stands."""

    url: tuple[SourceWord, ...] = ()
    uploader: tuple[SourceWord, ...] = ()
    uploaded: tuple[SourceWord, ...] = ()

    def words(self, field: str) -> tuple[SourceWord, ...]:
        return {"url": self.url, "uploader": self.uploader, "uploaded": self.uploaded}[field]


def said_source(source: Source | None, sidecars: Sequence[SidecarFile]) -> SaidSource:
    """What the analyst and the sidecars say, in this order."""
    return SaidSource(*(tuple(_words(field, source, sidecars)) for field in FIELDS))


def _words(
    field: str, source: Source | None, sidecars: Iterable[SidecarFile]
) -> Iterator[SourceWord]:
    written = getattr(source, field) if source is not None else None
    if written:
        yield SourceWord(written)
    for one in sidecars:
        said = getattr(one.said, field)
        if said:
            yield SourceWord(said, one.name)


def agree(field: str, one: str, other: str) -> bool:
    """Whether two values can mean the same."""
    if field == "url":
        return _address(one) == _address(other)
    if field == "uploader":
        names = [set(_names(one)), set(_names(other))]
        return bool(names[0] & names[1])
    moments = time_stated(one), time_stated(other)
    if moments[0] is None or moments[1] is None:
        return one.strip() == other.strip()
    return apart(*(_widened(moment) for moment in moments if moment is not None)) is None


def _widened(moment: StatedTime) -> StatedTime:
    """A day may be a day of UTC, or of whoever wrote it."""
    return (
        StatedTime(moment.begin - DAY, moment.end + DAY) if moment.begin != moment.end else moment
    )


def _address(url: str) -> str:
    """An address without what changes nothing: scheme, `www.` and `m.`, a slash at the end, what
    follows `#`, marks of campaigns."""
    bare = re.sub(r"(?i)^https?://(?:www\.|m\.|mobile\.)?", "", url.strip()).partition("#")[0]
    bare = re.sub(r"[?&](?:utm_\w+|si|igsh|igshid|fbclid|feature|s|t)=[^&]*", "", bare)
    bare = re.sub(r"^youtu\.be/([\w-]{11}).*", r"youtube.com/watch?v=\1", bare)
    bare = re.sub(r"^youtube\.com/shorts/([\w-]{11}).*", r"youtube.com/watch?v=\1", bare)
    bare = re.sub(r"^twitter\.com/", "x.com/", bare)
    bare = re.sub(r"^t\.me/s/", "t.me/", bare)
    host, slash, rest = bare.rstrip("/").partition("/")
    return f"{host.lower()}{slash}{rest}"


def _names(uploader: str) -> Iterator[str]:
    """`Name (@handle)`: the name and the handle."""
    for part in re.split(r"[()]", uploader.casefold()):
        name = part.strip().lstrip("@")
        if name:
            yield name
