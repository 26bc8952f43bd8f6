"""Sidecars: which files beside footage are about it, by their names and places alone.

Nothing is read here. The rules are those by which programs name what they write; whether a file is
a sidecar after all, its content shows.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from workbench.ingest.originals import name_of
from workbench.records.sidecar import SidecarHint

SUFFIXES = frozenset({".xmp", ".json", ".wacz", ".jsonl"})
"""Of files that are never footage."""
MAX_BESIDE = 3
"""Files of an archiver in one folder that are looked into."""
MAX_LEVELS = 4
_TAKEOUT = ".supplemental-metadata"
_TAKEOUT_CHARS = 46
"""Of a name before `.json`; what is longer is cut there."""
_NUMBERED = re.compile(r"(?P<stem>.*)(?P<number>\(\d{1,5}\))(?P<suffix>\.\w+)\Z", re.DOTALL)
_EDITED = re.compile(r"-(?:edited|bearbeitet|modifié|editado|modificato|изменено)(?=\.\w+\Z)")
_TELEGRAM_FOLDERS = frozenset(
    {
        *("photos", "video_files", "files", "voice_messages", "round_video_messages"),
        *("stickers", "animations", "chats", "stories", "profile_pictures"),
    }
)


@dataclass(frozen=True, slots=True)
class Beside:
    """A file that may be a sidecar of another."""

    path: Path
    hint: SidecarHint
    wanted: str
    """The footage, as the sidecar would name it."""
    sure: bool
    """Whether its name and place alone prove it; else it is one only if it names the footage."""


class Surroundings:
    """What lies around files. Folders are read once: made anew for each batch."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folders: dict[Path, _Folder] = {}

    def beside(self, path: Path) -> list[Beside]:
        """The sidecars of a file, each once, those about it alone first."""
        found: dict[Path, Beside] = {}
        for one in self._all(path.absolute()):
            found.setdefault(one.path, one)
        return list(found.values())

    def _all(self, path: Path) -> Iterator[Beside]:
        yield from self._named_alike(path)
        yield from self._of_export(path)
        yield from self._of_archiver(path)
        yield from self._of_package(path)

    def _named_alike(self, path: Path) -> Iterator[Beside]:
        names = self._names(path.parent)
        folded, stem = path.name.lower(), path.stem.lower()
        exact = [
            (f"{folded}.xmp", SidecarHint.XMP),
            (f"{stem}.xmp", SidecarHint.XMP),
            (f"{folded}.json", SidecarHint.JSON),
            (f"{stem}.info.json", SidecarHint.JSON),
            (f"{folded}.info.json", SidecarHint.JSON),
            (f"{folded}.wacz", SidecarHint.WACZ),
            (f"{stem}.wacz", SidecarHint.WACZ),
        ]
        exact += [(name, SidecarHint.JSON) for name in _takeout_names(folded)]
        for name, hint in exact:
            if name in names and name != folded:
                yield Beside(path.parent / names[name], hint, name_of(Path(path.name)), True)

    def _of_export(self, path: Path) -> Iterator[Beside]:
        """`result.json` above a folder that Telegram Desktop exports to."""
        for above in list(path.parents)[1 : MAX_LEVELS + 1]:
            inside = path.relative_to(above)
            if inside.parts[0] in _TELEGRAM_FOLDERS and "result.json" in self._names(above):
                wanted = name_of(Path(*inside.parts)).replace(os.sep, "/")
                yield Beside(above / "result.json", SidecarHint.TELEGRAM, wanted, True)
                return

    def _of_archiver(self, path: Path) -> Iterator[Beside]:
        """JSON, CSV and pages in the folder; a table may also lie in the folder above."""
        folder = self._folder(path.parent)
        pages = folder.pages
        if len(pages) > MAX_BESIDE:
            pages = tuple(name for name in pages if _is_near(name, path))
        for name in ("metadata.json", *pages, *folder.tables[:MAX_BESIDE]):
            if name in folder.names:
                yield self._archive(path, path.parent / folder.names[name])
        above = self._folder(path.parent.parent)
        for name in above.tables[:MAX_BESIDE]:
            yield self._archive(path, path.parent.parent / above.names[name])

    @staticmethod
    def _archive(path: Path, place: Path) -> Beside:
        return Beside(place, SidecarHint.ARCHIVE, name_of(Path(path.name)), False)

    def _of_package(self, path: Path) -> Iterator[Beside]:
        """The one WACZ in the folder, or the package that was unpacked around the file."""
        name = name_of(Path(path.name))
        folder = self._folder(path.parent)
        if len(folder.packed) == 1:
            place = path.parent / folder.names[folder.packed[0]]
            yield Beside(place, SidecarHint.WACZ, name, True)
        for above in list(path.parents)[:MAX_LEVELS]:
            if "datapackage.json" in self._names(above) and "pages.jsonl" in self._names(
                above / "pages"
            ):
                yield Beside(above / "pages" / "pages.jsonl", SidecarHint.PAGES, name, True)
                return

    def _names(self, folder: Path) -> dict[str, str]:
        return self._folder(folder).names

    def _folder(self, folder: Path) -> _Folder:
        with self._lock:
            known = self._folders.get(folder)
            if known is None:
                known = self._folders[folder] = _Folder.listed(folder)
            return known


@dataclass(frozen=True, slots=True)
class _Folder:
    """The files in a folder, by their names in small letters."""

    names: dict[str, str]
    pages: tuple[str, ...]
    tables: tuple[str, ...]
    packed: tuple[str, ...]

    @classmethod
    def listed(cls, folder: Path) -> _Folder:
        """Without any where it cannot be read."""
        names = {}
        try:
            with os.scandir(folder) as entries:
                names = {entry.name.lower(): entry.name for entry in entries if entry.is_file()}
        except OSError:
            pass
        kinds = ((".html", ".htm"), (".csv",), (".wacz",))
        found = (tuple(sorted(n for n in names if n.endswith(kind))) for kind in kinds)
        return cls(names, *found)


def _is_near(page: str, path: Path) -> bool:
    return PurePosixPath(page).stem == path.stem.lower()


def _takeout_names(name: str) -> Iterator[str]:
    """What Takeout calls the JSON of a file of this name, in small letters.

    The name and `.supplemental-metadata`, cut after 46 characters; before 2024 the name alone. The
    number of `name(1).jpg` stands after that, and is not counted. The JSON of an edited copy is
    that of its original.
    """
    for base in dict.fromkeys((name, _EDITED.sub("", name))):
        numbered = _NUMBERED.match(base)
        number = numbered["number"] if numbered else ""
        bare = numbered["stem"] + numbered["suffix"] if numbered else base
        for whole in (bare + _TAKEOUT, bare):
            yield f"{whole[:_TAKEOUT_CHARS]}{number}.json"
        if numbered:
            yield f"{base[:_TAKEOUT_CHARS]}.json"
            yield f"{(base + _TAKEOUT)[:_TAKEOUT_CHARS]}.json"
