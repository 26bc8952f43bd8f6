"""What the user has set: a TOML file that holds only what differs from the defaults."""

from __future__ import annotations

import getpass
import os
import tomllib
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import platformdirs

_PROGRAM = "footage-workbench"


class Theme(StrEnum):
    """The colours of the window."""

    SYSTEM = "system"
    DARK = "dark"
    LIGHT = "light"


def _author() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        # No entry for this user, as in a container; the custody log still needs a name.
        return f"uid {os.getuid()}" if hasattr(os, "getuid") else "unknown"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings, defaults where the user has set nothing."""

    author: str = field(default_factory=_author)
    """Who stands in the custody log and under annotations."""
    language: str | None = None
    """`en`, `ru`, `be`, `uk`; None follows the system."""
    theme: Theme = Theme.SYSTEM
    libraries: tuple[str, ...] = ()
    """Paths of the known footage libraries that are searched, in the order they were opened."""
    table_columns: tuple[str, ...] = ()
    """Columns of the table of all items; none means those that the program begins with."""
    match_automatically: bool = True
    """Whether items are searched as soon as they are added, and again when a library grows."""
    unprotected_consent: bool = False
    """Whether the user agreed, once, to read footage on a system that offers no sandbox."""


def folder() -> Path:
    """Where settings lie; `WORKBENCH_SETTINGS` overrides it."""
    override = os.environ.get("WORKBENCH_SETTINGS")
    return Path(override) if override else platformdirs.user_config_path(_PROGRAM)


def data_folder() -> Path:
    """Where what the user has collected lies, beside no case; the same override."""
    override = os.environ.get("WORKBENCH_SETTINGS")
    return Path(override) if override else platformdirs.user_data_path(_PROGRAM)


def cache_folder() -> Path:
    """Where lies what can be made again; the same override."""
    override = os.environ.get("WORKBENCH_SETTINGS")
    return Path(override) / "cache" if override else platformdirs.user_cache_path(_PROGRAM)


def load() -> Settings:
    """The user's settings; a file that cannot be read or understood counts as empty."""
    try:
        stored = tomllib.loads((folder() / "settings.toml").read_text("utf-8"))
    except (OSError, ValueError):
        return Settings()
    known: dict[str, Any] = {}
    for one in fields(Settings):
        value = stored.get(one.name)
        if one.name == "theme" and value in list(Theme):
            known[one.name] = Theme(value)
        elif one.name in ("unprotected_consent", "match_automatically") and isinstance(value, bool):
            known[one.name] = value
        elif one.name in ("libraries", "table_columns") and isinstance(value, list):
            known[one.name] = tuple(v for v in value if isinstance(v, str))
        elif one.name in ("author", "language") and isinstance(value, str) and value:
            known[one.name] = value
    return replace(Settings(), **known)


def save(settings: Settings) -> None:
    """Write what differs from the defaults. OSError when the folder cannot be written."""
    default = Settings()
    lines = []
    for one in fields(Settings):
        value = getattr(settings, one.name)
        if value is None or value == getattr(default, one.name):
            continue
        lines.append(f"{one.name} = {_toml(value)}")
    folder().mkdir(parents=True, exist_ok=True)
    scratch = folder() / "settings.toml.new"
    scratch.write_text("\n".join([*lines, ""]), "utf-8")
    scratch.replace(folder() / "settings.toml")


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(v) for v in value)}]"
    escaped = "".join(
        f"\\u{ord(c):04X}" if ord(c) < 32 or c in '"\\\x7f' else c for c in str(value)
    )
    return f'"{escaped}"'
