"""A file becomes an item whole or not at all, and one bad file spoils no other."""

from __future__ import annotations

import os
import stat
import struct
import zlib
from pathlib import Path

import pytest

from tests.media.decode.test_animations import STARTS_MS, written
from workbench.i18n.sentences import sentence
from workbench.jobs.measure import Request
from workbench.records.errors import MediaError, MediaFault, Refusal, RefusalCode
from workbench.records.item import ItemId, MediaKind, MediaStatus
from workbench.records.outcome import OutcomeState
from workbench.records.run import JobState
from workbench.session import Desk, Session
from workbench.store import runs


def add(case: Session, *paths: Path, **options: object) -> list[tuple[OutcomeState, str | None]]:
    outcomes = case.add_items(list(paths), **options).wait(60)  # type: ignore[arg-type]
    return [(o.state, _code(o.reason)) for o in outcomes]


def _code(reason: object) -> str | None:
    return reason.code.value if isinstance(reason, Refusal) else None


def test_a_clip_is_copied_read_only_and_measured(case: Session, clip: Path) -> None:
    assert add(case, clip) == [(OutcomeState.ADDED, None)]
    item = case.item(ItemId(1))
    stored = case.original_file(item.id)
    assert stored.read_bytes() == clip.read_bytes()
    assert stored.name == item.digest and stat.S_IMODE(stored.stat().st_mode) == 0o400
    assert item.kind is MediaKind.CLIP and item.source.name == "clip.mp4"
    table = case.frame_table(item.id)
    assert table is not None and len(table) == 100
    shots = case.shots(item.id)
    assert shots is not None and [s.first_index for s in shots] == [0, 50]
    poster = case.poster(item.id)
    assert poster is not None and max(poster.shape[:2]) <= 256
    states = {run.instrument: run.state for run in case.runs(item.id)}
    assert set(states.values()) == {JobState.DONE}
    assert all("seccomp" in (run.sandbox or "") for run in case.runs(item.id))


def test_a_still_is_written_at_once_with_all_that_was_measured(case: Session, still: Path) -> None:
    before = len(case.custody())
    assert add(case, still) == [(OutcomeState.ADDED, None)]
    (entry,) = case.custody()[before:]
    assert entry.act == "item.add"
    written = {table for table, _row, _digest in entry.subject["rows"]}
    assert written == {"item", "run", "measurement"}
    made = case.runs(ItemId(1))
    assert {"fingerprint", "metadata", "thumbnails"} <= {run.instrument for run in made}
    for run in made:
        assert run.state is JobState.DONE
        assert run.ended is not None
        assert run.started <= run.ended


def test_the_same_bytes_are_stored_once(case: Session, clip: Path, tmp_path: Path) -> None:
    again = tmp_path / "снова.mp4"
    again.write_bytes(clip.read_bytes())
    add(case, clip)
    assert add(case, again, clip) == [(OutcomeState.KNOWN, None)] * 2
    assert case.item_ids() == [1]


def test_the_same_bytes_twice_in_one_batch_are_stored_once(
    case: Session, clip: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again.mp4"
    again.write_bytes(clip.read_bytes())
    states = {state for state, _ in add(case, clip, again)}
    assert states == {OutcomeState.ADDED, OutcomeState.KNOWN}
    assert len(case.item_ids()) == 1
    assert not list((case.project.media_dir / "incoming").iterdir())


@pytest.mark.parametrize(
    "name",
    ["Минск, Немига.mp4", "🚐.mp4", "a\nb.mp4", "<img src=x onerror=1>.mp4", "a\u202eb.mp4"],
)
def test_any_name_is_data(case: Session, clip: Path, tmp_path: Path, name: str) -> None:
    odd = tmp_path / name
    odd.write_bytes(clip.read_bytes())
    assert add(case, odd) == [(OutcomeState.ADDED, None)]
    assert case.item_named(name).source.name == name


def test_bad_files_are_refused_by_name_and_the_rest_goes_on(
    case: Session, clip: Path, tmp_path: Path
) -> None:
    empty, text, playlist, truncated, bomb, pipe = (
        tmp_path / n for n in ("empty.mp4", "text.mp4", "list.mp4", "cut.mp4", "bomb.png", "pipe")
    )
    empty.touch()
    text.write_text("this is not a clip\n" * 50)
    playlist.write_text("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n")
    truncated.write_bytes(clip.read_bytes()[:200])
    bomb.write_bytes(png_of_size(2**31 - 1, 2**31 - 1))
    os.mkfifo(pipe)
    gone = tmp_path / "gone.mp4"
    outcomes = add(case, empty, text, playlist, truncated, bomb, pipe, gone, clip)
    assert outcomes == [
        (OutcomeState.REFUSED, "empty_file"),
        (OutcomeState.REFUSED, "not_media"),
        (OutcomeState.REFUSED, "not_media"),
        (OutcomeState.REFUSED, "media"),
        (OutcomeState.REFUSED, "media"),
        (OutcomeState.REFUSED, "not_a_file"),
        (OutcomeState.REFUSED, "not_found"),
        (OutcomeState.ADDED, None),
    ]
    assert len(case.item_ids()) == 1
    stored = [p for p in case.project.media_dir.rglob("*") if len(p.name) == 64]
    assert [p.name for p in stored] == [case.item(ItemId(1)).digest]


def png_of_size(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("pillow/Tests/images/truncated_jpeg.jpg", 1.0),
        ("intel-sample-videos/car-detection.mp4", 0.5),
    ],
)
def test_a_file_that_was_cut_off_keeps_what_it_shows_and_that_is_said(
    case: Session, media_dir: Path, tmp_path: Path, name: str, kept: float
) -> None:
    whole = (media_dir / name).read_bytes()
    cut = tmp_path / Path(name).name
    cut.write_bytes(whole[: int(len(whole) * kept)])
    (outcome,) = case.add_items([cut]).wait(60)
    assert outcome.state is OutcomeState.ADDED
    assert case.card(ItemId(1)).status is MediaStatus.PARTIAL
    (remark,) = outcome.remarks
    said = sentence(remark)
    assert cut.name in said and "it ends before its content does" in said


def test_a_codec_of_which_no_name_is_known_is_not_called_by_one(
    case: Session, media_dir: Path
) -> None:
    (outcome,) = case.add_items([media_dir / "exiftool/t/images/Flash.flv"]).wait(60)
    (remark,) = outcome.remarks
    assert "has a codec that the program does not let in" in sentence(remark)


def test_a_folder_stands_for_its_files(
    case: Session, clip: Path, still: Path, tmp_path: Path
) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "a.mp4").write_bytes(clip.read_bytes())
    (tmp_path / "deep" / "b.png").write_bytes(still.read_bytes())
    (tmp_path / "deep" / "loop").symlink_to(tmp_path)
    assert len(add(case, tmp_path)) >= 1
    assert len(case.item_ids()) == 1
    add(case, tmp_path / "deep", recursive=True)
    assert len(case.item_ids()) == 2


def test_a_linked_original_stays_where_it_is(case: Session, clip: Path) -> None:
    add(case, clip, link=True)
    assert case.original_file(ItemId(1)) == clip
    assert not [p for p in case.project.media_dir.rglob("*") if len(p.name) == 64]


def test_a_linked_original_that_moved_is_missed_by_name(
    case: Session, clip: Path, tmp_path: Path
) -> None:
    here = tmp_path / "here.mp4"
    here.write_bytes(clip.read_bytes())
    add(case, here, link=True)
    here.unlink()
    with pytest.raises(Refusal) as refused:
        case.original_file(ItemId(1))
    assert refused.value.code is RefusalCode.ORIGINAL_MISSING
    assert refused.value.facts["item"] == "here.mp4"


def test_a_claim_binds_all_items_of_its_batch(case: Session, clip: Path, still: Path) -> None:
    add(case, clip, still, claim="Немига, 10 августа")
    (claim,) = case.claims()
    assert claim.text == "Немига, 10 августа" and set(claim.items) == {1, 2}


def test_cancelling_keeps_what_is_finished_and_leaves_nothing_half(
    case: Session, clip: Path, still: Path, tmp_path: Path
) -> None:
    copies = []
    for n in range(30):
        copies.append(tmp_path / f"{n}.mp4")
        copies[-1].write_bytes(clip.read_bytes() + bytes([n]) * 8)
    batch = case.add_items([still, *copies])
    while not batch.outcomes:
        pass
    batch.cancel()
    outcomes = batch.wait(30)
    assert OutcomeState.CANCELLED in {o.state for o in outcomes}
    assert not list((case.project.media_dir / "incoming").iterdir())
    rows = {case.item(i).digest for i in case.item_ids()}
    files = {p.name for p in case.project.media_dir.rglob("*") if len(p.name) == 64}
    assert rows == files
    assert all(run.state.ended for run in case.runs())
    assert {run.state for run in case.unfinished()} <= {JobState.CANCELLED}
    case.resume_unfinished().wait(60)
    assert case.unfinished() == []
    assert all(case.poster(item) is not None for item in case.item_ids())


def test_a_file_below_a_folder_without_permission_is_refused_and_the_rest_goes_on(
    case: Session, clip: Path, tmp_path: Path
) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    too_long = tmp_path / ("a" * 300)
    through_a_file = clip / "within"
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    inside = locked / "clip.mp4"
    inside.write_bytes(clip.read_bytes())
    locked.chmod(0)
    try:
        allowed = os.access(inside, os.R_OK)
        states = add(case, inside, too_long, through_a_file, loop, clip)
    finally:
        locked.chmod(0o700)
    assert allowed or states[0] == (OutcomeState.REFUSED, "no_permission")
    assert states[1:4] == [
        (OutcomeState.REFUSED, "unusable_name"),
        (OutcomeState.REFUSED, "not_found"),
        (OutcomeState.REFUSED, "not_found"),
    ]
    assert len(case.item_ids()) == 1


def test_a_lost_original_is_restored_by_whoever_adds_the_same_bytes_again(
    case: Session, clip: Path
) -> None:
    add(case, clip)
    stored = case.original_file(ItemId(1))
    stored.unlink()
    with pytest.raises(Refusal) as refused:
        case.original_file(ItemId(1))
    assert refused.value.code is RefusalCode.ORIGINAL_MISSING
    assert add(case, clip) == [(OutcomeState.KNOWN, None)]
    assert case.original_file(ItemId(1)).read_bytes() == clip.read_bytes()
    assert case.desk.verify_case(case.path).ok


def test_a_disk_that_fills_before_the_row_leaves_neither_row_nor_file(
    case: Session, clip: Path
) -> None:
    before = case.project.query("PRAGMA page_count")[0][0]
    case.project.query(f"PRAGMA max_page_count = {before}")
    url = "https://example.org/" + "x" * 50_000
    assert add(case, clip, url=url) == [(OutcomeState.REFUSED, "disk_full")]
    assert case.item_ids() == []
    left = [p for p in case.project.media_dir.rglob("*") if p.is_file()]
    assert {p.name for p in left} <= {"open", "seal.json"}
    case.project.query("PRAGMA max_page_count = 1000000")
    assert add(case, clip) == [(OutcomeState.ADDED, None)]
    assert case.desk.verify_case(case.path).ok


def test_a_disk_that_fills_before_the_measurements_leaves_runs_to_be_offered_again(
    case: Session, clip: Path
) -> None:
    before = case.project.query("PRAGMA page_count")[0][0]
    case.project.query(f"PRAGMA max_page_count = {before + 12}")
    ((state, code),) = add(case, clip)
    case.project.query("PRAGMA max_page_count = 1000000")
    assert (state, code) == (OutcomeState.FAILED, "disk_full")
    states = {run.state for run in case.runs(ItemId(1)) if run.instrument != "packet_table"}
    assert states == {JobState.INTERRUPTED}
    assert [o.state for o in case.resume_unfinished().wait(60)] == [OutcomeState.DONE]
    assert case.frame_table(ItemId(1)) is not None


def test_a_name_that_is_no_text_cannot_be_linked(case: Session, clip: Path, tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.mp4"))
    odd.write_bytes(clip.read_bytes())
    assert add(case, odd, link=True) == [(OutcomeState.REFUSED, "unusable_name")]
    assert add(case, odd) == [(OutcomeState.ADDED, None)]


def test_a_mistake_of_the_program_is_not_the_fault_of_the_file(
    case: Session, desk: Desk, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mistaken = [Request(desk.instruments["shots"], {"no_such_parameter": 1})]
    monkeypatch.setattr(desk, "request", lambda *_: mistaken[0])
    case.add_items([clip]).wait(60)
    (outcome,) = case.start_runs("shots", [ItemId(1)]).wait(60)
    assert isinstance(outcome.reason, MediaError) and outcome.reason.fault is MediaFault.BUG
    run = case.runs(ItemId(1))[-1]
    assert run.state is JobState.FAILED and MediaFault.BUG.value in (run.reason or "")
    card = case.card(ItemId(1))
    assert card.status is MediaStatus.OK and card.reason is None


def test_what_is_quarantined_is_opened_only_when_it_is_asked_for_by_name(
    case: Session, clip: Path, still: Path
) -> None:
    case.add_items([clip]).wait(60)
    with case.project.record("measure", {}) as tx:
        run = runs.begin(tx, ItemId(1), "shots", "1", {}, "")
        crashed = runs.reason_text(MediaFault.CRASHED)
        runs.complete(tx, run, JobState.FAILED, crashed)
    assert case.card(ItemId(1)).status is MediaStatus.QUARANTINED
    with pytest.raises(MediaError) as refused:
        case.player(ItemId(1), lambda _shown: None, lambda _error: None)
    assert refused.value.fault is MediaFault.CRASHED
    made = len(case.runs(ItemId(1)))
    case.add_items([still]).wait(60)
    case.find_matches([ItemId(2)])
    assert len(case.runs(ItemId(1))) == made
    assert case.card(ItemId(1)).status is MediaStatus.QUARANTINED
    assert [o.state for o in case.measure_again(ItemId(1)).wait(60)] == [OutcomeState.DONE]
    assert [r.instrument for r in case.runs(ItemId(1))[made:]] == ["shots"]
    assert case.card(ItemId(1)).status is MediaStatus.OK
    assert case.measure_again(ItemId(1)).wait(60) == []
    case.player(ItemId(1), lambda _shown: None, lambda _error: None).close()


def test_items_of_a_case_whose_folder_is_away_are_shown_as_missing(
    case: Session, desk: Desk, clip: Path
) -> None:
    case.add_items([clip]).wait(60)
    assert case.card(ItemId(1)).original_there
    case.close()
    away = case.project.media_dir.rename(case.path.with_name("away"))
    with desk.open_case(case.path) as reader:
        assert not reader.card(ItemId(1)).original_there
        assert reader.frame_table(ItemId(1)) is not None
        with pytest.raises(Refusal) as refused:
            reader.add_items([clip])
        assert refused.value.code is RefusalCode.FOLDER_MISSING
    away.rename(case.project.media_dir)
    with desk.open_case(case.path) as again:
        assert again.card(ItemId(1)).original_there and not again.read_only


def test_frames_are_known_from_packets_before_the_clip_is_decoded(
    case: Session, clip: Path
) -> None:
    seen: list[str] = []

    def look(_changes: object) -> None:
        table = case.frame_table(ItemId(1)) if case.item_ids() else None
        if table is not None:
            seen.append(table.origin.value)

    case.project.observe(look)
    add(case, clip)
    assert (seen[0], seen[-1]) == ("packets", "decoded")
    part = runs.part(case.project, ItemId(1), "frame_table", "comparison")
    assert part is not None
    assert part.facts["equal"] is True
    assert part.facts["frames"] == part.facts["of_packets"] > 0


def test_a_case_closed_during_an_import_offers_the_rest_again(
    desk: Desk, media_dir: Path, tmp_path: Path
) -> None:
    path = tmp_path / "left.fvw"
    session = desk.new_case(path)
    batch = session.add_items([media_dir / "opencv/samples/data/vtest.avi"])
    while not session.item_ids():
        assert not batch.done
    session.close()
    with desk.open_case(path) as again:
        decoding = [r for r in again.runs(ItemId(1)) if r.instrument != "packet_table"]
        assert {run.state for run in decoding} == {JobState.INTERRUPTED}
        assert [o.state for o in again.resume_unfinished().wait(60)] == [OutcomeState.DONE]


def test_animations_become_clips_with_their_frames(case: Session, tmp_path: Path) -> None:
    for name in ("a.webp", "a.avif", "a.gif"):
        written(tmp_path / name)
    paths = [tmp_path / name for name in ("a.webp", "a.avif", "a.gif")]
    assert add(case, *paths) == [(OutcomeState.ADDED, None)] * 3
    for number in case.item_ids():
        item, table = case.item(number), case.frame_table(number)
        assert item.kind is MediaKind.CLIP
        assert table is not None
        assert [table.time_s(n) * 1000 for n in range(len(table))] == list(STARTS_MS)
        states = {run.instrument: run.state for run in case.runs(number)}
        assert set(states.values()) == {JobState.DONE}, (item.name, states)
