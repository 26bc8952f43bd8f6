"""Where the files under resources/ lie: in a checkout, an installed wheel, or a frozen app."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path


@cache
def folder() -> Path:
    """The resources folder. RuntimeError when the installation has none."""
    package = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    places = [package / "_resources", package.parent / "resources"]
    if frozen is not None:
        places.insert(0, Path(frozen) / "resources")
    for place in places:
        if place.is_dir():
            return place
    raise RuntimeError("the resources folder is missing from this installation")


def path(*parts: str) -> Path:
    """The path of one resource, which may not exist."""
    return folder().joinpath(*parts)
