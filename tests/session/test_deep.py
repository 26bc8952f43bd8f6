"""PNG files of 16 bits: what they hold, what they say of it, and that a dossier proves it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from workbench.dossier import verify
from workbench.media import png
from workbench.records.adjustment import Gamma, Stack
from workbench.records.extraction import PngBits
from workbench.records.finding import Exhibit, ExhibitKind
from workbench.records.item import ItemId
from workbench.records.selection import EveryFrame
from workbench.session import Session

STILL = ItemId(1)


@pytest.fixture
def filled(case: Session, tmp_path: Path) -> Session:
    wide = np.random.default_rng(2).integers(0, 65536, (60, 80, 3)).astype(np.uint16)
    path = tmp_path / "wide.png"
    cv2.imwrite(str(path), wide[:, :, ::-1])
    np.save(tmp_path / "wide.npy", wide)
    case.add_items([path]).wait(60)
    return case


def test_the_file_has_every_value_and_says_what_it_is(filled: Session, tmp_path: Path) -> None:
    (frame,) = filled.extract(STILL, EveryFrame()).frames
    content = filled.frame_file(frame).read_bytes()
    made = png.decode(content, 10**6)
    assert (made == np.load(tmp_path / "wide.npy")).all()
    assert frame.deep is not None and frame.deep.bits == 16
    assert frame.deep.pixels_sha256 == hashlib.sha256(made.tobytes()).hexdigest()
    assert f"16 bits of 16, pixels sha256:{frame.deep.pixels_sha256}".encode() in content
    assert filled.citation(frame).encode() in content
    assert filled.open_citation(filled.citation(frame)).identical
    # Another program reads the same values.
    read = cv2.cvtColor(cv2.imread(str(filled.frame_file(frame)), -1), cv2.COLOR_BGR2RGB)  # noqa: TID251
    assert (read == made).all()


def test_eight_bits_on_request_are_the_cited_pixels(filled: Session) -> None:
    (wide,) = filled.extract(STILL, EveryFrame()).frames
    (frame,) = filled.extract(STILL, EveryFrame(), bits=PngBits.EIGHT).frames
    assert frame.deep is None and frame.pixels_sha256 == wide.pixels_sha256
    assert filled.citation(frame) == filled.citation(wide)
    made = png.decode(filled.frame_file(frame).read_bytes(), 10**6)
    assert hashlib.sha256(made.tobytes()).hexdigest() == frame.pixels_sha256


def test_what_is_adjusted_has_eight_bits(filled: Session) -> None:
    (frame,) = filled.extract(STILL, EveryFrame(), adjust=Stack((Gamma(gamma=2.0),))).frames
    assert frame.deep is None and frame.adjusted is not None


def test_taking_again_gives_the_same_bytes_and_no_second_row(
    filled: Session, tmp_path: Path
) -> None:
    first, again = (filled.extract(STILL, EveryFrame(), tmp_path / name) for name in ("one", "two"))
    assert again.frames == first.frames and again.known == 1
    (one,), (two,) = ((tmp_path / name).iterdir() for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


def test_a_copy_as_jpeg_has_the_nearest_levels(filled: Session, tmp_path: Path) -> None:
    (frame,) = filled.extract(STILL, EveryFrame()).frames
    assert filled.copy_frame(frame, tmp_path, 95).read_bytes().startswith(b"\xff\xd8")


def test_a_dossier_proves_the_picture_and_its_preview(filled: Session, tmp_path: Path) -> None:
    (frame,) = filled.extract(STILL, EveryFrame()).frames
    claim = filled.add_claim("It happened", items=[STILL])
    filled.add_finding("Seen", claim=claim, exhibits=[Exhibit(ExhibitKind.FRAME, frame.id)])
    out = filled.write_dossier(tmp_path / "dossier").parent
    checked, standing = verify.verify(out)
    assert (checked.problems, standing) == ((), 0)
    (smaller,) = (out / "previews").iterdir()
    wide = png.decode((out / "exhibits" / smaller.name).read_bytes(), 10**6)
    assert (png.decode(smaller.read_bytes(), 10**6) == png.narrowed(wide)).all()
    records = json.loads((out / "dossier.json").read_bytes())
    assert records["items"][0]["frames"][0]["deep"]["bits"] == 16

    changed = np.array(wide)
    changed[3, 4, 1] ^= 1
    (out / "exhibits" / smaller.name).write_bytes(png.encode(changed))
    checked, standing = verify.verify(out)
    said = {(p.expected, p.found) for p in checked.problems}
    found = hashlib.sha256(np.ascontiguousarray(changed).tobytes()).hexdigest()
    assert standing == 1 and (frame.file_pixels_sha256, found) in said


def test_a_dossier_makes_an_adjusted_picture_again_from_sixteen_bits(
    filled: Session, tmp_path: Path
) -> None:
    frames = [
        *filled.extract(STILL, EveryFrame()).frames,
        *filled.extract(STILL, EveryFrame(), adjust=Stack((Gamma(gamma=2.0),))).frames,
    ]
    filled.add_finding("Seen", exhibits=[Exhibit(ExhibitKind.FRAME, f.id) for f in frames])
    out = filled.write_dossier(tmp_path / "dossier").parent
    assert verify.verify(out)[1] == 0
    check = verify._Check(out)
    check.digests()
    cited = check.picture(frames[0])
    assert cited is not None and hashlib.sha256(cited.data).hexdigest() == frames[0].pixels_sha256
    check.made_again(frames[1], {frame.file: frame for frame in frames})
    assert not check.problems
    assert frames[1].adjusted is not None
    forged = replace(frames[1], adjusted=replace(frames[1].adjusted, pixels_sha256="0" * 64))
    check.made_again(forged, {frame.file: frame for frame in frames})
    assert [problem.expected for problem in check.problems] == ["0" * 64]
