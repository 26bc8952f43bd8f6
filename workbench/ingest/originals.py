"""Originals: how the bytes of a file get into the case's folder, whole or not at all.

Read once, digested while copied; temp, fsync, rename, fsync of the folder; only then may a row
say that the item is there. The name of the stored file is its digest and nothing else.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import Digest, Item

CHUNK_BYTES = 1 << 20
INCOMING = "incoming"
"""Folder of copies that are not finished; emptied when the case is opened for writing."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A finished copy that has no place yet, or for a linked original the file itself."""

    path: Path
    digest: Digest
    size_bytes: int
    linked: bool


def open_original(path: Path) -> int:
    """A descriptor of an ordinary, readable, non-empty file; the caller closes it."""
    with refusing(path):
        # Without O_NONBLOCK opening a pipe would wait for its writer.
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NONBLOCK", 0))
    status = os.fstat(fd)
    if not stat.S_ISREG(status.st_mode):
        os.close(fd)
        raise Refusal(RefusalCode.NOT_A_FILE, path=name_of(path))
    if status.st_size == 0:
        os.close(fd)
        raise Refusal(RefusalCode.EMPTY_FILE, path=name_of(path))
    return fd


def copy_in(
    path: Path, folder: Path, *, on_bytes: Callable[[int, int], None], link: bool = False
) -> Copy:
    """Copy and digest `path` into `folder`/incoming, or with `link` digest it where it is.

    `on_bytes(done, of)` is called after each chunk and may raise to give up; nothing is left then.
    """
    fd = open_original(path)
    try:
        if link:
            digest, size = _digest(path, fd, on_bytes)
            return Copy(path, digest, size, linked=True)
        return _copy(path, fd, folder / INCOMING, on_bytes)
    finally:
        os.close(fd)


def digest_of(path: Path) -> tuple[Digest, int]:
    """Digest and size in bytes of a file, read where it lies. Refusal when it cannot be opened."""
    fd = open_original(path)
    try:
        return _digest(path, fd, lambda done, of: None)
    finally:
        os.close(fd)


FileState = tuple[int, int, int, int]
"""Device, number, size in bytes and time of the last change of a file."""


def state_of(fd: int) -> FileState:
    status = os.fstat(fd)
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


@dataclass(slots=True)
class Original:
    """The open original of an item. What is measured or shown of other bytes than those that were
    received would be cited under the wrong digest."""

    item: Item
    path: Path
    fd: int
    assured: FileState | None = None
    """Its state when its digest was last found to be right."""

    def assure(self, on_bytes: Callable[[int, int], None]) -> None:
        """Refusal(ORIGINAL_CHANGED) where these are not the bytes that were received. Read whole,
        unless nothing was written to the file since that was done last."""
        state = state_of(self.fd)
        if state == self.assured:
            return
        if state[2] != self.item.medium.size_bytes or self._other_digest(on_bytes):
            raise Refusal(RefusalCode.ORIGINAL_CHANGED, item=self.item.name)
        self.assured = state

    def glance(self, on_bytes: Callable[[int, int], None]) -> None:
        """`assure` for what is only looked at: a file of the same size that was not written to
        since it was received is not read first."""
        size_bytes, changed_ns = state_of(self.fd)[2:]
        received_ns = int(self.item.received.timestamp() * 1000 + 1) * 1_000_000
        if size_bytes != self.item.medium.size_bytes or changed_ns > received_ns:
            self.assure(on_bytes)

    def _other_digest(self, on_bytes: Callable[[int, int], None]) -> bool:
        os.lseek(self.fd, 0, os.SEEK_SET)
        return _digest(self.path, self.fd, on_bytes)[0] != self.item.digest


@contextlib.contextmanager
def unchanged(path: Path, item: Item, on_bytes: Callable[[int, int], None]) -> Iterator[Original]:
    """The original at `path`, assured to be what was received."""
    original = Original(item, path, open_original(path))
    try:
        original.assure(on_bytes)
        yield original
    finally:
        os.close(original.fd)


MAX_SLICE_BYTES = 1 << 20


def read_slice(path: Path, item: Item, offset: int, count: int) -> bytes:
    """Bytes of an original from `offset` on, at most `MAX_SLICE_BYTES`, for looking at them.
    Refusal(ORIGINAL_CHANGED) where the file has another size than was received."""
    fd = open_original(path)
    try:
        if os.fstat(fd).st_size != item.medium.size_bytes:
            raise Refusal(RefusalCode.ORIGINAL_CHANGED, item=item.name)
        with refusing(path):
            os.lseek(fd, max(offset, 0), os.SEEK_SET)
            return os.read(fd, min(max(count, 0), MAX_SLICE_BYTES))
    finally:
        os.close(fd)


def _copy(path: Path, fd: int, incoming: Path, on_bytes: Callable[[int, int], None]) -> Copy:
    scratch = incoming / secrets.token_hex(16)
    with refusing(incoming):
        incoming.mkdir(parents=True, exist_ok=True)
        out = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with refusing(incoming):
            digest, size = _digest(path, fd, on_bytes, out)
            os.fsync(out)
            os.fchmod(out, 0o400)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise
    finally:
        os.close(out)
    return Copy(scratch, digest, size, linked=False)


def _digest(
    path: Path, fd: int, on_bytes: Callable[[int, int], None], out: int | None = None
) -> tuple[Digest, int]:
    before = os.fstat(fd)
    sha256 = hashlib.sha256()
    done = 0
    while chunk := os.read(fd, CHUNK_BYTES):
        sha256.update(chunk)
        if out is not None:
            _write(out, chunk)
        done += len(chunk)
        if done > before.st_size:
            break
        on_bytes(done, before.st_size)
    after = os.fstat(fd)
    if done != before.st_size or before.st_mtime_ns != after.st_mtime_ns:
        raise Refusal(RefusalCode.CHANGED_WHILE_READ, path=name_of(path))
    return Digest(sha256.hexdigest()), done


def _write(out: int, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        rest = rest[os.write(out, rest) :]


def settle(copy: Copy, folder: Path) -> Path:
    """Give a finished copy its place, `folder`/ab/<digest>; there it stays, read-only."""
    if copy.linked:
        return copy.path
    place = place_of(copy.digest, folder)
    with refusing(folder):
        place.parent.mkdir(exist_ok=True)
        copy.path.rename(place)
        for changed in (place.parent, folder, copy.path.parent):
            _sync_folder(changed)
    return place


def discard(copy: Copy) -> None:
    """Remove a copy that is not wanted."""
    if not copy.linked:
        copy.path.unlink(missing_ok=True)


def place_of(digest: Digest, folder: Path) -> Path:
    return folder / digest[:2] / digest


def is_there(path: Path) -> bool:
    """Whether there is a file at `path`. Refusal(NO_PERMISSION) where that may not be known."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise refusal_of(error, path) from error


def is_folder(path: Path) -> bool:
    """Whether `path` is a folder, as far as one may know: `Path.is_dir` raises where the folder
    above may not be entered."""
    try:
        return path.is_dir()
    except OSError:
        return False


def store_bytes(content: bytes, folder: Path, suffix: str) -> tuple[Digest, Path]:
    """Store derived bytes under their digest in `folder`, as durably as an original."""
    digest = Digest(hashlib.sha256(content).hexdigest())
    place = folder / digest[:2] / f"{digest}{suffix}"
    with refusing(folder):
        if place.exists() and place.stat().st_size == len(content):
            return digest, place
        place.parent.mkdir(parents=True, exist_ok=True)
        scratch = place.with_name(f"{secrets.token_hex(8)}.new")
        try:
            with scratch.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            scratch.rename(place)
        except BaseException:
            scratch.unlink(missing_ok=True)
            raise
        _sync_folder(place.parent)
    return digest, place


def write_whole(path: Path, content: bytes, *, replace: bool = True) -> None:
    """Write a file that is there whole or not at all; one of that name is replaced, or stays.

    Refusal(ALREADY_THERE), Refusal(DISK_FULL) and what else the disk says.
    """
    with refusing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not replace:
            _claim(path)
        scratch = path.with_name(f"{secrets.token_hex(8)}.new")
        try:
            scratch.write_bytes(content)
            scratch.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                scratch.unlink(missing_ok=True)
                if not replace:
                    path.unlink(missing_ok=True)
            raise


def _claim(path: Path) -> None:
    """Lay an empty file there, so that nobody else takes the name."""
    try:
        with path.open("xb"):
            pass
    except FileExistsError as there:
        raise Refusal(RefusalCode.ALREADY_THERE, path=name_of(path)) from there


def sweep(folder: Path) -> None:
    """Remove copies that an earlier run of the program did not finish."""
    with contextlib.suppress(OSError):
        for left in (folder / INCOMING).iterdir():
            left.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    fd = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def name_of(path: Path) -> str:
    """A path as text that JSON and SQLite can hold."""
    return os.fsencode(path).decode("utf-8", "replace")


@contextlib.contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Turn what the operating system says about `path` into a Refusal."""
    try:
        yield
    except OSError as error:
        raise refusal_of(error, path) from error


def refusal_of(error: OSError, path: Path) -> Refusal:
    """The refusal for an error of the operating system."""
    name = name_of(path)
    if isinstance(error, FileNotFoundError | NotADirectoryError) or error.errno == errno.ELOOP:
        return Refusal(RefusalCode.NOT_FOUND, path=name)
    if error.errno == errno.ENAMETOOLONG:
        return Refusal(RefusalCode.UNUSABLE_NAME, path=name)
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return Refusal(RefusalCode.NO_PERMISSION, path=name)
    if isinstance(error, IsADirectoryError) or error.errno in (errno.ENXIO, errno.ENODEV):
        return Refusal(RefusalCode.NOT_A_FILE, path=name)
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return Refusal(RefusalCode.DISK_FULL, path=name)
    return Refusal(RefusalCode.DISK_FAULT, path=name, detail=error.strerror or str(error))


def files_under(paths: list[Path], *, recursive: bool) -> Iterator[Path]:
    """The files meant by `paths`: a folder stands for its files, with `recursive` all below it.

    Folders are read in order of name; links to folders are not followed, hidden files are left
    out. A path that is not there is handed on, for the intake to refuse it by name.
    """
    for path in paths:
        if not is_folder(path):
            yield path
            continue
        try:
            inside = sorted(path.iterdir())
        except OSError:
            yield path
            continue
        for one in inside:
            if one.name.startswith("."):
                continue
            if is_folder(one):
                if recursive and not one.is_symlink():
                    yield from files_under([one], recursive=True)
            else:
                yield one
