"""The script behind `make translations`, as these tests use it."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

CHECKOUT = Path(__file__).resolve().parents[2]


@cache
def script() -> ModuleType:
    """packaging/ is no package: its script is loaded by its path."""
    path = CHECKOUT / "packaging" / "translations.py"
    spec = importlib.util.spec_from_file_location("packaging_translations", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
