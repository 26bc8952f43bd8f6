"""Sound: the same recording is found under edits; other sound, a hum and silence are not."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from tests.robustness.sound_edits import EDITS, Edited, Wave, echoed, landmarks_of, load, mixed
from workbench.matching.sound_proof import Heard
from workbench.matching.sound_search import Sounds, quiet_stretches
from workbench.records.landmarks import Landmarks

MEDIA = Path(
    os.environ.get(
        "WORKBENCH_MEDIA", Path(__file__).resolve().parents[2].parent / "shared" / "media"
    )
)
TALK = "bbc-audio-offset-finder/tests/audio/timbl_1.mp3"
CITY = "blanket-sounds/data/resources/sounds/city.ogg"
CROWD = "ibm-max-audio/samples/crowd_cheering.wav"
RADIO = "bbc-audio-offset-finder/tests/audio/r4_excerpt.ogg"
RADIO_LATER = "bbc-audio-offset-finder/tests/audio/r4_excerpt2.ogg"
KNOWN = (TALK, CITY, CROWD, RADIO, RADIO_LATER)
pytestmark = pytest.mark.skipif(not (MEDIA / TALK).exists(), reason="no shared media here")


@cache
def wave(name: str) -> Wave:
    found = load(MEDIA / name)
    assert found is not None
    return found


@cache
def marks(name: str) -> Landmarks:
    return landmarks_of(wave(name))


@cache
def known() -> Sounds:
    return Sounds.listed([marks(name) for name in KNOWN])


def found_in(query: Wave) -> dict[str, Heard]:
    return {KNOWN[n]: heard[0] for n, heard in known().search(landmarks_of(query))}


def check_line(heard: Heard, edited: Edited, within_s: float = 0.03) -> None:
    middle_s = (heard.query_start_s + heard.query_end_s) / 2
    assert edited.start_s is not None
    wanted_s = edited.start_s + edited.rate * middle_s
    assert float(heard.line.at(np.array([middle_s]))[0]) == pytest.approx(wanted_s, abs=within_s)


@pytest.mark.parametrize(
    "edit",
    [
        *("AAC 32 kbit/s", "Opus 32 kbit/s", "MP3 32 kbit/s", "8 kHz", "20 dB softer"),
        *("white noise, 10 dB under", "white noise, as loud"),
        *("3 s of the AAC copy", "6 s of the AAC copy"),
    ],
)
@pytest.mark.parametrize("name", [TALK, CITY])
def test_an_edited_copy_is_found_at_its_offset_and_nothing_else(name: str, edit: str) -> None:
    edited = EDITS[edit](wave(name))
    found = found_in(edited.wave)
    assert list(found) == [name]
    assert found[name].line.pitch.rate == pytest.approx(1, abs=0.001)
    check_line(found[name], edited)


@pytest.mark.parametrize("edit", [e for e in EDITS if "as a tape" in e])
def test_a_copy_at_another_speed_is_found_with_its_speed(edit: str) -> None:
    edited = EDITS[edit](wave(TALK))
    found = found_in(edited.wave)
    assert list(found) == [TALK]
    assert found[TALK].line.pitch.rate == pytest.approx(edited.rate, rel=0.003)
    check_line(found[TALK], edited, within_s=0.1)


def test_the_stated_offsets_of_independent_copies_are_found() -> None:
    """`EXPECTED_offsets.tsv`: the second begins 12.26 s into the first, the third 12.24 s."""
    for name, offset_s in (("timbl_2.mp3", 12.26), ("timbl_3.mp3", 12.24)):
        heard = found_in(wave(f"{Path(TALK).parent}/{name}"))[TALK]
        assert heard.line.offset_s == pytest.approx(offset_s, abs=0.03)


def test_two_parts_of_one_programme_are_not_the_same_sound() -> None:
    assert set(found_in(wave(RADIO))) == {RADIO}
    assert set(found_in(wave(RADIO_LATER))) == {RADIO_LATER}


def test_a_copy_is_the_same_recording_and_one_source_recorded_in_two_streets_is_not() -> None:
    talk = wave(TALK).between(0, 30).at_rate(16_000)
    city, crowd = wave(CITY).at_rate(16_000), wave(CROWD).at_rate(16_000)
    here = mixed(echoed(talk, 1, 0.6, 0), city, 10)
    there = mixed(echoed(talk, 2, 0.6, 0), crowd, 10)
    known_here = Sounds.listed([landmarks_of(here)])
    ((_, (copy, *_rest)),) = known_here.search(landmarks_of(EDITS["Opus 32 kbit/s"](here).wave))
    assert copy.own
    ((_, (elsewhere, *_rest)),) = known_here.search(landmarks_of(there))
    assert not elsewhere.own
    assert elsewhere.line.offset_s == pytest.approx(0, abs=0.03)


def test_a_montage_of_sounds_gives_a_stretch_for_each() -> None:
    parts = [(TALK, 5.0, 12.0), (CITY, 3.0, 11.0), (TALK, 30.0, 37.0)]
    samples = [wave(n).between(a, b).at_rate(16_000).samples for n, a, b in parts]
    found = dict(known().search(landmarks_of(Wave(np.concatenate(samples), 16_000))))
    assert {KNOWN[n] for n in found} == {TALK, CITY}
    talk = sorted(found[KNOWN.index(TALK)], key=lambda h: h.query_start_s)
    assert [round(h.query_start_s) for h in talk] == [0, 15]
    assert [h.line.offset_s for h in talk] == pytest.approx([5.0, 15.0], abs=0.03)
    (city,) = found[KNOWN.index(CITY)]
    assert (city.query_start_s, city.query_end_s) == pytest.approx((7.0, 15.0), abs=0.5)


def test_a_hum_a_click_track_and_silence_match_nothing_not_even_each_other() -> None:
    at = np.arange(20 * 16_000) / 16_000
    hum = sum(np.sin(2 * np.pi * 50 * n * at) / n for n in range(1, 60))
    clicks = np.where((at % 0.5) < 0.01, np.sin(2 * np.pi * 1500 * at), 0)
    for samples in (hum, clicks, np.zeros_like(at)):
        sound = landmarks_of(Wave((0.3 * samples).astype(np.float32), 16_000))
        later = landmarks_of(Wave((0.3 * samples[3210:]).astype(np.float32), 16_000))
        assert Sounds.listed([sound]).search(later) == []


def test_of_a_quiet_stretch_nothing_can_be_told() -> None:
    talk = wave(TALK).between(0, 10)
    quiet = np.zeros(5 * talk.rate_hz, np.float32)
    both = Wave(np.concatenate((talk.samples, quiet, talk.samples)), talk.rate_hz)
    ((start_s, end_s),) = quiet_stretches(landmarks_of(both))
    assert (start_s, end_s) == pytest.approx((10, 15), abs=1)


def test_no_sound_is_no_error() -> None:
    nothing = landmarks_of(Wave(np.zeros(100, np.float32), 16_000))
    assert Sounds.listed([None, nothing]).search(marks(RADIO)) == []
    assert Sounds.listed([marks(RADIO), None]).search(nothing) == []
    assert Sounds.listed([]).search(marks(RADIO)) == []
