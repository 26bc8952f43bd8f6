"""PDQ agrees with the reference program, bit for bit where both read the same pixels."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from workbench.instruments import pdq

DECODER_TOLERANCES = {"bridge-mods/sharpen-a-lot.jpg": 2}
"""Two coefficients of this picture lie so near the median that the JPEG decoder decides."""


def distance(bits: np.ndarray, text: str) -> int:
    other = np.frombuffer(bytes.fromhex(text.zfill(64)), np.uint8)
    return int(np.bitwise_count(bits ^ other).sum())


def rgb_of(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


@pytest.fixture
def reference(media_dir: Path) -> Path:
    folder = media_dir / "threatexchange" / "pdq"
    if not folder.is_dir():
        pytest.skip("no reference pictures here")
    return folder


def test_equals_the_reference_program_on_its_own_vectors(reference: Path) -> None:
    vectors = reference / "wasm" / "test" / "TestData" / "PDQMD5TestData.csv"
    checked = 0
    with vectors.open(newline="") as lines:
        for row in csv.DictReader(lines):
            name = row["FilePath"].partition("data/")[2]
            path = reference / "data" / name
            if len(row["Hash"]) != 64 or not path.is_file():
                continue
            bits, quality = pdq.fingerprint_rgb(rgb_of(path))
            assert distance(bits, row["Hash"]) <= DECODER_TOLERANCES.get(name, 0), name
            assert 0 <= quality <= 100
            checked += 1
    assert checked == 15


def test_stays_within_the_references_tolerance_of_its_other_implementations(
    reference: Path,
) -> None:
    checked = 0
    for line in (reference.parent / "EXPECTED_pdq.tsv").read_text().splitlines():
        if line.startswith("#"):
            continue
        _, name, text, _ = line.split("\t")
        path = reference / "data" / name
        if not path.is_file():
            continue
        bits, _ = pdq.fingerprint_rgb(rgb_of(path))
        assert distance(bits, text) <= 16, name
        checked += 1
    assert checked >= 27


def test_a_quarter_turn_is_another_picture(reference: Path) -> None:
    folder = reference / "data" / "reg-test-input" / "dih"
    upright, _ = pdq.fingerprint_rgb(rgb_of(folder / "bridge-1-original.jpg"))
    turned, _ = pdq.fingerprint_rgb(rgb_of(folder / "bridge-2-rotate-90.jpg"))
    assert distance(upright, turned.tobytes().hex()) in range(116, 125)


def test_bits_are_those_of_the_definition_in_plain_loops() -> None:
    rng = np.random.default_rng(5)
    block = rng.random((64, 64)).astype(np.float64) * 255
    d = [
        [np.sqrt(2 / 64) * np.cos(np.pi / 128 * (i + 1) * (2 * j + 1)) for j in range(64)]
        for i in range(16)
    ]
    flat = (np.array(d) @ block @ np.array(d).T).ravel()
    median = sorted(flat)[127]
    number = sum(1 << k for k in range(256) if flat[k] > median)
    bits, _ = pdq.from_blocks(block[None].astype(np.float32))
    assert bits[0].tobytes() == number.to_bytes(32, "big")


@pytest.mark.parametrize("shape", [(1, 1), (1, 700), (700, 1), (3, 5), (64, 64), (129, 511)])
def test_any_size_of_picture_has_a_fingerprint(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(1)
    bits, quality = pdq.fingerprint_luma(rng.integers(0, 256, shape, np.uint8))
    assert bits.shape == (32,) and bits.dtype == np.uint8
    assert 0 <= quality <= 100


@pytest.mark.parametrize("level", [0, 16, 128, 255])
def test_a_flat_picture_is_too_plain_to_be_matched(level: int) -> None:
    _, quality = pdq.fingerprint_luma(np.full((480, 640), level, np.uint8))
    assert quality == 0


def test_the_studio_range_of_luma_moves_no_more_than_rounding_bits(reference: Path) -> None:
    rgb = rgb_of(reference / "data" / "bridge-mods" / "aaa-orig.jpg")
    full = pdq.luma_of(np.ascontiguousarray(pdq.averaged(rgb)))
    studio = np.rint(16 + full * 219 / 255).astype(np.uint8)
    bits, _ = pdq.fingerprint_luma(full)
    other, _ = pdq.fingerprint_luma(studio)
    assert distance(bits, other.tobytes().hex()) <= 2


def test_a_batch_gives_what_single_pictures_give() -> None:
    rng = np.random.default_rng(2)
    blocks = (rng.random((9, 64, 64)) * 255).astype(np.float32)
    bits, quality = pdq.from_blocks(blocks)
    for row in range(9):
        one, grade = pdq.from_blocks(blocks[row : row + 1])
        assert (one[0] == bits[row]).all() and grade[0] == quality[row]
