"""Hash lists are read in every form that is documented, and each row that cannot be is refused."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.library import hash_lists
from workbench.records.known import RefusedRow, RowFault
from workbench.records.packed import FingerprintTrack

A = "d8f8f0cee0f4a84f0637022a078f67f0b36e2ed596621e1d33e6339c4e9c9b22"
B = "e4cc89d91c623842f8d1f1d9a398e78c9f199a3bf87925f2b7e11e0bf061b064"


@dataclass
class Taken:
    stills: list[tuple[int, str | None, str, int]] = field(default_factory=list)
    clips: list[tuple[str | None, FingerprintTrack]] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)

    def still(self, line: int, title: str | None, bits: bytes, quality: int) -> None:
        self.stills.append((line, title, bits.hex(), quality))

    def clip(self, line: int, title: str | None, track: FingerprintTrack) -> None:
        self.clips.append((title, track))

    def refuse(self, row: RefusedRow) -> None:
        self.refused.append(row)

    def progress(self, done_bytes: int) -> None:
        """Not asked for here."""


def read(text: str | bytes) -> Taken:
    taken = Taken()
    hash_lists.read(io.BytesIO(text if isinstance(text, bytes) else text.encode()), taken)
    return taken


def test_every_sample_of_vpdq_is_one_clip(media_dir: Path) -> None:
    samples = sorted((media_dir / "threatexchange/vpdq/sample-hashes").glob("*.txt"))
    assert samples
    for path in samples:
        taken = read(path.read_bytes())
        rows = [line.split(",") for line in path.read_text().splitlines() if line]
        ((_title, track),) = taken.clips
        assert not taken.refused, path.name
        assert [bits.tobytes().hex() for bits in track.bits] == [row[2] for row in rows]
        assert track.quality.tolist() == [int(row[1]) for row in rows]
        assert track.pts.tolist() == [round(float(row[3]) * 1000) for row in rows]


def test_the_list_of_the_makers_of_pdq_is_stills_by_name(media_dir: Path) -> None:
    path = media_dir / "threatexchange/pdq/wasm/test/TestData/PDQMD5TestData.csv"
    taken = read(path.read_bytes())
    assert (2, "b.jpg", A, hash_lists.STATED_NOWHERE) in taken.stills
    assert len(taken.stills) == 16
    assert [(row.line, row.fault, row.found) for row in taken.refused] == [
        (18, RowFault.LENGTH, "32"),
        (19, RowFault.LENGTH, "32"),
    ]


@pytest.mark.parametrize(
    ("line", "still"),
    [
        (A, (1, None, A, 100)),
        (A.upper(), (1, None, A, 100)),
        (f"{A},77", (1, None, A, 77)),
        (f"{A},77,/home/somebody/a, b.jpg", (1, "a, b.jpg", A, 77)),
        (f'"C:\\My pictures\\x.jpg",{A}', (1, "x.jpg", A, 100)),
        (f"pdq {A}", (1, None, A, 100)),
        (f"\ufeff{A}", (1, None, A, 100)),
        (f"two words.jpg,{A}", (1, "two words.jpg", A, 100)),
    ],
)
def test_a_line_is_a_still(line: str, still: tuple[int, str | None, str, int]) -> None:
    assert read(line).stills == [still]


CLIP = [(A, 100, 0), (B, 51, 1500)]


@pytest.mark.parametrize(
    "text",
    [
        f"{A},100,0.000\n{B},51,1.5\n",
        f"0,100,{A},0.000\r\n45,51,{B},1.500\r\n",
        f"hash,quality,timestamp\n{A},100,0\n{B},51,1.5e0\n",
        json.dumps([f"{A},100,0.0", f"{B},51,1.5"]),
        "vpdq " + json.dumps([f"{A},100,0.0", f"{B},51,1.5"]),
        json.dumps(
            {
                "0": {"quality": 100, "hash": A, "timestamp": 0.0},
                "45": {"quality": 51, "hash": B, "timestamp": 1.5},
            },
            indent=2,
        ),
        json.dumps(
            [
                {"hash": A, "quality": 100, "timestamp": 0},
                {"hash": B, "quality": 51, "timestamp": 1.5},
            ]
        ),
        json.dumps(
            {
                "path": "x.mp4",
                "kind": "pdq",
                "frames": [
                    {"time_s": 0.0, "pts": 0, "quality": 100, "hash": A},
                    {"time_s": 1.5, "pts": 9, "quality": 51, "hash": B},
                ],
            }
        ),
        json.dumps(
            {
                "data": [
                    {
                        "type": "HASH_VIDEO_VPDQ",
                        "indicator": json.dumps([f"{A},100,0.0", f"{B},51,1.5"]),
                    }
                ]
            }
        ),
    ],
)
def test_every_form_of_a_clip_says_the_same(text: str) -> None:
    taken = read(text)
    assert not taken.refused
    ((_title, track),) = taken.clips
    rows = zip(track.bits, track.quality, track.pts, strict=True)
    assert [(b.tobytes().hex(), int(q), int(p)) for b, q, p in rows] == CLIP


def test_signals_a_line_are_an_entry_each() -> None:
    text = f"pdq {A}\nvideo_md5 0123456789abcdef0123456789abcdef\npdq {B}\n"
    taken = read(text)
    assert [one[2] for one in taken.stills] == [A, B]
    assert taken.refused == [RefusedRow(2, RowFault.KIND, "video_md5")]
    rows = [{"signal_type": "pdq", "signal": A}, {"type": "HASH_MD5", "indicator": "00"}]
    for form in (json.dumps(rows), "\n".join(map(json.dumps, rows))):
        taken = read(form)
        assert [one[2] for one in taken.stills] == [A]
        assert taken.refused == [RefusedRow(2, RowFault.KIND, "HASH_MD5")]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (A[:63], RowFault.LENGTH),
        (A[:32], RowFault.LENGTH),
        ("g" + A[1:], RowFault.NOT_HEX),
        ("0" * 64, RowFault.BLANK),
        ("f" * 64, RowFault.BLANK),
        (f"{A},101", RowFault.QUALITY),
        (f"{A},-1", RowFault.QUALITY),
        (f"{A},10.5", RowFault.QUALITY),
        (f"7,100,{A},nan", RowFault.TIME),
        (f"7,100,{A},1e99", RowFault.TIME),
        (f"7,100,{A},-0.5", RowFault.TIME),
        (f"5,100,{A},2.0", RowFault.BACKWARDS),
        (f"9,100,{A},0.5", RowFault.BACKWARDS),
        (f"9,100,{A},1.0", RowFault.BACKWARDS),
        ("vpdq []", RowFault.EMPTY),
        ("vpdq {nonsense", RowFault.SHAPE),
        ("vpdq " + "[" * 100_000, RowFault.SHAPE),
        ("a,b,c,d,e", RowFault.LENGTH),
        (",,,,", RowFault.LENGTH),
    ],
)
def test_a_row_that_cannot_be_is_refused_and_the_others_are_taken(
    line: str, fault: RowFault
) -> None:
    taken = read(f"6,100,{A},1.0\n{line}\n60,100,{B},3.0\n")
    assert [(row.line, row.fault) for row in taken.refused] == [(2, fault)]
    assert len(taken.clips[-1][1]) == 2


def test_what_is_no_text_and_what_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = read(b"\xff\xfe\x00\n" + A.encode())
    assert [row.fault for row in taken.refused] == [RowFault.TEXT] and len(taken.stills) == 1
    monkeypatch.setattr(hash_lists, "MAX_LINE_BYTES", 100)
    monkeypatch.setattr(hash_lists, "MAX_DOCUMENT_BYTES", 100)
    taken = read(f"{A},100,{'x' * 500}\n{B}\n")
    assert taken.refused == [RefusedRow(1, RowFault.LONG)]
    assert [one[:3] for one in taken.stills] == [(2, None, B)]
    assert read("[" + " " * 200 + "]").refused == [RefusedRow(1, RowFault.LONG)]


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda t: ("[" + t).encode()))
def test_nothing_that_is_read_ends_in_an_error(content: bytes) -> None:
    read(content)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just(A),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    ["hash", "quality", "timestamp", "type", "signal", "frames", "data", "0"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_no_json_ends_in_an_error(document: object) -> None:
    read(json.dumps(document))
    read("vpdq " + json.dumps(document))


@pytest.mark.parametrize(
    "form",
    [
        "vpdq " + json.dumps(["0" * 64 + ",0,0.0", f"{A},100,1.0"]),
        "0,0," + "0" * 64 + f",0.0\n5,100,{A},1.0\n",
        json.dumps({"0": {"hash": "0" * 64, "quality": 0, "timestamp": 0.0},
                    "5": {"hash": A, "quality": 100, "timestamp": 1.0}}),
    ],
)  # fmt: skip
def test_a_clip_may_begin_in_black(form: str) -> None:
    taken = read(form)
    assert not taken.refused
    ((_title, track),) = taken.clips
    assert (track.quality.tolist(), track.pts.tolist()) == ([0, 100], [0, 1000])


def test_a_blank_frame_that_claims_quality_is_refused() -> None:
    taken = read("0,90," + "0" * 64 + f",0.0\n5,100,{A},1.0\n")
    assert [(row.line, row.fault) for row in taken.refused] == [(1, RowFault.BLANK)]
