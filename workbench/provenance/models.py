"""Models: the sizes of the pictures that phones and cameras make, by the name in their files.

The table is a file of resources, with a version and a source for each line. A model that is not in
it says nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from workbench import resources


@dataclass(frozen=True, slots=True)
class Model:
    """One model, or several that make pictures of the same sizes."""

    names: tuple[str, ...]
    """As the EXIF tag `Model` has them, in small letters."""
    sizes_px: tuple[tuple[int, int], ...]
    """Width and height of whole pictures, the longer side first, the largest first."""
    source: str

    def makes(self, width_px: int, height_px: int) -> bool:
        """Whether a whole picture of the model can have this size, upright or lying."""
        size = max(width_px, height_px), min(width_px, height_px)
        return size in self.sizes_px


def model_of(name: str) -> Model | None:
    """The model of this name; None where the table does not have it."""
    return _table().get(name.strip().casefold())


@cache
def _table() -> dict[str, Model]:
    content = json.loads(resources.path("rules", "models.json").read_text("utf-8"))
    models = (
        Model(
            tuple(name.casefold() for name in one["names"]),
            tuple((int(width), int(height)) for width, height in one["sizes_px"]),
            str(one["source"]),
        )
        for one in content["models"]
    )
    return {name: model for model in models for name in model.names}
