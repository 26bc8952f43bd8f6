"""`python -m tests.robustness.sound`: edits of sound are found again, other sound is not; prints
its tables and, with `--write`, writes docs/sound.md between its marks."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tests.robustness.sound_edits import EDITS, Wave, echoed, landmarks_of, load, mixed
from workbench.matching.sound_proof import Heard
from workbench.matching.sound_search import Sounds
from workbench.records.landmarks import Landmarks

ROOT = Path(__file__).resolve().parents[2]
MEDIA = Path(os.environ.get("WORKBENCH_MEDIA", ROOT.parent / "shared" / "media"))
PAGE = ROOT / "docs" / "sound.md"
BEGIN, END = "<!-- made by python -m tests.robustness.sound -->", "<!-- end -->"

SOURCES = {
    "speech, a talk": "bbc-audio-offset-finder/tests/audio/timbl_1.mp3",
    "speech, radio": "bbc-audio-offset-finder/tests/audio/r4_excerpt.ogg",
    "speech, radio 2": "bbc-audio-offset-finder/tests/audio/r4_excerpt2.ogg",
    "speech, NASA": "torchcodec/test/resources/nasa_13013.mp4.audio_44100.mp3",
    "voices around a fire": "mdn-shared-assets/audio/voices-around-a-fire.mp3",
    "a street": "blanket-sounds/data/resources/sounds/city.ogg",
    "a storm": "blanket-sounds/data/resources/sounds/storm.ogg",
    "a car": "ibm-max-audio/samples/car_engine.wav",
    "a crowd": "ibm-max-audio/samples/crowd_cheering.wav",
    "a wood": "opensoundscape/tests/audio/metadata.wav",
    "fireworks": "active_encode/spec/fixtures/fireworks.mp4",
    "a clip of a beach": "mapillary_tools/tests/data/videos/sample-5s.mp4",
    "a marathon": "openmpf/mpf-system-tests/src/test/resources/samples/motion/"
    "five-second-marathon-clip.mkv",
    "a pattern": "threatexchange/tmk/sample-videos/pattern-hd-no-bar.mp4",
    "a door knob": "threatexchange/tmk/sample-videos/doorknob-hd-no-bar.mp4",
    "a camera in motion": "gpmf-parser/samples/max-heromode.mp4",
    "a telephone (AMR)": "metadata-extractor-images/3gp/sample.3gp",
}
PLAYED = ("speech, a talk", "speech, NASA", "voices around a fire", "speech, radio 2")
STREETS = ("a street", "a crowd")
ROOMS = {
    "a metre from the loudspeaker, quiet": (0.3, 6.0, 20.0),
    "across a room or a yard": (0.6, 0.0, 10.0),
    "across a street, loud": (0.8, 0.0, 5.0),
}
"""How long the echo lasts, how far it is under the direct sound, and the street under both, dB."""


@dataclass(slots=True)
class Row:
    tried: int = 0
    found: int = 0
    same: int = 0
    offsets_s: list[float] = field(default_factory=list)
    covered: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Figures:
    rows: dict[str, Row] = field(default_factory=dict)
    pairs: int = 0
    wrong: list[str] = field(default_factory=list)
    search_s: list[float] = field(default_factory=list)


def waves(more: Sequence[Path]) -> dict[str, Wave]:
    found = {}
    places = {name: MEDIA / path for name, path in SOURCES.items()}
    places |= {path.stem[:40]: path for path in more}
    for name, place in places.items():
        wave = load(place)
        if wave is not None:
            found[name] = wave.between(0, 60)
    return found


def tried_on_edits(sources: dict[str, Wave], sounds: Sounds, only: str) -> Figures:
    names, figures = list(sources), Figures()
    for edit, change in EDITS.items():
        if only not in edit:
            continue
        row = figures.rows.setdefault(edit, Row())
        for name, wave in sources.items():
            if edit.startswith(("3 s", "6 s")) and wave.length_s < float(edit[0]) + 1:
                continue
            made = change(wave)
            began = time.process_time()
            answers = sounds.search(landmarks_of(made.wave))
            figures.search_s.append(time.process_time() - began)
            figures.pairs += len(names) - 1
            row.tried += 1
            for number, heard in answers:
                if names[number] == name:
                    _count(row, heard[0], made.rate, made.start_s, made.wave.length_s)
                else:
                    figures.wrong.append(f"{edit}: {name} = {names[number]}")
    return figures


def _count(row: Row, heard: Heard, rate: float, start_s: float | None, length_s: float) -> None:
    row.found += 1
    row.same += heard.own
    row.covered.append((heard.query_end_s - heard.query_start_s) / length_s)
    row.rates.append(abs(heard.line.pitch.rate / rate - 1))
    if start_s is not None:
        middle_s = (heard.query_start_s + heard.query_end_s) / 2
        wanted_s = start_s + rate * middle_s
        row.offsets_s.append(abs(float(heard.line.at(np.array([middle_s]))[0]) - wanted_s))


def tried_elsewhere(sources: dict[str, Wave], played: Sequence[str]) -> dict[str, Row]:
    """One source recorded in two places, and a recording under other sound."""
    rows: dict[str, Row] = {}
    streets = [sources[name].at_rate(16_000) for name in STREETS]
    for n, name in enumerate(played):
        wave = sources[name].between(0, 30).at_rate(16_000)
        for room, (lasts_s, direct_db, snr_db) in ROOMS.items():
            here = mixed(echoed(wave, 2 * n, lasts_s, direct_db), streets[0], snr_db)
            there = mixed(echoed(wave, 2 * n + 1, lasts_s, direct_db), streets[1], snr_db)
            known = Sounds.listed([landmarks_of(here)])
            cases = {
                f"one source, both {room}": there,
                f"the source itself, and {room}": wave,
                f"one recording ({room}), copied": load_copy(here),
                f"one recording ({room}), other street over it, 10 dB under": mixed(
                    here, streets[1], 10
                ),
                f"one recording ({room}), other street over it, as loud": mixed(
                    here, streets[1], 0
                ),
            }
            for case, heard_there in cases.items():
                row = rows.setdefault(case, Row())
                row.tried += 1
                for _number, heard in known.search(landmarks_of(heard_there)):
                    _count(row, heard[0], 1.0, None, heard_there.length_s)
    return rows


def load_copy(wave: Wave) -> Wave:
    return EDITS["Opus 32 kbit/s"](wave).wave


def unrelated(marks: dict[str, Landmarks], sounds: Sounds) -> tuple[int, list[str]]:
    """Every sound against every other."""
    names, pairs, found = list(marks), 0, []
    for n, (name, query) in enumerate(marks.items()):
        pairs += len(names) - 1
        found += [
            f"{name} = {names[number]}: {heard[0].nats:.0f} nats, "
            f"{heard[0].query_end_s - heard[0].query_start_s:.1f} s"
            for number, heard in sounds.search(query, skip=(n,))
        ]
    return pairs, found


def page(figures: Figures, elsewhere: dict[str, Row], pairs: int, wrong: int) -> Iterator[str]:
    yield (
        "| edit | found | as the same recording | of its length | "
        "offset, median and worst | rate, worst |"
    )
    yield "|---|---|---|---|---|---|"
    for edit, row in figures.rows.items():
        offsets = np.array(row.offsets_s or [np.nan]) * 1000
        yield (
            f"| {edit} | {row.found} of {row.tried} | {row.same} | "
            f"{np.median(row.covered or [0]):.0%} | "
            f"{np.median(offsets):.0f} and {offsets.max():.0f} ms | "
            f"{max(row.rates or [0]):.2%} |"
        )
    yield ""
    yield "| two recordings | found | as the same recording |"
    yield "|---|---|---|"
    for case, row in elsewhere.items():
        yield f"| {case} | {row.found} of {row.tried} | {row.same} |"
    yield ""
    yield (
        f"Wrong matches: {len(figures.wrong)} of {figures.pairs} pairs of an edited sound with "
        f"another; {wrong} of {pairs} pairs of unrelated sounds. A search of one edited sound took "
        f"{np.median(figures.search_s):.2f} s of CPU in the median, its landmarks included."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--more", type=Path, nargs="*", default=[], help="further sound files")
    parser.add_argument("--strangers", type=Path, nargs="*", default=[], help="for pairs alone")
    parser.add_argument("--only", default="", help="edits with this in their name")
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    sources = waves(chosen.more)
    marks = {name: landmarks_of(wave) for name, wave in sources.items()}
    sounds = Sounds.listed(list(marks.values()))
    figures = tried_on_edits(sources, sounds, chosen.only)
    played = [*PLAYED, *(path.stem[:40] for path in chosen.more)]
    elsewhere = tried_elsewhere(sources, played)
    for path in chosen.strangers:
        wave = load(path)
        if wave is not None and wave.length_s > 1:
            marks[str(path)] = landmarks_of(wave.between(0, 20))
    pairs, found = unrelated(marks, Sounds.listed(list(marks.values())))
    lines = "\n".join(page(figures, elsewhere, pairs, len(found)))
    print(lines, *figures.wrong, *found, sep="\n")
    if chosen.write:
        text = PAGE.read_text("utf-8")
        head, rest = text.split(BEGIN)
        PAGE.write_text(f"{head}{BEGIN}\n\n{lines}\n\n{END}{rest.split(END)[1]}", "utf-8")


if __name__ == "__main__":
    main()
