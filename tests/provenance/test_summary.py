"""A summary says what a file says, how far it carries, and "not stated" where it says nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.provenance.test_notices import facts, time
from workbench.i18n import summary as words
from workbench.provenance.facts import Facts
from workbench.provenance.testimony import said_by
from workbench.records.provenance import Strength
from workbench.records.summary import Answer, Topic, Trust


def answer(topic: Topic, given: Facts) -> Answer:
    return said_by(given, measured=True).summary.answer(topic)


@pytest.mark.parametrize(
    ("times", "trust"),
    [
        ([], Trust.NOT_STATED),
        ([time("2020-08-09T20:14:03", "capture")], Trust.STATED),
        ([time("2020-08-09T20:14:03", "name", "Android")], Trust.INFERRED),
        (
            [time("2020-08-09T20:14:03", "capture"), time("2020-08-09T17:14:01+00:00", "gps")],
            Trust.AGREED,
        ),
        (
            [time("2020-08-09T20:14:03", "capture"), time("2020-08-09T17:36:01+00:00", "gps")],
            Trust.CONTRADICTED,
        ),
        (
            [time("2020-08-09T20:14:03", "encode"), time("2020-08-09", "name", "WhatsApp")],
            Trust.STATED,
        ),
        (
            [time("2020-08-09T20:14:03", "capture"), time("2020-08-01T20:14:03", "modify")],
            Trust.CONTRADICTED,
        ),
    ],
)
def test_when_is_trusted_as_far_as_clocks_agree(times: list[dict[str, Any]], trust: Trust) -> None:
    assert answer(Topic.WHEN, facts(times=times)).trust is trust


def test_the_time_of_capture_is_read_before_all_others() -> None:
    times = [time("2020-08-10T00:00:00", "modify"), time("2020-08-09T20:14:03", "capture")]
    first = answer(Topic.WHEN, facts(times=times)).statements[0]
    assert (first.meaning, first.text) == ("capture", "2020-08-09T20:14:03")


def test_a_place_is_stated_with_where_it_stands() -> None:
    place = {"latitude_deg": 53.9, "longitude_deg": 27.56, "from": "GPS"}
    where = answer(Topic.WHERE, facts(location=place))
    assert where.statements[0].text == "53.900000, 27.560000"
    assert (where.statements[0].place, where.trust) == ("GPS", Trust.STATED)


@pytest.mark.parametrize(
    ("tags", "said", "trust"),
    [
        ({"IFD0:Make": "Canon", "IFD0:Model": "Canon EOS 5D"}, "Canon EOS 5D", Trust.STATED),
        ({"IFD0:Make": "Xiaomi", "IFD0:Model": "Mi A3"}, "Xiaomi Mi A3", Trust.STATED),
        ({"IFD0:Model": "A", "XMP-tiff:Model": "A"}, "A", Trust.AGREED),
        ({"IFD0:Model": "A", "XMP-tiff:Model": "B"}, "A", Trust.CONTRADICTED),
    ],
)
def test_the_device_is_maker_and_model(tags: dict[str, Any], said: str, trust: Trust) -> None:
    device = answer(Topic.DEVICE, facts(tags=tags))
    assert (device.statements[0].text.strip(), device.trust) == (said, trust)


def test_several_programs_do_not_contradict_each_other() -> None:
    tags = {"IFD0:Software": "GIMP 2.10", "XMP-xmp:CreatorTool": "Adobe Photoshop"}
    software = answer(Topic.SOFTWARE, facts(tags=tags))
    assert [one.text for one in software.statements] == ["GIMP 2.10", "Adobe Photoshop"]
    assert software.trust is Trust.STATED


def test_a_platform_is_inferred_from_its_strongest_mark() -> None:
    platform = answer(Topic.PLATFORM, facts(name="IMG-20200809-WA0002.jpg"))
    assert platform.statements[0].text == "WhatsApp"
    assert platform.statements[0].strength is Strength.MODERATE
    assert platform.trust is Trust.INFERRED


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2020-08-09T20:14:03+03:00", "2020-08-09 20:14:03 UTC+03:00"),
        ("2020-08-09T20:14:03+00:00", "2020-08-09 20:14:03 UTC"),
        ("2020-08-09T20:14:03", "2020-08-09 20:14:03, zone not known"),
        ("2020-08-09", "2020-08-09, no clock time"),
    ],
)
def test_a_time_is_said_with_what_is_known_of_its_zone(text: str, said: str) -> None:
    assert words.time_said(text) == said


def test_every_trust_has_words() -> None:
    assert all(words.trust_word(one) and words.trust_means(one) for one in Trust)
    assert all(words.topic_word(one) for one in Topic)
