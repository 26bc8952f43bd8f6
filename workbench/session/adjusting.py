"""Adjusting an extracted frame: "received A, did B, produced C", and stacks in files."""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workbench.ingest import originals
from workbench.records.adjustment import Adjusted, Stack
from workbench.records.codec import from_json
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import Item
from workbench.records.placement import OutsidePicture, placed

MAX_FILE_BYTES = 1_000_000
"""Far more than the largest stack."""


def through(
    stack: Stack | None, rgb: NDArray[np.uint8], item: Item
) -> tuple[NDArray[np.uint8], Adjusted | None]:
    """The picture after the steps that are on, and how it was made; None where none is on.

    Refusal(CANNOT_ADJUST) for a step that does not fit this picture.
    """
    done = Stack() if stack is None else stack.active
    if not done.steps:
        return rgb, None
    from workbench.media import adjust

    aspect = item.medium.upright_pixel_aspect
    try:
        made = adjust.adjusted(rgb, done, aspect=aspect)
    except (OutsidePicture, adjust.TooLargeToTurn) as unfit:
        raise Refusal(RefusalCode.CANNOT_ADJUST, item=item.name, detail=str(unfit)) from unfit
    height, width, _ = made.shape
    return made, Adjusted(done, aspect, width, height, hashlib.sha256(made.data).hexdigest())


def aspect_of(done: Adjusted | None, item: Item) -> Fraction:
    """The width of a pixel over its height, after what was done to the picture of an item."""
    size, aspect = item.medium.upright_size_px, item.medium.upright_pixel_aspect
    return aspect if done is None or size is None else placed(done.stack, size, aspect).aspect


def texts(done: Adjusted) -> list[tuple[str, str]]:
    """For the PNG: what was done to the frame that is cited, and what came out."""
    size = f"{done.width_px} x {done.height_px} px"
    return [
        ("Adjustments", done.stack.text()),
        ("Produced", f"{size}, pixels sha256:{done.pixels_sha256}"),
    ]


def stack_of(text: str, name: str) -> Stack:
    """The stack that a text holds as JSON; `name` is where it came from. Refusal(NOT_A_STACK)."""
    try:
        return from_json(Stack, json.loads(text))
    except (ValueError, RecursionError) as wrong:
        raise Refusal(RefusalCode.NOT_A_STACK, path=name, detail=str(wrong)[:200]) from wrong


def read_stack(path: Path) -> Stack:
    """The stack in a file. Refusal(NOT_A_STACK), or what the disk says."""
    name = originals.name_of(path)
    with originals.refusing(path), path.open("rb") as file:
        content = file.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        raise Refusal(RefusalCode.NOT_A_STACK, path=name, detail=f"> {MAX_FILE_BYTES} bytes")
    return stack_of(content.decode("utf-8", "replace"), name)
