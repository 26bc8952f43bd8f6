"""Merging: one sheet out of two, of which the analyst says what stays."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from typing import Any

from workbench.records.known import Sheet

TOGETHER = {"latitude_deg": "coordinates", "longitude_deg": "coordinates"}
"""Fields that say something only with each other, under the name that both are chosen by."""


def names() -> tuple[str, ...]:
    """The names by which fields are chosen, in the order of the sheet."""
    fields = (TOGETHER.get(one.name, one.name) for one in dataclasses.fields(Sheet))
    return tuple(dict.fromkeys(fields))


def value(sheet: Sheet, name: str) -> tuple[Any, ...] | None:
    """What a sheet says under a name; None where it says nothing."""
    several = tuple(
        getattr(sheet, one.name)
        for one in dataclasses.fields(Sheet)
        if TOGETHER.get(one.name, one.name) == name
    )
    return None if all(one is None for one in several) else several


def disputed(kept: Sheet, other: Sheet) -> tuple[str, ...]:
    """What both say, and not alike."""
    return tuple(
        name
        for name in names()
        if None not in (value(kept, name), value(other, name))
        and value(kept, name) != value(other, name)
    )


def merged(kept: Sheet, other: Sheet, taken: Collection[str] = ()) -> Sheet:
    """The sheet that stays, with what only the other says, and what is `taken` from the other."""
    changes = {}
    for one in dataclasses.fields(Sheet):
        name = TOGETHER.get(one.name, one.name)
        if value(other, name) is not None and (name in taken or value(kept, name) is None):
            changes[one.name] = getattr(other, one.name)
    return dataclasses.replace(kept, **changes)
