"""The lock is complete, hashed, and names no address."""

from __future__ import annotations

import re
import sys
import tomllib

from tests.architecture.sources import CHECKOUT, imported, nodes

STANDARD = set(sys.stdlib_module_names)
LOCK = (CHECKOUT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
MODULES = {
    "PySide6": "PySide6-Essentials",
    "shiboken6": "PySide6-Essentials",
    "cv2": "opencv-python-headless",
    "av": "av",
    "PIL": "pillow",
    "exifread": "exifread",
    "pi_heif": "pi-heif",
    "numpy": "numpy",
    "apsw": "apsw-sqlite3mc",
    "faiss": "faiss-cpu",
    "jinja2": "Jinja2",
    "markupsafe": "Jinja2",
    "click": "click",
    "rich": "rich",
    "platformdirs": "platformdirs",
    "defusedxml": "defusedxml",
    "c2pa": "c2pa-python",
    "tzdata": "tzdata",
    "zlib_ng": "zlib-ng",
}
"""Module → the package that it comes in."""


def _names(lines: list[str]) -> set[str]:
    return {re.split(r"[<>=!~; \[]", line)[0].lower().replace("_", "-") for line in lines}


def test_the_lock_names_no_address_and_no_place() -> None:
    assert "://" not in LOCK
    assert "--index" not in LOCK
    assert "/" not in LOCK.split("==", 1)[0]


def test_every_locked_package_has_a_digest() -> None:
    for block in re.split(r"\n(?=[A-Za-z0-9])", LOCK.split("\n", 2)[2]):
        assert "--hash=sha256:" in block, block[:80]


def test_every_dependency_is_locked() -> None:
    wanted = _names(PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"])
    locked = _names(re.findall(r"^[A-Za-z0-9][^\n]*", LOCK, re.MULTILINE))
    assert wanted <= locked, wanted - locked


def test_every_import_from_outside_is_a_stated_dependency() -> None:
    stated = _names(PROJECT["project"]["dependencies"])
    outside = {
        name.split(".")[0]
        for _, node in nodes()
        for name in imported(node)
        if name.split(".")[0] not in STANDARD | {"workbench", "__future__"}
    }
    unknown = {name for name in outside if MODULES.get(name, "?").lower() not in stated}
    assert not unknown
