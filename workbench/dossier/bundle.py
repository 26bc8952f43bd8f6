"""The bundle: a dossier as a folder of files that others can read and check.

Same dossier, same bytes: no clock, no chance and no name of this machine goes into them.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from workbench.dossier import manifest, page, preview
from workbench.records.codec import to_json
from workbench.records.dossier import Dossier
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.frame import ExtractedFrame
from workbench.records.item import Digest
from workbench.store.project import Project

PAGE_FILE = "dossier.html"
RECORDS_FILE = "dossier.json"


def exhibit_path(file: Digest) -> str:
    """Where in the folder the PNG of an extracted frame lies."""
    return f"exhibits/{file}.png"


def preview_path(file: Digest) -> str:
    """Where the smaller picture lies that the page shows in its place, if it is large."""
    return f"previews/{file}.png"


def records_bytes(dossier: Dossier) -> bytes:
    """The whole dossier for machines."""
    text = json.dumps(to_json(dossier), indent=1, ensure_ascii=False, allow_nan=False)
    return (text + "\n").encode()


def exhibits_of(dossier: Dossier) -> dict[Digest, ExtractedFrame]:
    """The frames whose pictures come with the dossier, by the digest of their PNG."""
    if not dossier.shows_pictures:
        return {}
    taken = (frame for section in dossier.items for frame in section.frames)
    return {frame.file: frame for frame in taken}


def write(
    dossier: Dossier,
    project: Project,
    out: Path,
    *,
    replace: bool = False,
    on_progress: Callable[[float], None] | None = None,
) -> Path:
    """Write the dossier into the folder `out`; its page. With `replace`, in place of an older one.

    Raises `Refusal`: DOSSIER_THERE, ALREADY_THERE where `out` holds anything else, DAMAGED_CASE
    or NOT_FOUND for an extracted frame that is not as it was, or what the disk says.
    """
    out = out.absolute()
    if _holds_ours(out) and not replace:
        raise Refusal(RefusalCode.DOSSIER_THERE, path=str(out))
    with _faults(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
        try:
            _write_all(dossier, project, fresh, on_progress or (lambda done: None))
            fresh.chmod(0o755)
            _replace(fresh, out)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return out / PAGE_FILE


def seal_of(out: Path) -> str:
    """Digest of the manifest, which stands for the whole dossier."""
    with _faults(out):
        return hashlib.sha256((out / manifest.MANIFEST_FILE).read_bytes()).hexdigest()


def _write_all(
    dossier: Dossier, project: Project, folder: Path, on_progress: Callable[[float], None]
) -> None:
    exhibits = exhibits_of(dossier)
    digests: dict[str, str] = {}
    shown: dict[Digest, bytes] = {}

    def put(path: str, content: bytes) -> None:
        place = folder / path
        place.parent.mkdir(exist_ok=True)
        with place.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        digests[path] = hashlib.sha256(content).hexdigest()

    for n, file in enumerate(sorted(exhibits)):
        picture = _derived(project, file)
        put(exhibit_path(file), picture)
        smaller = preview.smaller(picture)
        if smaller is not None:
            put(preview_path(file), smaller)
        shown[file] = smaller or picture
        on_progress((n + 1) / (len(exhibits) + 1))
    put(RECORDS_FILE, records_bytes(dossier))
    put(PAGE_FILE, page.render(dossier, shown))
    listed = manifest.manifest_bytes(digests)
    put(manifest.MANIFEST_FILE, listed)
    put(manifest.SEAL_FILE, manifest.seal_bytes(dossier, listed))
    on_progress(1.0)


def _derived(project: Project, file: Digest) -> bytes:
    place = project.derived_dir / file[:2] / f"{file}.png"
    try:
        content = place.read_bytes()
    except FileNotFoundError:
        raise Refusal(RefusalCode.NOT_FOUND, path=str(place)) from None
    found = hashlib.sha256(content).hexdigest()
    if found != file:
        raise Refusal(RefusalCode.DAMAGED_CASE, path=str(place), detail=f"SHA-256 {found}")
    return content


def _holds_ours(out: Path) -> bool:
    """Whether a dossier of ours lies there; only that is ever replaced. Refusal(ALREADY_THERE)
    where anything else does."""
    with _faults(out):
        if not os.path.lexists(out):
            return False
        if out.is_symlink() or not out.is_dir():
            raise Refusal(RefusalCode.ALREADY_THERE, path=str(out))
        present = {path.relative_to(out).as_posix() for path in out.rglob("*") if not path.is_dir()}
        if not present:
            return False
        try:
            known = set(manifest.read_manifest((out / manifest.MANIFEST_FILE).read_bytes()))
        except (FileNotFoundError, ValueError):
            known = set()
        if not known or present - known - {manifest.MANIFEST_FILE, manifest.SEAL_FILE}:
            raise Refusal(RefusalCode.ALREADY_THERE, path=str(out))
        return True


def _replace(fresh: Path, out: Path) -> None:
    if not out.exists():
        fresh.rename(out)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        out.rename(old / "old")
        try:
            fresh.rename(out)
        except OSError:
            (old / "old").rename(out)
            raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


@contextlib.contextmanager
def _faults(out: Path) -> Iterator[None]:
    """What the disk answers, as a refusal."""
    try:
        yield
    except OSError as fault:
        path = str(out)
        if isinstance(fault, PermissionError):
            raise Refusal(RefusalCode.NO_PERMISSION, path=path) from fault
        if isinstance(fault, FileNotFoundError):
            raise Refusal(RefusalCode.NOT_FOUND, path=path) from fault
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Refusal(RefusalCode.DISK_FULL, path=path) from fault
        raise Refusal(RefusalCode.DISK_FAULT, path=path, detail=fault.strerror) from fault
