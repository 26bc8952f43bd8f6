"""Credentials: a seal that holds is told from one that is broken, and from a signer one knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.instruments.conftest import Measure
from workbench.instruments.credentials import CREDENTIALS

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
