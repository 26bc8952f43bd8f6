"""Origin: each rule knows its own mark, has a source, and says no more than it can."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from workbench import resources
from workbench.provenance import origin
from workbench.provenance.facts import Facts
from workbench.provenance.origin import Rule, indicators
from workbench.records.item import MediaKind, MediaStatus, Medium
from workbench.records.provenance import Strength
from workbench.records.structure import Part

RULES = origin.built_in().rules


def medium(format_name: str = "mp4") -> Medium:
    return Medium(MediaKind.CLIP, format_name, MediaStatus.OK, None, 1)


def bearing(rule: Rule) -> Facts:
    """The facts of a file that carries the example of a rule where the rule looks for it."""
    kind, _, rest = rule.field.partition(" ")
    if kind == "name":
        return Facts(rule.example, medium())
    if kind == "tag":
        name = rest.replace("Track*", "Track1").replace("*:*", "Keys:Any").replace("*", "ItemList")
        assert fnmatchcase(name, rest)
        return Facts("clip", medium(), tags={name: rule.example})
    path, _, key = rest.rpartition(" ")
    path = path.replace("*", "any")
    return Facts("clip", medium(), parts=[Part(path, "any", 0, 8, 0, {key: [rule.example]})])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_knows_its_example_and_only_its_platform(rule: Rule) -> None:
    found = indicators(bearing(rule))
    assert rule.id in {one.rule for one in found}
    assert {one.platform for one in found} == {rule.platform}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_a_source_and_a_sentence(rule: Rule) -> None:
    assert rule.source
    assert rule.meaning.endswith(".")
    assert rule.valid_from is None or rule.valid_to is None or rule.valid_from < rule.valid_to


FIELDS = {
    *("id", "platform", "writer", "field", "pattern", "meaning", "strength", "source", "example"),
    *("valid_from", "valid_to"),
}
NAMED = {
    *("YouTube", "X", "TikTok", "Facebook, Instagram", "WhatsApp", "Telegram", "Signal", "Viber"),
    *("iPhone", "Android", "Samsung", "Xiaomi", "Huawei", "Google Pixel", "FFmpeg", "HandBrake"),
    *("Adobe Premiere Pro", "Adobe Photoshop", "GIMP", "DaVinci Resolve"),
}


def test_the_file_says_all_of_every_rule_and_knows_every_platform_that_was_asked_for() -> None:
    raw = json.loads(resources.path("rules", "origin.json").read_text("utf-8"))
    assert all(set(one) == FIELDS for one in raw["rules"])
    assert {rule.platform for rule in RULES} >= NAMED


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_does_not_fit_what_merely_mentions_its_mark(rule: Rule) -> None:
    """A mark stands where its writer puts it, not in the midst of somebody's words."""
    about = f"what people say: \u00ab {rule.example} \u00bb, they say"
    if rule.pattern.pattern.startswith(("^", "(?i)^")):
        assert rule.pattern.search(about) is None
    assert rule.pattern.search("") is None


def test_rules_have_names_of_their_own() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES) > 50


def test_the_strongest_marks_come_first() -> None:
    facts = Facts(
        "VID-20200809-WA0007.mp4",
        medium(),
        tags={"Track1:HandlerDescription": "VideoHandler", "ItemList:Encoder": "Lavf58.29.100"},
    )
    found = indicators(facts)
    assert [one.strength for one in found] == [Strength.STRONG, Strength.MODERATE, Strength.WEAK]
    assert found[0].found_in == "ItemList:Encoder"
    assert found[0].found == "Lavf58.29.100"


def test_a_file_without_marks_has_none() -> None:
    assert indicators(Facts("clip.mp4", medium(), tags={"QuickTime:MajorBrand": "isom"})) == []


def test_rules_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "rules.json"
    for text in ('{"version": "1"}', '{"version": "1", "rules": [{"id": "x"}]}', "[]"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=r"rules\.json"):
            origin.read(path)
