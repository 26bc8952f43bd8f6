"""Sound in matches: what is heard is said of what is seen, in the case and with a library."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.footage import Rgb, moving
from workbench.i18n import matches as match_text
from workbench.records.match import Basis, Hearing, LibraryReference, Match, Seeing, Segment
from workbench.session import Desk, Session

RATE_HZ = 22_050
SECONDS = 8


def voice(seed: int, seconds: float = SECONDS) -> NDArray[np.float32]:
    """Tones that come and go like syllables, over noise: telling, and unlike another seed's."""
    random = np.random.default_rng(seed)
    at = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    wave = 0.01 * random.standard_normal(len(at))
    for _ in range(round(18 * seconds)):
        start_s, length_s, hertz = random.random(3) * (seconds, 0.15, 2600) + (0, 0.05, 350)
        wave += 0.1 * np.exp(-(((at - start_s) / length_s) ** 2)) * np.sin(2 * np.pi * hertz * at)
    return (wave / np.abs(wave).max() * 0.7).astype(np.float32)


def write(path: Path, frames: Sequence[Rgb] = (), sound: NDArray[np.float32] | None = None) -> Path:
    """A clip at 25 frames a second, or a recording, in AAC at 96 kbit/s."""
    with av.open(str(path), "w") as container:
        picture = heard = None
        if frames:
            picture = container.add_stream("libx264", rate=25)
            picture.height, picture.width, _ = frames[0].shape
            picture.pix_fmt = "yuv420p"
        if sound is not None:
            heard = container.add_stream("aac", rate=RATE_HZ)
            heard.bit_rate, heard.layout = 96_000, "mono"
        for n, rgb in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(rgb, format="rgb24")
            frame.pts, frame.time_base = n, Fraction(1, 25)
            container.mux(picture.encode(frame))
        if picture is not None:
            container.mux(picture.encode(None))
        if heard is not None:
            for first in range(0, len(sound), 1024):
                part = sound[None, first : first + 1024]
                block = av.AudioFrame.from_ndarray(part, format="fltp", layout="mono")
                block.sample_rate, block.pts = RATE_HZ, first
                block.time_base = Fraction(1, RATE_HZ)
                container.mux(heard.encode(block))
            container.mux(heard.encode(None))
    return path


PICTURES = {"one": moving(1, 25 * SECONDS), "other": moving(2, 25 * SECONDS)}


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sounding")
    one, other = PICTURES["one"], PICTURES["other"]
    mine, another = voice(1), voice(2)
    write(folder / "original.mp4", one, mine)
    write(folder / "copy.mp4", one[25:], mine[RATE_HZ:])
    write(folder / "dubbed.mp4", one, another)
    write(folder / "mute.mp4", one)
    write(folder / "other_picture.mp4", other, mine)
    write(folder / "half.mp4", one, np.concatenate((mine[: 4 * RATE_HZ], another[4 * RATE_HZ :])))
    write(folder / "recording.m4a", (), mine[2 * RATE_HZ : 7 * RATE_HZ])
    return folder


@pytest.fixture(scope="module")
def session(footage: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_SETTINGS", str(tmp_path_factory.mktemp("settings")))
        with Desk() as desk, desk.new_case(tmp_path_factory.mktemp("case") / "c.fvw") as one:
            one.add_items(sorted(footage.iterdir())).wait(120)
            one.find_matches()
            yield one


def match_of(session: Session, query: str, reference: str) -> Match:
    named = {session.item(i).name: i for i in session.item_ids()}
    found = [
        m
        for m in session.matches(named[query])
        if m.query == named[query] and m.reference == named[reference]
    ]
    assert len(found) == 1, (query, reference)
    return found[0]


def only_segment(match: Match) -> Segment:
    (segment,) = match.alignment.segments
    return segment


def test_a_copy_is_found_by_picture_and_sound_on_one_offset(session: Session) -> None:
    match = match_of(session, "copy.mp4", "original.mp4")
    assert match.alignment.basis is Basis.BOTH
    segment = only_segment(match)
    assert (segment.basis, segment.hearing, segment.seeing) == (Basis.BOTH, Hearing.SAME, None)
    assert segment.sound is not None
    shift_s = segment.sound.reference_start_s - segment.sound.query_start_s
    assert shift_s == pytest.approx(1.0, abs=0.03)
    assert segment.sound.agreeing > 5 * segment.sound.chance


def test_replaced_sound_is_said(session: Session) -> None:
    segment = only_segment(match_of(session, "dubbed.mp4", "original.mp4"))
    assert (segment.basis, segment.hearing) == (Basis.PICTURE, Hearing.OTHER)
    assert segment.sound is None
    assert "other sound" in " ".join(match_text.heard(segment))


def test_missing_sound_is_said_of_the_side_that_lacks_it(session: Session) -> None:
    here = only_segment(match_of(session, "mute.mp4", "original.mp4"))
    there = only_segment(match_of(session, "original.mp4", "mute.mp4"))
    assert (here.hearing, there.hearing) == (Hearing.NONE_IN_QUERY, Hearing.NONE_IN_REFERENCE)
    assert match_text.heard(here) == match_text.heard(there, as_query=False)


def test_replaced_picture_is_found_by_its_sound(session: Session) -> None:
    match = match_of(session, "other_picture.mp4", "original.mp4")
    segment = only_segment(match)
    assert match.alignment.basis is segment.basis is Basis.SOUND
    assert segment.seeing is Seeing.OTHER
    assert segment.query_end_s - segment.query_start_s > 6
    said = " ".join(match_text.heard(segment))
    assert "other picture" in said
    assert "does not show" in said
    assert "landmarks" in match_text.measured(segment)
    assert "256" not in match_text.measured(segment)


def test_sound_that_is_replaced_from_the_middle_on_is_the_same_in_a_part(session: Session) -> None:
    segment = only_segment(match_of(session, "half.mp4", "original.mp4"))
    assert (segment.basis, segment.hearing) == (Basis.BOTH, Hearing.PARTLY)
    assert segment.sound is not None
    assert segment.sound.query_end_s == pytest.approx(4.0, abs=0.5)


def test_a_recording_is_found_in_clips_and_by_them(session: Session) -> None:
    segment = only_segment(match_of(session, "recording.m4a", "original.mp4"))
    assert (segment.basis, segment.seeing) == (Basis.SOUND, Seeing.NONE)
    shift_s = segment.reference_start_s - segment.query_start_s
    assert shift_s == pytest.approx(2.0, abs=0.03)
    assert match_of(session, "original.mp4", "recording.m4a").alignment.basis is Basis.SOUND


def test_other_footage_is_not_matched_by_either(session: Session) -> None:
    named = {session.item(i).name: i for i in session.item_ids()}
    of = named["other_picture.mp4"]
    pairs = {m.reference for m in session.matches(of) if m.query == of}
    assert named["dubbed.mp4"] not in pairs
    assert named["mute.mp4"] not in pairs


def test_a_library_keeps_landmarks_and_finds_by_them(
    session: Session, footage: Path, tmp_path: Path
) -> None:
    desk = session.desk
    library = desk.new_library(tmp_path / "known.fvl")
    desk.library_add(library, [footage / "original.mp4", footage / "recording.m4a"])
    assert {e.status.value for e in library.entries()} == {"ready"}
    found = desk.library_match(library, footage / "other_picture.mp4")
    assert {r.title for r, _ in found.matches} == {"original.mp4", "recording.m4a"}
    assert {a.basis for _, a in found.matches} == {Basis.SOUND}
    heard = desk.library_match(library, footage / "recording.m4a")
    assert len(heard.matches) == 2
    assert {a.basis for _, a in heard.matches} == {Basis.SOUND}
    assert (heard.sounds, found.sounds) == (2, 2) and heard.landmarks > 100
    mute = desk.library_match(library, footage / "mute.mp4")
    assert (mute.sounds, mute.landmarks) == (0, 0)
    library.close()


def test_an_entry_without_landmarks_says_so_until_it_is_added_again(
    session: Session, footage: Path, tmp_path: Path
) -> None:
    desk = session.desk
    library = desk.new_library(tmp_path / "older.fvl")
    desk.library_add(library, [footage / "original.mp4"])
    with library._write() as connection:  # as a library was that sound was not measured for
        connection.execute("DELETE FROM track WHERE kind = 'sound-landmarks'")
    ((_, alignment),) = desk.library_match(library, footage / "copy.mp4").matches
    assert alignment.segments[0].hearing is Hearing.UNMEASURED
    desk.library_add(library, [footage / "original.mp4"])
    ((_, alignment),) = desk.library_match(library, footage / "copy.mp4").matches
    assert alignment.segments[0].hearing is Hearing.SAME
    library.close()


def test_a_search_says_what_sound_it_went_through(session: Session) -> None:
    said = {session.item(s.item).name: (s.sounds, s.landmarks) for s in session.searches()}
    assert said["mute.mp4"] == (0, 0)
    assert said["recording.m4a"][0] == 5 and (said["recording.m4a"][1] or 0) > 100
    (search,) = [s for s in session.searches() if session.item(s.item).name == "recording.m4a"]
    assert "5 sounds by" in match_text.searched(search)
    assert "landmarks" not in match_text.searched(dataclasses.replace(search, sounds=None))


def test_the_dossier_says_what_is_heard(session: Session, tmp_path: Path) -> None:
    page = session.write_dossier(tmp_path / "dossier").read_text("utf-8")
    assert "Same picture, other sound" in page
    assert "Same sound, other picture" in page
    assert "by sound" in page.lower()


def test_matches_keep_what_is_heard_when_they_are_read_again(session: Session) -> None:
    match = match_of(session, "copy.mp4", "original.mp4")
    (again,) = [m for m in session.matches() if m.id == match.id]
    assert again == match
    assert not isinstance(again.reference, LibraryReference)
