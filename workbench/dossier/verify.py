"""Verifying a dossier: every file against the manifest, and every part against the others.

What comes in may be hostile: sizes are bounded, no link is followed, and nothing is decoded but the
one form of PNG that this program writes.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterator
from enum import IntEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workbench.dossier import accounts, bundle, manifest, page, preview
from workbench.dossier.compose import PROGRAM
from workbench.dossier.families import follow
from workbench.media import png
from workbench.records.codec import from_json, time_text
from workbench.records.custody import GENESIS, entry_digest
from workbench.records.dossier import WITHHELD, Dossier, DossierVariant
from workbench.records.frame import ExtractedFrame
from workbench.records.item import Digest, ItemSheet
from workbench.records.verification import Checked, Mismatch, Problem, Verification

MAX_FILE_BYTES = 1024**3
MAX_RECORDS_BYTES = 256 * 1024**2
MAX_FILES = 100_000
_CHUNK_BYTES = 1024 * 1024

_MALFORMED = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What reading records that somebody wrote by hand can end in."""


class Standing(IntEnum):
    """How a dossier stands; also the exit code of the command."""

    HOLDS = 0
    FAILED = 1
    UNPROVEN = 2
    """Nothing contradicts it, and something that would prove it is missing."""
    NOT_RUN = 3


def verify(path: Path) -> tuple[Verification, int]:
    """Check the dossier in a folder, or the one that a `dossier.html` belongs to.

    Reads only. The second value is a `Standing`.
    """
    folder = path if _is(Path.is_dir, path) else path.parent
    names = (bundle.PAGE_FILE, bundle.RECORDS_FILE, manifest.MANIFEST_FILE, manifest.SEAL_FILE)
    if not _is(Path.exists, path) or not any(_is(Path.is_file, folder / name) for name in names):
        problem = Problem(Mismatch.FILE, str(path), bundle.PAGE_FILE, None)
        return Verification(False, Checked(), (problem,)), Standing.NOT_RUN
    check = _Check(folder)
    try:
        check.everything()
    except OSError as fault:
        check.problem(Mismatch.FILE, str(fault.filename or folder), None, fault.strerror)
        return check.outcome(), Standing.NOT_RUN
    return check.outcome(), check.standing()


def _is(asked: Callable[[Path], bool], path: Path) -> bool:
    """The answer of the file system; no where it may not be asked."""
    try:
        return asked(path)
    except OSError:
        return False


class _Check:
    """One verification under way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.unproven: list[Problem] = []
        self.found: dict[str, str] = {}
        """Digests of the files there are, by path inside the folder."""
        self.items = self.entries = self.bytes = 0

    def outcome(self) -> Verification:
        checked = Checked(self.items, self.entries, len(self.found), self.bytes)
        problems = (*self.problems, *self.unproven)
        return Verification(not problems, checked, problems)

    def standing(self) -> Standing:
        if self.problems:
            return Standing.FAILED
        return Standing.UNPROVEN if self.unproven else Standing.HOLDS

    def problem(self, what: Mismatch, where: str, expected: str | None, found: str | None) -> None:
        problem = Problem(what, where, expected, found)
        if problem not in self.problems:
            self.problems.append(problem)

    def missing_proof(
        self, what: Mismatch, where: str, expected: str | None, found: str | None
    ) -> None:
        self.unproven.append(Problem(what, where, expected, found))

    def everything(self) -> None:
        self.digests()
        listed = self.manifest()
        dossier = self.records()
        if dossier is None:
            return
        self.seal(dossier, listed)
        self.chain(dossier)
        self.accounts(dossier)
        if dossier.rendering == page.rendering(dossier.language) and not follow(dossier):
            self.problem(Mismatch.CONTENT, bundle.RECORDS_FILE, "families", None)
        shown = self.exhibits(dossier)
        self.page(dossier, shown)

    def digests(self) -> None:
        """Every file there is; links, devices and what is too large are problems by themselves."""
        for n, place in enumerate(_files_under(self.folder)):
            path = place.relative_to(self.folder).as_posix().encode(errors="replace").decode()
            if n >= MAX_FILES:
                self.problem(Mismatch.FILE, path, None, f"> {MAX_FILES}")
                return
            status = place.lstat()
            if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_FILE_BYTES:
                self.problem(Mismatch.FILE, path, None, stat.filemode(status.st_mode))
                continue
            self.found[path] = self._digest(place)

    def _digest(self, place: Path) -> str:
        digest = hashlib.sha256()
        with place.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                digest.update(chunk)
                self.bytes += len(chunk)
        return digest.hexdigest()

    def content(self, path: str, max_bytes: int) -> bytes | None:
        """A file whose digest was taken; None where there is none, or it is not that file now."""
        if path not in self.found:
            return None
        with (self.folder / path).open("rb") as file:
            content = file.read(max_bytes + 1)
        if len(content) > max_bytes:
            self.problem(Mismatch.FILE, path, f"<= {max_bytes}", None)
            return None
        return content

    def manifest(self) -> bytes | None:
        """Every file listed is there and unchanged, and no other file is."""
        listed = self.content(manifest.MANIFEST_FILE, manifest.MAX_MANIFEST_BYTES)
        if listed is None:
            if manifest.MANIFEST_FILE not in self.found:
                self.missing_proof(Mismatch.FILE, manifest.MANIFEST_FILE, "manifest", None)
            return None
        try:
            expected = manifest.read_manifest(listed)
        except ValueError as broken:
            self.problem(Mismatch.FILE, manifest.MANIFEST_FILE, "manifest", str(broken))
            return listed
        present = self.found.keys() - {manifest.MANIFEST_FILE, manifest.SEAL_FILE}
        for path in sorted(expected.keys() | present):
            if expected.get(path) != self.found.get(path):
                self.problem(Mismatch.FILE, path, expected.get(path), self.found.get(path))
        return listed

    def records(self) -> Dossier | None:
        content = self.content(bundle.RECORDS_FILE, MAX_RECORDS_BYTES)
        if content is None:
            self.problem(Mismatch.FILE, bundle.RECORDS_FILE, "records", None)
            return None
        try:
            dossier = from_json(Dossier, json.loads(content))
            written = bundle.records_bytes(dossier)
        except _MALFORMED as broken:
            self.problem(Mismatch.CONTENT, bundle.RECORDS_FILE, "records", _told(broken))
            return None
        if written != content:
            expected = hashlib.sha256(written).hexdigest()
            self.problem(
                Mismatch.CONTENT, bundle.RECORDS_FILE, expected, self.found[bundle.RECORDS_FILE]
            )
        self.items = len(dossier.items)
        return dossier

    def seal(self, dossier: Dossier, listed: bytes | None) -> None:
        kept = self.content(manifest.SEAL_FILE, manifest.MAX_MANIFEST_BYTES)
        if kept is None:
            if manifest.SEAL_FILE not in self.found:
                self.missing_proof(Mismatch.SEAL, manifest.SEAL_FILE, "seal", None)
            return
        if listed is None or not dossier.custody:
            return
        if kept == manifest.seal_bytes(dossier, listed):
            return
        stated = _manifest_digest(kept)
        found = self.found[manifest.MANIFEST_FILE]
        if stated is not None and stated != found:
            self.problem(Mismatch.SEAL, manifest.MANIFEST_FILE, stated, found)
        self.problem(Mismatch.SEAL, manifest.SEAL_FILE, found, stated)

    def chain(self, dossier: Dossier) -> None:
        """The custody log follows from its first entry to its head."""
        previous = GENESIS
        for n, entry in enumerate(dossier.custody, 1):
            where = f"custody/{entry.seq}"
            if entry.seq != n:
                self.problem(Mismatch.CHAIN, where, f"custody/{n}", where)
            if entry.previous != previous:
                self.problem(Mismatch.CHAIN, where, previous, entry.previous)
            if dossier.variant is DossierVariant.PUBLIC:
                if (entry.actor, entry.subject) != (WITHHELD, {}):
                    self.problem(Mismatch.CHAIN, where, WITHHELD, entry.actor)
            else:
                wanted = entry_digest(
                    seq=entry.seq,
                    at=time_text(entry.at),
                    actor=entry.actor,
                    act=entry.act,
                    subject=entry.subject,
                    previous=entry.previous,
                )
                if wanted != entry.digest:
                    self.problem(Mismatch.CHAIN, where, wanted, entry.digest)
            previous = entry.digest
        self.entries = len(dossier.custody)
        if not dossier.custody:
            self.problem(Mismatch.CHAIN, "custody", "custody/1", None)
        if dossier.custody_head != previous:
            self.problem(Mismatch.CHAIN, "custody_head", previous, dossier.custody_head)

    def accounts(self, dossier: Dossier) -> None:
        """Every record is as the custody log says, and none was left out.

        A case that an older version began may hold rows in an older form, which cannot be made
        again from the records; then a difference proves nothing.
        """
        if dossier.variant is DossierVariant.PUBLIC:
            return
        stated = accounts.stated(dossier.custody)
        same_form = dossier.program == dossier.case.made_by == PROGRAM
        try:
            found = accounts.found(dossier)
        except _MALFORMED as broken:
            self.problem(Mismatch.CONTENT, bundle.RECORDS_FILE, "records", _told(broken))
            return
        blank = {
            ("item_sheet", s.item.id) for s in dossier.items if s.sheet == ItemSheet(s.item.id)
        }
        for table, row in sorted(stated.keys() | found.keys()):
            expected, digest = stated.get((table, row)), found.get((table, row))
            if expected == digest or (expected is None and (table, row) in blank):
                continue
            where = f"{table}/{row}"
            if same_form:
                self.problem(Mismatch.ROW, where, expected, digest)
            else:
                self.missing_proof(Mismatch.ROW, where, expected, digest)

    def exhibits(self, dossier: Dossier) -> dict[Digest, bytes]:
        """The pictures that the page shows; each exhibit has the pixels that its citation names."""
        shown: dict[Digest, bytes] = {}
        expected = bundle.exhibits_of(dossier)
        wanted = {bundle.exhibit_path(f) for f in expected}
        wanted |= {bundle.preview_path(f) for f in expected}
        for path in sorted(self.found):
            if path.startswith(("exhibits/", "previews/")) and path not in wanted:
                self.problem(Mismatch.FILE, path, None, self.found[path])
        for file, frame in expected.items():
            path = bundle.exhibit_path(file)
            if self.found.get(path) != file:
                self.problem(Mismatch.FILE, path, file, self.found.get(path))
            picture = self.exhibit(file, frame.file_pixels_sha256)
            if picture is not None:
                shown[file] = picture
        for frame in expected.values():
            self.made_again(frame, expected)
        return shown

    def made_again(self, frame: ExtractedFrame, expected: dict[Digest, ExtractedFrame]) -> None:
        """An adjusted picture comes out again, where the frame that it was made from is here."""
        made = frame.adjusted
        same = (f for f in expected.values() if f.pixels_sha256 == frame.pixels_sha256)
        source = next((f for f in same if f.adjusted is None), None)
        content = None if source is None else self.picture(source)
        if made is None or content is None:
            return
        from workbench.media import adjust

        try:
            found = preview.pixels_sha256(
                adjust.adjusted(content, made.stack, aspect=made.pixel_aspect)
            )
        except ValueError as unfit:
            found = str(unfit)
        if found != made.pixels_sha256:
            path = bundle.exhibit_path(frame.file)
            self.problem(Mismatch.CONTENT, path, made.pixels_sha256, found)

    def picture(self, frame: ExtractedFrame) -> NDArray[np.uint8] | None:
        """The cited picture of a frame, from its file. None where it is not there, which is told
        elsewhere; of 16 bits it is in their upper halves for some stills, and for no clip."""
        content = self.content(bundle.exhibit_path(frame.file), MAX_FILE_BYTES)
        try:
            found = None if content is None else png.decode(content, preview.MAX_PIXELS)
        except ValueError:
            return None
        if found is None or found.itemsize == 1:
            return None if found is None else png.narrowed(found)
        upper = (found >> 8).astype(np.uint8)
        return upper if preview.pixels_sha256(upper) == frame.pixels_sha256 else None

    def exhibit(self, file: Digest, pixels_sha256: str) -> bytes | None:
        path = bundle.exhibit_path(file)
        content = self.content(path, MAX_FILE_BYTES)
        if content is None:
            return None
        try:
            rgb = png.decode(content, preview.MAX_PIXELS)
        except ValueError as broken:
            self.problem(Mismatch.CONTENT, path, pixels_sha256, str(broken))
            return None
        found = preview.pixels_sha256(rgb)
        if found != pixels_sha256:
            self.problem(Mismatch.CONTENT, path, pixels_sha256, found)
        shrunk = preview.of(rgb)
        smaller_path = bundle.preview_path(file)
        smaller = self.content(smaller_path, MAX_FILE_BYTES)
        if shrunk is None:
            if smaller is not None:
                self.problem(Mismatch.FILE, smaller_path, None, self.found[smaller_path])
            return content
        if smaller is None:
            self.problem(Mismatch.FILE, smaller_path, preview.pixels_sha256(shrunk), None)
            return None
        self.same_pixels(smaller_path, smaller, preview.pixels_sha256(shrunk))
        return smaller

    def same_pixels(self, path: str, content: bytes, expected: str) -> None:
        try:
            found = preview.pixels_sha256(png.decode(content, preview.MAX_PIXELS))
        except ValueError as broken:
            found = str(broken)
        if found != expected:
            self.problem(Mismatch.CONTENT, path, expected, found)

    def page(self, dossier: Dossier, shown: dict[Digest, bytes]) -> None:
        """The page says what the records say: it is made again and compared byte by byte. Where
        other templates or words made it, a difference proves nothing."""
        import jinja2

        found = self.found.get(bundle.PAGE_FILE)
        if found is None:
            self.problem(Mismatch.FILE, bundle.PAGE_FILE, "page", None)
            return
        try:
            ours = page.rendering(dossier.language)
            expected = hashlib.sha256(page.render(dossier, shown)).hexdigest()
        except (*_MALFORMED, jinja2.TemplateError) as broken:
            self.problem(Mismatch.CONTENT, bundle.RECORDS_FILE, "records", _told(broken))
            return
        if expected == found:
            return
        if dossier.rendering == ours:
            self.problem(Mismatch.CONTENT, bundle.PAGE_FILE, expected, found)
        else:
            self.missing_proof(Mismatch.CONTENT, bundle.PAGE_FILE, dossier.rendering, ours)


def _files_under(folder: Path) -> Iterator[Path]:
    """Everything that is no folder, in order; links are given and not followed."""

    def give_up(fault: OSError) -> None:
        raise fault

    for root, folders, files in os.walk(folder, onerror=give_up):
        links = [name for name in folders if Path(root, name).is_symlink()]
        folders.sort()
        for name in sorted([*files, *links]):
            yield Path(root, name)


def _manifest_digest(seal: bytes) -> str | None:
    try:
        stated = json.loads(seal)["manifest_sha256"]
    except (ValueError, TypeError, LookupError, RecursionError):
        return None
    return stated if isinstance(stated, str) else None


def _told(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}"[:200]
