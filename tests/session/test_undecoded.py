"""A file that the decoders die of still says what its bytes say."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workbench.jobs import measure
from workbench.jobs.measure import Surveyed
from workbench.jobs.queue import Control
from workbench.media.sandbox import Sandbox
from workbench.records.errors import MediaError, MediaFault
from workbench.session import Desk

OF_BYTES = ("structure", "metadata")


@pytest.fixture
def dying(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk whose workers die as soon as a decoder opens a file."""
    asked = Sandbox.worker

    def worker(self: Sandbox, fd: int, limits: object) -> object:
        one = asked(self, fd, limits)  # type: ignore[arg-type]
        sending = one.send

        def send(header: dict[str, object]) -> None:
            if header["op"] == "survey" and not header.get("undecoded"):
                one.end()
                raise MediaError(MediaFault.CRASHED)
            sending(header)

        monkeypatch.setattr(one, "send", send, raising=False)
        return one

    monkeypatch.setattr(Sandbox, "worker", worker)
    return desk


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("IMG_20200608_111614.jpg", "IFD0:Make"),
        ("IMG_1054.JPG", "IFD0:Make"),
        ("space-needle.mp4", "QuickTime:Duration"),
    ],
)
def test_tags_and_structure_are_read_when_every_decoder_dies(
    dying: Desk, sample_dir: Path, name: str, tag: str
) -> None:
    found = dying.inspect(sample_dir / "footage" / name)
    assert found["undecoded"] is True
    assert (found["status"], found["reason"]) == ("quarantined", "crashed")
    assert found["tags"][tag]
    assert len(found["boxes"]) > 3
    assert found["streams"] == []


def test_a_file_that_is_read_says_that_it_was(desk: Desk, still: Path) -> None:
    assert desk.inspect(still)["undecoded"] is False


def test_tags_are_the_same_without_decoders(desk: Desk, sample_dir: Path) -> None:
    path = sample_dir / "footage" / "IMG_1054.JPG"
    fd = os.open(path, os.O_RDONLY)
    requests = [desk.request(name, None) for name in OF_BYTES]
    control = Control(lambda done, item: None)
    try:
        bare: Surveyed = measure.survey_undecoded(desk.sandbox, fd, requests, control)
    finally:
        os.close(fd)
    whole = desk.survey(path, *OF_BYTES)
    tags = [one.measured["metadata"].measurements[0].facts["tags"] for one in (bare, whole)]
    assert tags[0] == tags[1]
    parts = [one.measured["structure"].measurements[0].facts for one in (bare, whole)]
    assert parts[0] == parts[1]
