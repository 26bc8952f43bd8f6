"""auto-archiver: a record of what it fetched, as JSON, as a row of CSV or as an HTML page.

The record has `status`, `metadata` (`url`, `timestamp`, `title`, `content`, …) and `media`, a list
of files with `filename`, `key`, `urls` and `properties` (`hash`). In CSV the two are written as
Python writes its values; the page shows them in tables.
"""

from __future__ import annotations

import ast
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from typing import Any

from workbench.instruments.sidecars.values import (
    Pruned,
    document,
    first,
    number,
    stated_time,
    unix_time,
    words,
)
from workbench.records.errors import MediaError
from workbench.records.sidecar import Said, SidecarContent, SidecarForm

MAX_ROWS = 20_000
MAX_FIELD_CHARS = 4 << 20
MAX_CELLS = 20_000
_MARK = b"bellingcat/auto-archiver"
_CSV_HEAD = ["status", "metadata", "media"]
_WHEN = re.compile(
    r"datetime\.datetime\((\d+), (\d+), (\d+)(?:, (\d+))?(?:, (\d+))?(?:, (\d+))?(?:, (\d+))?"
    r"(, tzinfo=[\w.]+(?:\(\))?)?\)"
)
_SHA256 = re.compile(r"\b[0-9a-f]{64}\b", re.ASCII | re.IGNORECASE)
_RECORD = frozenset({"metadata", "media"})


def read(content: bytes, wanted: Sequence[str]) -> Iterator[tuple[str, SidecarContent]]:
    """What the record says of each of the wanted files, by name; nothing where it is of another
    program, or names none of them."""
    for record in _records(content):
        metadata, media = record["metadata"], record["media"]
        for name in wanted:
            fetched = next((one for one in media if _is_of(one, name)), None)
            if fetched is not None:
                yield name, _content(record, metadata, fetched)


def _records(content: bytes) -> Iterator[Mapping[str, Any]]:
    start = content[:200].lstrip(b"\xef\xbb\xbf \r\n\t")
    if start[:1] in (b"{", b"["):
        yield from _of_json(content)
    elif start[:1] == b"<":
        if _MARK in content:
            yield _of_page(content.decode("utf-8", "replace"))
    elif start.startswith(b"status,metadata,media"):
        yield from _of_csv(content.decode("utf-8-sig", "replace"))


def _of_json(content: bytes) -> Iterator[Mapping[str, Any]]:
    try:
        found = document(content)
    except MediaError:
        return  # JSON of any program may lie in the folder; broken, it is nobody's.
    for one in found[:MAX_ROWS] if isinstance(found, list) else [found]:
        if isinstance(one, dict) and set(one) >= _RECORD:
            yield from _as_record(one)


def _as_record(one: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    metadata, media = one["metadata"], one["media"]
    if isinstance(metadata, dict) and isinstance(media, list):
        files = [file for file in media if isinstance(file, dict)]
        yield {"status": one.get("status"), "metadata": metadata, "media": files}


def _of_csv(content: str) -> Iterator[Mapping[str, Any]]:
    csv.field_size_limit(MAX_FIELD_CHARS)
    rows = csv.reader(io.StringIO(content, newline=""))
    try:
        if next(rows, None) != _CSV_HEAD:
            return
        for _number, row in zip(range(MAX_ROWS), rows, strict=False):
            if len(row) == len(_CSV_HEAD):
                metadata, media = _value(row[1]), _value(row[2])
                yield from _as_record({"status": row[0], "metadata": metadata, "media": media})
    except csv.Error:
        return


def _value(cell: str) -> Any:
    """A value as Python writes it, times as text. Names, calls and operators are refused."""
    try:
        return ast.literal_eval(_WHEN.sub(_iso, cell))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None


def _iso(found: re.Match[str]) -> str:
    year, month, day, hour, minute, second, _micro, zone = found.groups()
    clock = f"{int(hour or 0):02}:{int(minute or 0):02}:{int(second or 0):02}"
    utc = "+00:00" if zone and "utc" in zone.lower() else ""
    return repr(f"{int(year):04}-{int(month):02}-{int(day):02}T{clock}{utc}")


def _of_page(page: str) -> Mapping[str, Any]:
    """Of the page the address in its title, the table of metadata, and the names of files."""
    reader = _Page()
    reader.feed(page)
    cells = dict(reader.pairs)
    cells.setdefault("url", reader.title.strip())
    media = [{"filename": address} for address in dict.fromkeys(reader.addresses)]
    return {"status": None, "metadata": cells, "media": media}


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.pairs: list[tuple[str, str]] = []
        self.addresses: list[str] = []
        self._open: list[str] = []
        self._row: list[str] = []
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("src", "href") and value and len(self.addresses) < MAX_CELLS:
                self.addresses.append(value)
        if tag == "tr":
            self._row = []
        elif tag == "td" and self._cells < MAX_CELLS:
            self._cells += 1
            self._row.append("")
        if tag in ("title", "td"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._open.remove(tag)
        if tag == "tr" and len(self._row) == 2:
            name, value = (cell.strip() for cell in self._row)
            if re.fullmatch(r"\w{1,60}", name) and len(self.pairs) < MAX_CELLS:
                self.pairs.append((name, value))

    def handle_data(self, data: str) -> None:
        if "title" in self._open and len(self.title) < 4000:
            self.title += data
        elif "td" in self._open and self._row and len(self._row[-1]) < 100_000:
            self._row[-1] += data


def _is_of(file: Mapping[str, Any], name: str) -> bool:
    stated = [first(file, "filename"), first(file, "key"), first(file, "_key")]
    urls = file.get("urls")
    stated += [str(one) for one in urls[:20]] if isinstance(urls, list) else []
    return any(_base(one) == _base(name) for one in stated if one)


def _base(stated: str) -> str:
    return re.split(r"[\\/]", stated.split("?", maxsplit=1)[0])[-1].casefold()


def _content(
    record: Mapping[str, Any], metadata: Mapping[str, Any], file: Mapping[str, Any]
) -> SidecarContent:
    pruned = Pruned({"status": record["status"], "metadata": metadata, "file": file})
    said = _said(metadata, file)
    return SidecarContent(SidecarForm.AUTO_ARCHIVER, said, pruned.tree, pruned.left_out)


def _said(metadata: Mapping[str, Any], file: Mapping[str, Any]) -> Said:
    properties = file.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    digest = _SHA256.search(str(properties.get("hash", "")))
    author = metadata.get("author") or metadata.get("user") or metadata.get("uploader")
    if isinstance(author, dict):
        author = first(author, "name", "nick", "username", "screen_name")
    return Said(
        url=first(metadata, "url"),
        uploader=first({"": author}, ""),
        uploaded=_time(metadata.get("timestamp")) or _time(metadata.get("upload_date")),
        title=first(metadata, "title"),
        description=words(metadata, "content", "description"),
        archived=_time(metadata.get("_processed_at")),
        original_name=first(properties, "original_name"),
        software="auto-archiver",
        duration_s=number(properties.get("duration")),
        sha256=digest[0].lower() if digest else None,
    )


def _time(value: Any) -> str | None:
    """The archiver takes every time to be UTC (`Metadata.get_timestamp`)."""
    return stated_time(value, zone="UTC") or (
        unix_time(value) if isinstance(value, int | float) else None
    )
