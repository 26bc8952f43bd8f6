"""Steps and stacks: bounded, ordered, and one text of each."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from workbench.records.adjustment import (
    MAX_STEPS,
    STEPS,
    Brightness,
    Channel,
    ChannelView,
    Crop,
    Gamma,
    Invert,
    Levels,
    Mirror,
    Rotate,
    Sharpen,
    Stack,
    bounds_of,
    parameters,
)
from workbench.records.codec import from_json, to_json


def test_every_step_is_read_back_as_what_it_was() -> None:
    stack = Stack(tuple(kind() for kind in STEPS))
    assert from_json(Stack, json.loads(stack.text())) == stack
    assert len({step.kind for step in stack.steps}) == len(STEPS)


def test_one_setting_has_one_text() -> None:
    assert Stack((Gamma(gamma=2),)).text() == Stack((Gamma(gamma=2.0),)).text()
    assert Stack((Rotate(degrees=-0.0),)).text() == Stack((Rotate(degrees=0),)).text()
    assert Sharpen(radius_px=1.5000001) == Sharpen(radius_px=1.5)


@pytest.mark.parametrize("kind", STEPS)
def test_every_number_is_bounded(kind: Any) -> None:
    for parameter in parameters(kind):
        bounds = bounds_of(parameter)
        if bounds is None:
            continue
        assert bounds.lowest <= getattr(kind(), parameter.name) <= bounds.highest
        for value in (bounds.lowest - 1, bounds.highest + 1, math.nan, math.inf):
            with pytest.raises(ValueError):
                kind(**{parameter.name: value})


@pytest.mark.parametrize(
    "nonsense",
    [
        {"steps": [{}]},
        {"steps": [{"on": True}]},
        {"steps": [{"kind": "gamma", "percent": 3}]},
        {"steps": [{"kind": "gamma", "gamma": "2"}]},
        {"steps": [{"kind": "gamma", "gamma": 1e300}]},
        {"steps": [{"kind": "brightness", "percent": 1.5}]},
        {"steps": [{"kind": "levels", "black": 9, "white": 9}]},
        {"steps": [{"kind": "channel", "channel": "ultraviolet"}]},
        {"steps": [{"kind": "enhance"}]},
        {"steps": [{"kind": ["gamma"]}]},
        {"steps": [{"kind": "invert"}] * (MAX_STEPS + 1)},
    ],
)
def test_a_stack_that_is_none_is_refused(nonsense: Any) -> None:
    with pytest.raises(ValueError):
        from_json(Stack, nonsense)


def test_steps_are_added_moved_switched_and_taken_away() -> None:
    stack = Stack((Brightness(percent=5),)).added(Invert()).added(Mirror(), 1)
    assert [s.kind for s in stack.steps] == ["brightness", "mirror", "invert"]
    assert [s.kind for s in stack.moved(2, 0).steps] == ["invert", "brightness", "mirror"]
    assert [s.kind for s in stack.moved(0, 2).steps] == ["mirror", "invert", "brightness"]
    off = stack.switched(1)
    assert [s.kind for s in off.active.steps] == ["brightness", "invert"]
    assert off.switched(1) == stack
    assert [s.kind for s in stack.without(0).steps] == ["mirror", "invert"]


def test_black_must_stay_below_white() -> None:
    with pytest.raises(ValueError):
        Levels(black=200, white=100)
    assert to_json(Channel(channel=ChannelView.RED))["channel"] == "red"
    assert Crop().left_px == 0
