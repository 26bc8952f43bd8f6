"""From items to frames, matches and judgements."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from queue import Queue

import numpy as np
import pytest

from tests.footage import moving, write_clip
from workbench.media import png
from workbench.media.player import Shown
from workbench.records.citation import Citation
from workbench.records.claim import Answer, Assessment, Question
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.finding import Exhibit, ExhibitKind
from workbench.records.frame import Region
from workbench.records.item import ItemId
from workbench.records.known import Sheet
from workbench.records.match import Decision, LibraryReference
from workbench.records.outcome import Outcome, OutcomeState
from workbench.records.run import JobState
from workbench.records.selection import Every, KeyFrames, Moments, PerShot, Within, moment_from_text
from workbench.session import Desk, Session, choosing

CLIP = ItemId(1)


@pytest.fixture
def filled(case: Session, clip: Path, still: Path) -> Session:
    case.add_items([clip]).wait(60)
    case.add_items([still]).wait(60)
    return case


def test_moments_are_extracted_each_once_in_order(filled: Session, tmp_path: Path) -> None:
    moments = Moments(tuple(moment_from_text(t) for t in ("f60", "00:00:01.000", "1.01", "@0")))
    out = tmp_path / "out"
    frames = filled.extract(CLIP, moments, out).frames
    assert [f.index for f in frames] == [0, 25, 60]
    assert [f.time_s for f in frames] == [0, 1, Fraction(60, 25)]
    assert sorted(p.name for p in out.iterdir()) == [
        "clip_00-00-00.000_f000000.png",
        "clip_00-00-01.000_f000025.png",
        "clip_00-00-02.400_f000060.png",
    ]


def test_the_same_extraction_gives_the_same_bytes(filled: Session) -> None:
    first, second = (
        filled.extract(CLIP, Moments((moment_from_text("f7"),))).frames[0] for _ in range(2)
    )
    assert first.file == second.file and first.pixels_sha256 == second.pixels_sha256


def test_a_citation_reads_back(filled: Session) -> None:
    (frame,) = filled.extract(CLIP, Moments((moment_from_text("f7"),))).frames
    cited = Citation.parse(filled.citation(frame))
    assert cited.item == filled.item(CLIP).digest
    assert (cited.index, cited.pts) == (7, frame.at.pts if frame.at else None)
    assert cited.planes_sha256 == frame.planes_sha256
    assert cited.pixels_sha256 == frame.pixels_sha256
    assert filled.citation(frame).encode() in filled.frame_file(frame).read_bytes()


@pytest.mark.parametrize(
    ("selection", "indices"),
    [
        (Every(Fraction(1)), [0, 25, 50, 75]),
        (PerShot(), [24, 74]),
        (KeyFrames(), None),
    ],
)
def test_selections(
    filled: Session, selection: Every | PerShot | KeyFrames, indices: list[int] | None
) -> None:
    frames = filled.extract(CLIP, selection).frames
    if indices is None:
        table = filled.frame_table(CLIP)
        assert table is not None
        indices = [int(i) for i in np.flatnonzero(table.key)]
    assert [f.index for f in frames] == indices


def test_a_still_is_extracted_without_times(filled: Session) -> None:
    (frame,) = filled.extract(ItemId(2), Moments((moment_from_text("0"),))).frames
    assert (frame.index, frame.at, frame.time_s) == (None, None, None)
    assert Citation.parse(filled.citation(frame)).index is None


def test_a_frame_that_is_not_there_is_refused(filled: Session) -> None:
    for text in ("f100", "@17", "99"):
        with pytest.raises(Refusal) as refused:
            filled.extract(CLIP, Moments((moment_from_text(text),)))
        assert refused.value.code is RefusalCode.NO_SUCH_FRAME
    assert filled.frames() == []


def test_a_linked_original_that_changed_is_neither_cited_nor_measured(
    case: Session, clip: Path, tmp_path: Path
) -> None:
    here = tmp_path / "here.mp4"
    here.write_bytes(clip.read_bytes())
    case.add_items([here], link=True).wait(60)
    here.write_bytes(write_clip(tmp_path / "other.mp4", moving(3, 50)).read_bytes())
    runs = case.runs()
    with pytest.raises(Refusal) as refused:
        case.extract(CLIP, Moments((moment_from_text("f7"),)))
    assert refused.value.code is RefusalCode.ORIGINAL_CHANGED
    (outcome,) = case.start_runs("shots", [CLIP]).wait(60)
    assert isinstance(outcome.reason, Refusal)
    assert outcome.reason.code is RefusalCode.ORIGINAL_CHANGED
    assert case.frames() == [] and case.runs() == runs


def test_a_linked_original_that_changed_is_not_shown(
    case: Session, clip: Path, tmp_path: Path
) -> None:
    here = tmp_path / "here.mp4"
    here.write_bytes(clip.read_bytes())
    case.add_items([here], link=True).wait(60)
    answers: Queue[object] = Queue()
    player = case.player(CLIP, answers.put, answers.put)
    try:
        player.show(moment_from_text("f7"))
        assert isinstance(answers.get(timeout=60), Shown)
        content = bytearray(here.read_bytes())
        content[-1] ^= 1
        here.write_bytes(content)
        player.show(moment_from_text("f8"))
        refusal = answers.get(timeout=60)
        assert isinstance(refusal, Refusal) and refusal.code is RefusalCode.ORIGINAL_CHANGED
        content[-1] ^= 1
        here.write_bytes(content)
        player.show(moment_from_text("f8"))
        assert isinstance(answers.get(timeout=60), Shown)
    finally:
        player.close()


def test_nothing_found_is_a_record(filled: Session) -> None:
    searches = filled.find_matches()
    assert [(s.item, s.entries, s.matches) for s in searches] == [(1, 1, 0), (2, 1, 0)]
    assert searches[0].fingerprints > 0


def test_a_cut_is_found_in_known_footage(filled: Session, desk: Desk, tmp_path: Path) -> None:
    known = write_clip(tmp_path / "known.mp4", moving(5, 25) + moving(1, 50) + moving(6, 25))
    library = desk.new_library(tmp_path / "known.fvl")
    sheet = Sheet("Парад", place="Мінск", date="2013", source="archive")
    (outcome,) = desk.library_add(library, [known], sheet)
    assert outcome.state is OutcomeState.ADDED
    assert desk.library_add(library, [known])[0].state is OutcomeState.KNOWN
    library.close()
    (search, _) = filled.find_matches(libraries=[tmp_path / "known.fvl"])
    assert search.matches == 1 and search.libraries == ("known.fvl",)
    (match,) = filled.matches(CLIP)
    assert isinstance(match.reference, LibraryReference)
    assert (match.reference.title, match.reference.place) == ("Парад", "Мінск")
    (segment,) = match.alignment.segments
    offset = segment.reference_start_s - segment.query_start_s
    assert offset == pytest.approx(1.0, abs=0.1) and not segment.mirrored
    assert segment.query_end_s == pytest.approx(2.0, abs=0.3)
    assert filled.card(CLIP).known
    filled.decide(match.id, Decision.REJECTED, "other camera")
    assert not filled.card(CLIP).known
    filled.find_matches(libraries=[tmp_path / "known.fvl"])
    (again,) = filled.matches(CLIP)
    assert again.id != match.id and filled.decision(again.id).why == "other camera"
    assert not filled.card(CLIP).known


def test_judgements_are_undone_and_the_log_keeps_both(filled: Session) -> None:
    claim = filled.add_claim("Немига, 2020", items=[CLIP])
    filled.answer(claim, Answer(Question.DATE, "2013", Assessment.CONTRADICTED))
    (frame,) = filled.extract(CLIP, Moments((moment_from_text("f7"),))).frames
    filled.add_finding("seen", claim=claim, exhibits=[Exhibit(ExhibitKind.FRAME, frame.id)])
    assert filled.undo_label == "finding.add"
    filled.undo()
    assert filled.findings() == []
    filled.redo()
    assert [f.text for f in filled.findings(claim)] == ["seen"]
    acts = [entry.act for entry in filled.custody()]
    assert acts[-3:] == ["finding.add", "undo", "redo"]


def test_a_place_outside_the_picture_is_not_annotated(filled: Session) -> None:
    with pytest.raises(Refusal) as refused:
        filled.add_annotation(CLIP, region=Region(9999, 1, 2, 3))
    assert refused.value.code is RefusalCode.OUTSIDE_PICTURE
    made = filled.add_annotation(CLIP, region=Region(1, 1, 2, 3))
    with pytest.raises(Refusal):
        filled.edit_annotation(made, region=Region(1, 9999))
    assert filled.annotation(made).region == Region(1, 1, 2, 3)


def test_two_questions_answered_at_once_are_taken_back_one_by_one(filled: Session) -> None:
    claim = filled.add_claim("Nemiga, 2020")
    filled.answer(claim, Answer(Question.SOURCE, ""))
    filled.answer(claim, Answer(Question.DATE, "2013"))
    filled.undo()
    assert [a.question for a in filled.claim(claim).answers] == [Question.SOURCE]


def test_interrupted_runs_are_found_and_made_again(desk: Desk, clip: Path, tmp_path: Path) -> None:
    path = tmp_path / "case.fvw"
    with desk.new_case(path) as case:
        case.add_items([clip]).wait(60)
        with case.project.record("measure.begin", {}) as tx:
            run = tx.insert(
                "INSERT INTO run (item, instrument, version, params, state, started) "
                "VALUES (1, 'shots', '1', '{}', 'running', '2026-01-01T00:00:00.000Z')",
                (),
            )
    with desk.open_case(path) as case:
        assert [r.id for r in case.interrupted()] == [run]
        assert [o.state for o in case.resume_unfinished().wait(60)] == [OutcomeState.DONE]
        assert case.interrupted() == []
        assert case.runs(CLIP)[-1].state is JobState.DONE


def test_a_case_that_is_open_is_opened_for_reading_only(case: Session, desk: Desk) -> None:
    with desk.open_case(case.path) as second:
        assert second.read_only and second.holder is not None
        with pytest.raises(Refusal) as refused:
            second.add_claim("no")
        assert refused.value.code is RefusalCode.READ_ONLY


def test_verify_finds_a_changed_byte_of_an_original(filled: Session, desk: Desk) -> None:
    path, original = filled.path, filled.original_file(CLIP)
    filled.close()
    assert desk.verify_case(path).ok
    content = bytearray(original.read_bytes())
    content[len(content) // 2] ^= 1
    original.chmod(0o600)
    original.write_bytes(content)
    verification = desk.verify_case(path)
    assert not verification.ok
    assert verification.problems[0].where == "item/1"


def test_the_png_is_what_pillow_reads(filled: Session) -> None:
    from PIL import Image

    (frame,) = filled.extract(CLIP, Moments((moment_from_text("f7"),))).frames
    with Image.open(filled.frame_file(frame)) as picture:
        assert picture.size == (frame.width_px, frame.height_px)
        assert picture.text["Citation"] == filled.citation(frame)  # type: ignore[attr-defined]
        rgb = np.asarray(picture)
    assert png.encode(rgb, [("Citation", filled.citation(frame))])[:8] == b"\x89PNG\r\n\x1a\n"


def test_a_step_shorter_than_any_frame_takes_each_frame_once(case: Session, clip: Path) -> None:
    case.add_items([clip]).wait(60)
    table = case.frame_table(ItemId(1))
    assert table is not None
    chosen = choosing.indices(Every(Fraction(1, 10**30)), table, "clip.mp4")
    assert chosen == list(range(100))


def test_as_many_frames_are_counted_as_steps_have_one_on_screen(
    case: Session, media_dir: Path
) -> None:
    late = media_dir / "mdn-shared-assets/videos/flower.webm"
    case.add_items([late]).wait(60)
    table = case.frame_table(ItemId(1))
    assert table is not None
    assert table.time_s(0) > 0
    for step in (Fraction(1, 3), Fraction(1), Fraction(3)):
        for begin, end in ((0, len(table) - 1), (2, len(table) - 2)):
            within = Within(*(moment_from_text(f"f{index}") for index in (begin, end)))
            chosen = choosing.indices(Every(step), table, late.name, within=within)
            assert choosing.count_every(step, table, begin, end) == len(chosen)


def test_footage_is_collected_as_a_job_that_tells_of_each_file(
    desk: Desk, filled: Session, media_dir: Path, tmp_path: Path
) -> None:
    path = tmp_path / "known.fvl"
    desk.new_library(path).close()
    told: list[Outcome] = []
    files = [media_dir / "opencv/samples/data/leuvenB.jpg", tmp_path / "gone.mp4"]
    batch = filled.start_collecting(path, files, None, told.append)
    (whole,) = batch.wait(60)
    assert whole.state is OutcomeState.DONE
    assert [one.state for one in told] == [OutcomeState.ADDED, OutcomeState.REFUSED]
    assert [job.act for job in filled.jobs.jobs()][-1] == "library.add"
    assert batch.part == 1.0


def test_extraction_that_is_cancelled_keeps_what_was_taken(filled: Session) -> None:
    batch = filled.start_extracting(CLIP, Every(Fraction(1, 50)))
    while not filled.frames(CLIP):
        assert not batch.done
    batch.cancel()
    (outcome,) = batch.wait(30)
    assert outcome.state is OutcomeState.CANCELLED
    taken = filled.frames(CLIP)
    assert taken and all(filled.frame_file(frame).is_file() for frame in taken)
