"""Flow: bit rate, key frames and breaks are those of the file, whoever else counts them."""

from __future__ import annotations

import json
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.instruments.conftest import Measure, WriteClip
from workbench.instruments.cadence import cadence
from workbench.instruments.flow import FLOW, breaks_of
from workbench.records.flow import Flow, pack_flow, unpack_flow
from workbench.records.item import StreamKind
from workbench.records.packets import StreamPackets

RATE_HZ = 48000


def pictures(count: int) -> list[NDArray[np.uint8]]:
    chance = np.random.default_rng(3)
    wide = chance.integers(0, 255, (48, 64 + count), np.uint8)
    return [np.ascontiguousarray(wide[:, n : n + 64]) for n in range(count)]


def hum(seconds: float) -> NDArray[np.float32]:
    chance = np.random.default_rng(4)
    return chance.normal(0, 0.1, round(RATE_HZ * seconds)).astype(np.float32)


def packets(
    pts: list[int], duration: int, kind: StreamKind = StreamKind.SOUND, base: int = 1000
) -> StreamPackets:
    n = len(pts)
    return StreamPackets(
        index=0,
        kind=kind,
        time_base=Fraction(1, base),
        pts=np.array(pts, np.int64),
        duration=np.full(n, duration, np.int64),
        size_bytes=np.full(n, 100, np.int64),
        key=np.ones(n, bool),
        shown=np.ones(n, bool),
        untimed=0,
    )


def found(one: StreamPackets) -> list[tuple[str, int, int]]:
    return [(b.code, b.pts, b.units) for b in breaks_of(one)]


def test_bytes_of_every_second_add_up_to_what_the_packets_hold(
    write_clip: WriteClip, measure: Measure
) -> None:
    path = write_clip(pictures(80), sound=hum(3.2))
    part = measure(FLOW, path)["flow"]
    assert part.blob is not None
    flow = unpack_flow(part.blob)
    with av.open(str(path)) as container:
        sizes = {"video": 0, "audio": 0}
        for packet in container.demux():
            sizes[packet.stream.type] += packet.size
    assert flow.picture_bytes.sum() == sizes["video"]
    assert flow.sound_bytes.sum() == sizes["audio"]
    by_kind = {one["kind"]: one for one in part.facts["streams"]}
    assert by_kind["video"]["bytes"] == sizes["video"]
    assert by_kind["video"]["end_s"] == pytest.approx(80 / 25)
    assert part.facts["breaks"] == []


@pytest.mark.parametrize(
    "name",
    [
        "gpmf-parser/samples/max-heromode.mp4",
        "openmpf/mpf-system-tests/src/test/resources/samples/face/vp8_opus.webm",
        "androidx-media/media/avi/sample.avi",
        "mdn-shared-assets/videos/flower-fragmented.mp4",
    ],
)
def test_packets_sizes_and_key_frames_are_those_that_ffprobe_counts(
    media_dir: Path, measure: Measure, name: str
) -> None:
    path = media_dir / name
    command = ("ffprobe", "-v", "error", "-show_packets", "-of", "json", str(path))
    try:
        said = subprocess.run(command, capture_output=True, check=True, timeout=120).stdout
    except FileNotFoundError:
        pytest.skip("ffprobe is not there")
    part = measure(FLOW, path)["flow"]
    rows: list[dict[str, Any]] = json.loads(said)["packets"]
    for stream in part.facts["streams"]:
        theirs = [row for row in rows if row["stream_index"] == stream["stream"]]
        assert stream["packets"] == len(theirs)
        assert stream["bytes"] == sum(int(row["size"]) for row in theirs)
    picture = next(s["stream"] for s in part.facts["streams"] if s["kind"] == "video")
    keys = [r for r in rows if r["stream_index"] == picture and r["flags"].startswith("K")]
    assert part.facts["cadence"]["key_frames"] == len(keys)


def test_types_of_frames_are_those_that_ffprobe_decodes(media_dir: Path, measure: Measure) -> None:
    """Of every clip whose packets prove what is shown."""
    compared = 0
    for oracle in sorted((media_dir / "_oracle").glob("*.ffprobe.json")):
        for name, stated in json.loads(oracle.read_text()).items():
            types = stated.get("pict_types")
            if not types or stated["ffprobe_exit"] or not (media_dir / name).exists():
                continue
            told = measure(FLOW, media_dir / name)["flow"].facts["cadence"]
            if (
                told is None
                or told["types"] is None
                or told["types"]["unknown"]
                or told["frames"] != len(types)
            ):
                continue
            counts = {letter: told["types"][letter] for letter in "IPB"}
            assert counts == {letter: types.count(letter) for letter in "IPB"}, name
            assert told["key_frames"] == len(stated["keyframe_index"]), name
            compared += 1
    assert compared > 40


def test_sound_that_is_missing_for_one_packet_is_a_gap() -> None:
    pts = [21 * n for n in range(50) if n != 20]
    assert found(packets(pts, 21)) == [("gap", 420, 21)]
    assert found(packets([21 * n for n in range(50)], 21)) == []


def test_rounded_times_are_no_gaps() -> None:
    pts = [round(n * 1024 / 44.1) for n in range(500)]
    assert found(packets(pts, 23)) == []


def test_a_gap_in_the_sound_of_an_mp4_is_found_though_the_packet_before_claims_to_last(
    tmp_path: Path, measure: Measure
) -> None:
    path, sound = tmp_path / "gap.mp4", hum(4.1)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=RATE_HZ, layout="mono")
        for start in range(0, 4 * RATE_HZ, 1024):
            block = sound[None, start : start + 1024]
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="mono")
            frame.sample_rate, frame.time_base = RATE_HZ, Fraction(1, RATE_HZ)
            frame.pts = start + (RATE_HZ // 2 if start >= 2 * RATE_HZ else 0)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    (gap,) = measure(FLOW, path)["flow"].facts["breaks"]
    assert (gap["code"], gap["kind"]) == ("gap", "sound")
    assert gap["length_s"] == pytest.approx(0.5, abs=0.022)
    assert gap["at_s"] == pytest.approx(2.0, abs=0.045)


def test_sound_laid_over_sound_overlaps_and_a_clock_that_begins_anew_goes_back() -> None:
    assert found(packets([0, 100, 150, 250], 100)) == [("overlap", 150, 50)]
    assert found(packets([0, 100, 10_000, 10_100, 0, 100], 100))[1:] == [("back", 10_200, 10_200)]


def test_a_frame_that_stands_too_long_is_a_gap_and_two_at_one_time_overlap() -> None:
    steady = [40 * n for n in range(30)]
    video = StreamKind.VIDEO
    assert found(packets(steady, 40, video)) == []
    late = steady[:10] + [t + 400 for t in steady[10:]]
    assert found(packets(late, 40, video)) == [("gap", 360, 440)]
    assert found(packets([*steady[:9], 360, 360, *steady[10:]], 40, video)) == [
        ("overlap", 360, 40)
    ]


def test_reordered_frames_are_no_clock_that_goes_back() -> None:
    decoded = [0, 160, 80, 40, 120, 320, 240, 200, 280]
    assert found(packets(decoded, 40, StreamKind.VIDEO)) == []


def cadence_of(distances: list[int], types: str | None = None) -> dict[str, Any]:
    places = np.concatenate(([0], np.cumsum(distances)))
    count = int(places[-1]) + 1
    key = np.zeros(count, bool)
    key[places] = True
    letters = None if types is None else np.array(["?IPB".index(c) for c in types], np.uint8)
    pts = np.arange(count, dtype=np.int64)
    return cadence(pts, key, letters, Fraction(1, 25), Fraction(0))


def test_where_key_frames_begin_to_come_at_another_distance_is_told() -> None:
    told = cadence_of([30] * 8 + [48] * 6)
    assert [(c["index"], c["before"], c["after"]) for c in told["changes"]] == [(240, 30, 48)]
    assert told["changes"][0]["at_s"] == pytest.approx(9.6)
    assert told["distance"]["regular"] is False


@pytest.mark.parametrize(
    "distances",
    [[30] * 20, [30, 29, 30, 31, 30, 30, 29, 30], [250, 250, 37, 213, 250, 250, 12, 250, 250]],
    ids=["regular", "by the clock", "sooner at cuts"],
)
def test_an_encoder_that_goes_on_as_it_did_changes_nothing(distances: list[int]) -> None:
    assert cadence_of(distances)["changes"] == []


def test_groups_of_pictures_are_told_by_their_usual_one() -> None:
    told = cadence_of([6, 6, 6], "IBBPBB" * 3 + "I")["types"]
    assert told["usual_group"] == "IBBPBB"
    assert (told["I"], told["P"], told["B"], told["longest_b_run"]) == (4, 3, 12, 2)


def test_two_encoders_in_one_file_are_told_by_their_key_frames(
    tmp_path: Path, measure: Measure
) -> None:
    path = tmp_path / "joined.mp4"
    made = pictures(200)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.height, stream.width = made[0].shape
        stream.pix_fmt = "yuv420p"
        stream.codec_context.gop_size = 300
        for place, grey in enumerate(made):
            frame = av.VideoFrame.from_ndarray(np.repeat(grey[:, :, None], 3, axis=2), "rgb24")
            frame.pts = place
            is_key = place % 10 == 0 if place < 80 else (place - 80) % 20 == 0
            frame.pict_type = av.video.frame.PictureType.I if is_key else 0
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    told = measure(FLOW, path)["flow"].facts["cadence"]
    assert [(c["index"], c["before"], c["after"]) for c in told["changes"]] == [(80, 10, 20)]


def test_a_flow_comes_back_from_its_blob_and_broken_ones_are_refused() -> None:
    flow = Flow(
        -1.0, 1.0, np.array([5, 6], np.uint32), np.array([0, 7], np.uint32), np.array([-3, 9])
    )
    blob = pack_flow(flow)
    back = unpack_flow(blob)
    assert (back.start_s, back.step_s) == (-1.0, 1.0)
    assert back.picture_bytes.tolist() == [5, 6]
    assert back.key_pts.tolist() == [-3, 9]
    for broken in (b"", blob[:-1], b"\2" + blob[1:], blob + b"\0"):
        with pytest.raises(ValueError, match="flow"):
            unpack_flow(broken)
