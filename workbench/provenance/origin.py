"""Origin: which platforms, devices and programs have left their mark in a file.

The rules are a file of resources, with a version and a source each, so that whoever doubts one can
look it up. They say what wrote a file last, not whether the scene is real.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from workbench import resources
from workbench.provenance.facts import Facts
from workbench.records.known_structure import Writer
from workbench.records.provenance import Indicator, Strength

MAX_FOUND_CHARS = 120


@dataclass(frozen=True, slots=True)
class Rule:
    """One mark: where it stands, what it looks like, and what it means."""

    id: str
    platform: str
    writer: Writer
    """What kind of thing that is."""
    field: str
    """As `Facts.values` takes it."""
    pattern: re.Pattern[str]
    meaning: str
    strength: Strength
    source: str
    """Where the mark is known from."""
    valid_from: date | None
    """The first and last day for which the mark is known; None where that is not known."""
    valid_to: date | None
    example: str
    """A text that carries the mark."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules and the version of their file."""

    version: str
    rules: tuple[Rule, ...]


@cache
def built_in() -> Rules:
    """The rules that come with the program."""
    return read(resources.path("rules", "origin.json"))


def read(path: Path) -> Rules:
    """Rules from a file. ValueError where it is none."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    try:
        return Rules(str(raw["version"]), tuple(_rule(one) for one in raw["rules"]))
    except (KeyError, TypeError, re.error) as wrong:
        raise ValueError(f"{path.name}: {wrong}") from wrong


def _rule(raw: dict[str, Any]) -> Rule:
    return Rule(
        id=raw["id"],
        platform=raw["platform"],
        writer=Writer(raw["writer"]),
        field=raw["field"],
        pattern=re.compile(raw["pattern"]),
        meaning=raw["meaning"],
        strength=Strength(raw["strength"]),
        source=raw["source"],
        valid_from=_day(raw.get("valid_from")),
        valid_to=_day(raw.get("valid_to")),
        example=raw["example"],
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def indicators(facts: Facts, rules: Sequence[Rule] | None = None) -> list[Indicator]:
    """The marks in a file, the strongest first; each rule once, at the first place it fits."""
    order = list(Strength)
    found = _found(facts, built_in().rules if rules is None else rules)
    return sorted(found, key=lambda one: -order.index(one.strength))


def writer_of(mark: Indicator) -> Writer | None:
    """What kind of thing left a mark; None for one of rules that are no more."""
    rule = next((one for one in built_in().rules if one.id == mark.rule), None)
    return None if rule is None else rule.writer


def _found(facts: Facts, rules: Iterable[Rule]) -> Iterable[Indicator]:
    for rule in rules:
        for place, text in facts.values(rule.field):
            seen = rule.pattern.search(text)
            if seen is None:
                continue
            line = " ".join(text.split())[:MAX_FOUND_CHARS]
            yield Indicator(rule.id, rule.platform, place, line, rule.meaning, rule.strength)
            break
