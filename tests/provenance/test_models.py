"""The table of models says of each size where it is known from, and gives no false alarm."""

from __future__ import annotations

import json

import pytest

from workbench import resources
from workbench.provenance.models import model_of

MODELS = json.loads(resources.path("rules", "models.json").read_text("utf-8"))["models"]


@pytest.mark.parametrize("model", MODELS, ids=lambda one: one["names"][0])
def test_every_line_can_be_looked_up(model: dict[str, object]) -> None:
    assert model["source"]
    for name in model["names"]:  # type: ignore[attr-defined]
        found = model_of(f" {name} ")
        assert found is not None
        assert found.sizes_px == tuple(map(tuple, model["sizes_px"]))  # type: ignore[call-overload]
        assert all(width >= height > 0 for width, height in found.sizes_px)


def test_names_stand_once() -> None:
    names = [name for one in MODELS for name in one["names"]]
    assert len(names) == len(set(names))


def test_a_model_that_is_not_listed_says_nothing() -> None:
    assert model_of("SM-A515F") is None


@pytest.mark.parametrize(
    ("name", "size_px"),
    [
        # Of footage in the collection of test media, as their cameras made it.
        ("Pixel 4 XL", (3024, 4032)),
        ("iPhone 13 Pro Max", (4032, 3024)),
        ("iPhone 7", (4032, 3024)),
        ("iPhone 8 Plus", (3024, 4032)),
    ],
)
def test_whole_pictures_of_cameras_fit(name: str, size_px: tuple[int, int]) -> None:
    model = model_of(name)
    assert model is not None
    assert model.makes(*size_px)
