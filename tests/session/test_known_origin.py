"""Known origin in a case: what is remembered of one item is said of the next, and written out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.footage import moving, write_clip
from workbench.records.dossier import WITHHELD, DossierVariant
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.known_structure import Writer
from workbench.session import Desk, Session


def test_what_is_remembered_of_one_item_is_said_of_the_next(case: Session, tmp_path: Path) -> None:
    for n in (1, 2):
        write_clip(tmp_path / f"{n}.mov", moving(n, 12), codec="mpeg4")
    case.add_items([tmp_path / "1.mov", tmp_path / "2.mov"]).wait(120)
    one, other = case.item_ids()
    made = case.remember_structure(one, "Phone of Anna", Writer.DEVICE, "Anna showed it to me")
    try:
        assert [like.files for like in case.testimony(one).likenesses if like.exact] == [0]
        (found,) = (like for like in case.testimony(other).likenesses if like.exact)
        assert (found.known_as, found.files) == ("Phone of Anna", 1)
        whole, public = (case.dossier(variant) for variant in DossierVariant)
        (likeness, *_) = whole.items[1].likenesses or ()
        assert likeness.sources == ("Anna showed it to me",)
        (likeness, *_) = public.items[1].likenesses or ()
        assert likeness.sources == (WITHHELD,)
    finally:
        case.desk.known_structures.remove(made)
    assert not any(like.exact for like in case.testimony(other).likenesses)


def test_words_that_say_nothing_are_refused(desk: Desk, clip: Path) -> None:
    for words in ("", "  ", "two\nlines", "x" * 1000):
        with pytest.raises(Refusal) as refused:
            desk.remember_structure(clip, words, Writer.DEVICE, "known")
        assert refused.value.code is RefusalCode.BAD_PARAMETER
    assert desk.known_structures.own() == ()


def test_a_file_without_parts_has_nothing_to_remember(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("no footage at all")
    with pytest.raises(Refusal) as refused:
        desk.remember_structure(path, "an editor", Writer.PROGRAM, "known")
    assert refused.value.code is RefusalCode.NO_STRUCTURE


def test_inspecting_tells_likenesses_among_the_marks_of_origin(desk: Desk, clip: Path) -> None:
    rows = [one for one in desk.inspect(clip)["origin"] if one["rule"] == "structure"]
    assert rows[0]["platform"] == "FFmpeg, MP4 without sound"
    assert set(rows[0]) == {"platform", "indicator", "strength", "says", "rule", "structure"}
    told = rows[0]["structure"]
    assert told["same"]
    assert told["differences"] == []
    assert told["equal_parts"] == told["parts"] > 30


def test_credentials_in_a_public_dossier_keep_what_names_nobody(
    case: Session, media_dir: Path
) -> None:
    case.add_items([media_dir / "c2pa-public-testfiles/image/jpeg/adobe-20220124-CACA.jpg"]).wait(
        60
    )
    whole, public = (case.dossier(variant).items[0].credentials for variant in DossierVariant)
    assert whole is not None
    assert public is not None
    assert whole["signature"]["common_name"] == "C2PA Signer"
    for words in ("C2PA Signer", "CA.jpg", "urn:uuid"):
        assert words in str(whole)
        assert words not in str(public)
    assert public["integrity"] == "holds"
    assert [one["integrity"] for one in public["tree"]] == ["holds", "holds"]
    assert case.credential_pictures(case.item_ids()[0]).keys() == {0, 1, 2, 3}
