"""Pictures extracted through adjustments: what came in, what was done, what came out."""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image

from workbench.dossier import verify
from workbench.media import adjust, png
from workbench.records.adjustment import Crop, Gamma, Invert, Mirror, Rotate, Stack
from workbench.records.citation import Citation
from workbench.records.codec import from_json
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.finding import Exhibit, ExhibitKind
from workbench.records.frame import Moment, MomentKind, Region
from workbench.records.item import ItemId
from workbench.records.selection import Moments, moment_from_text
from workbench.records.verification import Mismatch
from workbench.session import Desk, Session, adjusting

CLIP = ItemId(1)
FRAME = Moments((moment_from_text("f7"),))
STACK = Stack(
    (
        Gamma(gamma=1.8),
        Invert(on=False),
        Rotate(degrees=12.5),
        Mirror(),
        Crop(left_px=20, top_px=10, width_px=160, height_px=120),
    )
)


@pytest.fixture
def filled(case: Session, clip: Path) -> Session:
    case.add_items([clip]).wait(60)
    return case


def test_the_row_keeps_frame_steps_and_what_came_out(filled: Session) -> None:
    (plain,) = filled.extract(CLIP, FRAME).frames
    (frame,) = filled.extract(CLIP, FRAME, adjust=STACK).frames
    assert (frame.planes_sha256, frame.pixels_sha256) == (plain.planes_sha256, plain.pixels_sha256)
    assert filled.citation(frame) == filled.citation(plain)
    assert frame.adjusted is not None and plain.adjusted is None
    assert frame.adjusted.stack == STACK.active
    source = png.decode(filled.frame_file(plain).read_bytes(), 10**7)
    made = png.decode(filled.frame_file(frame).read_bytes(), 10**7)
    assert (made == adjust.adjusted(source, STACK)).all()
    assert frame.adjusted.pixels_sha256 == hashlib.sha256(made.tobytes()).hexdigest()
    assert (frame.adjusted.width_px, frame.adjusted.height_px) == made.shape[1::-1]
    assert filled.frames(CLIP)[-1] == frame


def test_the_file_says_what_came_in_what_was_done_and_what_came_out(filled: Session) -> None:
    (frame,) = filled.extract(CLIP, FRAME, adjust=STACK).frames
    assert frame.adjusted is not None
    with Image.open(filled.frame_file(frame)) as picture:
        said = picture.text  # type: ignore[attr-defined]
    assert Citation.parse(said["Citation"]).pixels_sha256 == frame.pixels_sha256
    assert from_json(Stack, json.loads(said["Adjustments"])) == STACK.active
    assert frame.adjusted.pixels_sha256 in said["Produced"]
    entry = filled.custody()[-1]
    assert entry.act == "frame.extract"
    assert entry.subject["adjusted"]["pixels_sha256"] == frame.adjusted.pixels_sha256


def test_the_same_extraction_gives_the_same_bytes(filled: Session, tmp_path: Path) -> None:
    first, second = (
        filled.extract(CLIP, FRAME, tmp_path, adjust=STACK).frames[0] for _ in range(2)
    )
    filled.extract(CLIP, FRAME, tmp_path)
    assert first.file == second.file
    assert len(list(tmp_path.glob("clip_*_f000007*.png"))) == 2


def test_steps_that_are_off_leave_the_frame_as_it_is(filled: Session) -> None:
    (plain,) = filled.extract(CLIP, FRAME).frames
    (frame,) = filled.extract(CLIP, FRAME, adjust=Stack((Invert(on=False),))).frames
    assert frame.adjusted is None and frame.file == plain.file


def test_a_crop_beside_the_picture_is_refused_by_name(filled: Session) -> None:
    with pytest.raises(Refusal) as refused:
        filled.extract(CLIP, FRAME, adjust=Stack((Crop(left_px=5000),)))
    assert refused.value.code is RefusalCode.CANNOT_ADJUST
    assert filled.frames() == []


def test_stacks_are_kept_under_names_and_undone(filled: Session) -> None:
    filled.save_stack(" Ночь ", STACK)
    filled.save_stack("Ночь", Stack((Invert(),)))
    assert [(s.name, s.stack) for s in filled.stacks()] == [("Ночь", Stack((Invert(),)))]
    filled.undo()
    assert filled.stack_named("Ночь").stack == STACK
    filled.remove_stack("Ночь")
    with pytest.raises(Refusal) as refused:
        filled.stack_named("Ночь")
    assert refused.value.code is RefusalCode.NO_SUCH_STACK
    filled.undo()
    assert filled.stack_named("Ночь").stack == STACK
    with pytest.raises(Refusal):
        filled.save_stack("  ", STACK)


def test_a_file_that_holds_no_stack_is_refused_by_name(tmp_path: Path) -> None:
    good = tmp_path / "good.json"
    good.write_text(STACK.text(), "utf-8")
    assert adjusting.read_stack(good) == STACK
    for content in ("", "[]", "{", '{"steps": [{"kind": "enhance"}]}', "[" * 100_000):
        bad = tmp_path / "bad.json"
        bad.write_text(content, "utf-8")
        with pytest.raises(Refusal) as refused:
            adjusting.read_stack(bad)
        assert refused.value.code is RefusalCode.NOT_A_STACK
    with pytest.raises(Refusal) as refused:
        adjusting.read_stack(tmp_path / "none.json")
    assert refused.value.code is RefusalCode.NOT_FOUND


def cited(filled: Session) -> None:
    """A finding that rests on an adjusted picture, on which a mark lies."""
    moment = Moment(MomentKind.INDEX, Fraction(7))
    span = filled.span(CLIP, moment, moment)
    filled.add_annotation(CLIP, span=span, region=Region(60, 50, 40, 30), text="number plate")
    filled.extract(CLIP, FRAME)
    (frame,) = filled.extract(CLIP, FRAME, adjust=STACK).frames
    filled.add_finding("The plate is read", exhibits=[Exhibit(ExhibitKind.FRAME, frame.id)])


def test_the_dossier_says_it_in_words_and_is_verified(filled: Session, tmp_path: Path) -> None:
    cited(filled)
    page = filled.write_dossier(tmp_path / "dossier")
    said = page.read_text("utf-8")
    assert "<li>Gamma 1.8; black and white stay.</li>" in said
    assert "<li>Turned by 12.5° clockwise.</li>" in said
    assert "Inverted" not in said
    assert "<polygon" in said
    assert verify.verify(page)[1] == 0


def test_a_picture_that_the_steps_do_not_make_is_found(filled: Session, tmp_path: Path) -> None:
    cited(filled)
    folder = filled.write_dossier(tmp_path / "dossier").parent
    records = json.loads((folder / "dossier.json").read_bytes())
    frame = records["items"][0]["frames"][1]
    frame["adjusted"]["stack"]["steps"][0]["gamma"] = 2.5
    (folder / "dossier.json").write_text(json.dumps(records, indent=1, ensure_ascii=False) + "\n")
    checked, standing = verify.verify(folder)
    assert standing == 1
    path = f"exhibits/{frame['file']}.png"
    assert (Mismatch.CONTENT, path) in {(p.what, p.where) for p in checked.problems}


def test_a_public_dossier_keeps_the_steps_and_withholds_the_picture(
    filled: Session, tmp_path: Path
) -> None:
    from workbench.records.dossier import DossierVariant

    cited(filled)
    page = filled.write_dossier(tmp_path / "dossier", variant=DossierVariant.PUBLIC)
    assert "<li>Gamma 1.8; black and white stay.</li>" in page.read_text("utf-8")
    assert not (page.parent / "exhibits").exists()
    assert verify.verify(page)[1] == 0


def test_a_case_whose_adjusted_picture_changed_is_found(filled: Session, desk: Desk) -> None:
    (frame,) = filled.extract(CLIP, FRAME, adjust=STACK).frames
    file, path = filled.frame_file(frame), filled.path
    filled.close()
    assert desk.verify_case(path).ok
    content = bytearray(file.read_bytes())
    content[-20] ^= 1
    file.chmod(0o600)
    file.write_bytes(content)
    checked = desk.verify_case(path)
    assert [(p.what, p.where) for p in checked.problems] == [
        (Mismatch.DERIVED, f"extracted_frame/{frame.id}")
    ]
