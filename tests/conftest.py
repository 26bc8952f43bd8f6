"""What every test may ask for: real footage, and a window system without a screen."""

from __future__ import annotations

import gc
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt

from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]


def _folder(variable: str, name: str) -> Path:
    """A folder beside the checkout, or where the environment says; skips where there is none."""
    stated = os.environ.get(variable)
    folder = Path(stated) if stated else CHECKOUT.parent / "shared" / name
    if not folder.is_dir():
        pytest.skip(f"needs the {name} folder: set {variable}, or put it at ../shared/{name}")
    return folder


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Where a window has had cycles looked for in its thread alone, here is where that is done."""
    if not gc.isenabled():
        gc.collect(1)


@pytest.fixture(scope="session", autouse=True)
def own_settings_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the settings, or what is kept beside them, of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_SETTINGS", str(tmp_path_factory.mktemp("settings")))
        yield


@pytest.fixture(scope="session")
def media_dir() -> Path:
    """Real footage with its ground truth. Tests only read it."""
    return _folder("WORKBENCH_MEDIA", "media")


@pytest.fixture(scope="session")
def corpora_dir() -> Path:
    """Archives of malformed files. Tests only read them."""
    return _folder("WORKBENCH_CORPORA", "corpora")


@pytest.fixture(scope="session")
def sample_dir() -> Path:
    """The footage that comes with the program."""
    return CHECKOUT / "resources" / "sample"
