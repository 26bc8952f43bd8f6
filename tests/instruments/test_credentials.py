"""Credentials: a seal that holds is told from one that is broken, and from a signer one knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.instruments.conftest import Measure
from workbench.i18n import credentials as sentences
from workbench.instruments.credential_manifests import tree
from workbench.instruments.credentials import CREDENTIALS, PICTURE_PX
from workbench.records.packed import unpack_thumbnails
from workbench.session import Desk

PUBLIC = "c2pa-public-testfiles/image/jpeg/adobe-20220124-{}.jpg"
OTHER = "c2pa-rs/fixtures/{}"


@pytest.mark.parametrize(
    ("name", "status", "failure"),
    [
        (PUBLIC.format("A"), "none", None),
        (PUBLIC.format("CA"), "untrusted", None),
        (PUBLIC.format("E-dat-CA"), "invalid", "assertion.dataHash.mismatch"),
        (PUBLIC.format("E-sig-CA"), "invalid", "claimSignature.mismatch"),
        (PUBLIC.format("XCA"), "invalid", "assertion.dataHash.mismatch"),
        (OTHER.format("video1.mp4"), "untrusted", None),
        (OTHER.format("video1_no_manifest.mp4"), "none", None),
        (OTHER.format("sample1.avif"), "none", None),
    ],
)
def test_a_seal_is_told_as_its_makers_expect(
    measure: Measure, media_dir: Path, name: str, status: str, failure: str | None
) -> None:
    facts = measure(CREDENTIALS, media_dir / name)["credentials"].facts
    assert facts["status"] == status
    if status != "none":
        assert facts["integrity"] == ("broken" if status == "invalid" else "holds")
        assert facts["trust"] == "untrusted"
        assert failure is None or failure in facts["failures"]


def test_seals_are_told_by_workers_that_were_forked_after_the_warming(media_dir: Path) -> None:
    with Desk() as desk:
        for name, status in (("A", "none"), ("CA", "untrusted"), ("E-sig-CA", "invalid")):
            surveyed = desk.survey(media_dir / PUBLIC.format(name), "credentials")
            parts = {part.part: part for part in surveyed.measured["credentials"].measurements}
            told = parts["credentials"]
            assert told.facts["status"] == status


def test_a_manifest_is_told_with_what_it_was_made_from_and_each_check(
    measure: Measure, media_dir: Path
) -> None:
    found = measure(CREDENTIALS, media_dir / PUBLIC.format("CACA"))
    active, inner = found["credentials"].facts["tree"]
    assert (active["title"], inner["title"]) == ("CACA.jpg", "CA.jpg")
    assert [one["manifest"] for one in active["ingredients"]] == [inner["label"]]
    assert [one["manifest"] for one in inner["ingredients"]] == [None]
    for one in (active, inner):
        assert one["integrity"] == "holds"
        kinds = {check["code"]: check["kind"] for check in one["checks"]}
        assert kinds["claimSignature.validated"] == "success"
        assert kinds["signingCredential.untrusted"] == "failure"
    assert {c["code"] for c in active["checks"]} > {"assertion.dataHash.match"}
    assert "assertion.dataHash.match" not in {c["code"] for c in inner["checks"]}


def test_an_ingredient_that_was_broken_when_it_was_taken_in_is_told(
    measure: Measure, media_dir: Path
) -> None:
    """The seal over the whole holds, and still something in it is not what it was."""
    facts = measure(CREDENTIALS, media_dir / PUBLIC.format("CIE-sig-CA"))["credentials"].facts
    assert facts["integrity"] == "holds"
    active, inner = facts["tree"]
    assert active["ingredients"][0]["recorded"] == ["timeStamp.mismatch", "claimSignature.mismatch"]
    assert (active["integrity"], inner["integrity"]) == ("holds", "broken")


def test_pictures_in_credentials_are_decoded_by_their_numbers(
    measure: Measure, media_dir: Path
) -> None:
    found = measure(CREDENTIALS, media_dir / PUBLIC.format("CACA"))
    numbers = found["pictures"].facts["numbers"]
    pictures = unpack_thumbnails(found["pictures"].blob or b"")
    tree = found["credentials"].facts["tree"]
    assert numbers == [0, 1, 2, 3]
    assert len(pictures) == 4
    assert {max(one.rgb.shape) for one in pictures} == {PICTURE_PX}
    assert [one["picture"] for one in tree] == [0, 2]
    assert [i["picture"] for one in tree for i in one["ingredients"]] == [1, 3]


def test_no_signer_is_called_trusted_without_a_list_of_trusted_ones(
    measure: Measure, media_dir: Path
) -> None:
    for name in (PUBLIC.format("C"), PUBLIC.format("E-dat-CA"), OTHER.format("boxhash.jpg")):
        facts = measure(CREDENTIALS, media_dir / name)["credentials"].facts
        assert facts["trust"] == "untrusted"
        assert facts["status"] != "valid"


def test_every_code_that_the_test_files_give_has_a_sentence(
    measure: Measure, media_dir: Path
) -> None:
    folder = media_dir / "c2pa-public-testfiles/image/jpeg"
    codes: set[str] = set()
    for path in sorted(folder.glob("*.jpg")):
        for one in measure(CREDENTIALS, path)["credentials"].facts.get("tree", ()):
            told = [*one["checks"], *(c for i in one["ingredients"] for c in i["checks"])]
            codes |= {check["code"] for check in told}
            codes |= {code for i in one["ingredients"] for code in i["recorded"]}
    assert len(codes) > 8
    assert [code for code in codes if sentences.check(code) == code] == []


def test_a_tree_that_one_message_cannot_carry_is_cut_and_counted() -> None:
    manifests = {
        f"m{n}": {"title": "t" * 400, "assertions": [{"label": "a" * 400}] * 50} for n in range(40)
    }
    found = tree({"active_manifest": "m7", "manifests": manifests})
    assert found.manifests[0]["label"] == "m7"
    assert 0 < found.left_out < 40
    assert len(found.manifests) + found.left_out == 40


def test_manifests_that_name_each_other_come_to_an_end() -> None:
    manifests = {
        name: {"ingredients": [{"active_manifest": other, "thumbnail": 7}, None, 3]}
        for name, other in (("a", "b"), ("b", "a"))
    }
    found = tree({"active_manifest": "a", "manifests": {**manifests, "c": [1]}})
    assert [one["label"] for one in found.manifests] == ["a", "b"]
    assert tree({"active_manifest": [], "manifests": 5, "validation_results": [1]}).manifests == []


def test_what_was_done_and_from_what_is_told(measure: Measure, media_dir: Path) -> None:
    facts = measure(CREDENTIALS, media_dir / PUBLIC.format("CA"))["credentials"].facts
    assert facts["actions"] == [{"action": "c2pa.opened"}, {"action": "c2pa.color_adjustments"}]
    assert facts["ingredients"][0]["title"] == "A.jpg"
    assert facts["signature"]["issuer"] == "C2PA Test Signing Cert"


def test_a_manifest_that_lies_elsewhere_is_named_and_not_fetched(
    measure: Measure, media_dir: Path
) -> None:
    facts = measure(CREDENTIALS, media_dir / OTHER.format("cloud.jpg"))["credentials"].facts
    assert facts["status"] == "unreadable"
    assert facts["manifest_url"].startswith("https://")
