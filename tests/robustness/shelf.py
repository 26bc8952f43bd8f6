"""Shelf: what was made once and need not be made again while what made it is as it was."""

from __future__ import annotations

import hashlib
import pickle  # noqa: TID251  a cache of the suite's own, never shared
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of things by their key; without a folder nothing is kept."""

    folder: Path | None = None

    def kept(self, key: str, make: Callable[[], Any]) -> Any:
        """What is there under a key, or is made and put there."""
        if self.folder is None:
            return make()
        path = self.folder / hashlib.sha256(key.encode()).hexdigest()[:32]
        if path.is_file():
            return pickle.loads(path.read_bytes())
        made = make()
        self.folder.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(f".{id(made)}")
        beside.write_bytes(pickle.dumps(made))
        beside.replace(path)
        return made


def code(*modules: ModuleType) -> str:
    """A key that changes when these modules do."""
    texts = [Path(str(module.__file__)).read_bytes() for module in modules]
    return hashlib.sha256(b"".join(texts)).hexdigest()
