"""WACZ: a zip of an archived web page. What it says of itself, and its list of pages.

`datapackage.json` names the main page, the time and the program; `pages/pages.jsonl` lists the
pages, one JSON object a line, the first line being a heading (specs.webrecorder.net/wacz/1.1.1).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any, BinaryIO

from workbench.instruments.sidecars.values import Pruned, document, first, stated_time, words
from workbench.records.errors import MediaError, MediaFault
from workbench.records.sidecar import Said, SidecarContent, SidecarForm

MAX_MEMBER_BYTES = 4 << 20
MAX_MEMBERS = 50_000
MAX_PAGES = 200
_PACKAGE, _PAGES = "datapackage.json", "pages/pages.jsonl"


def read(file: BinaryIO) -> SidecarContent:
    """What the package says. MediaError where it is none, or breaks its format."""
    try:
        with zipfile.ZipFile(file) as package:
            if len(package.infolist()) > MAX_MEMBERS:
                raise MediaError(MediaFault.TOO_LARGE)
            described = _member(package, _PACKAGE)
            listed = _member(package, _PAGES)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
        raise MediaError(MediaFault.DAMAGED, detail="zip") from None
    except RuntimeError:  # a member that wants a password
        raise MediaError(MediaFault.UNSUPPORTED, detail="zip") from None
    if described is None and listed is None:
        raise MediaError(MediaFault.UNSUPPORTED, detail="WACZ")
    package_ = document(described) if described is not None else {}
    return content(package_ if isinstance(package_, dict) else {}, pages(listed or b""))


def _member(package: zipfile.ZipFile, name: str) -> bytes | None:
    """A member, or its beginning up to a bound, whatever size it states."""
    try:
        with package.open(name) as member:
            return member.read(MAX_MEMBER_BYTES)
    except KeyError:
        return None


def pages(lines: bytes) -> list[Mapping[str, Any]]:
    """The pages of a list, as far as it can be read."""
    found: list[Mapping[str, Any]] = []
    for line in io.BytesIO(lines):
        try:
            page = document(line)
        except MediaError:
            continue
        if isinstance(page, dict) and "url" in page and len(found) < MAX_PAGES:
            found.append(page)
    return found


def content(package: Mapping[str, Any], listed: list[Mapping[str, Any]]) -> SidecarContent:
    """What a package with these pages says."""
    main = first(package, "mainPageUrl", "mainPageURL")
    page: Mapping[str, Any] = next(
        (one for one in listed if one.get("url") == main), listed[0] if listed else {}
    )
    shown = [{name: one[name] for name in one if name != "text"} for one in listed]
    pruned = Pruned({"package": {**package, "resources": package.get("resources")}, "pages": shown})
    said = Said(
        url=main or first(page, "url"),
        title=first(page, "title") or first(package, "title"),
        description=words(package, "description"),
        archived=stated_time(package.get("mainPageDate") or package.get("mainPageTS"))
        or stated_time(page.get("ts"))
        or stated_time(package.get("created")),
        software=first(package, "software"),
    )
    return SidecarContent(SidecarForm.WACZ, said, pruned.tree, pruned.left_out)
