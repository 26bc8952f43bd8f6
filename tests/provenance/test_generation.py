"""Generation: the last writer counts, a name that anybody can give does not."""

from __future__ import annotations

import pytest

from workbench.provenance.facts import Facts
from workbench.provenance.generation import generation
from workbench.provenance.testimony import said_by
from workbench.records.item import MediaKind, MediaStatus, Medium

MEDIUM = Medium(MediaKind.CLIP, "mp4", MediaStatus.OK, None, 1)


@pytest.mark.parametrize(
    ("name", "tags", "step"),
    [
        ("clip.mp4", {}, None),
        ("VID-20200811-WA0007.mp4", {}, None),
        ("clip.mp4", {"IFD0:Make": "Apple"}, 0),
        ("clip.mp4", {"ItemList:Encoder": "Lavf62.12.102"}, 1),
        ("clip.mp4", {"IFD0:Make": "Apple", "ItemList:Encoder": "Lavf62.12.102"}, 1),
        (
            "clip.mp4",
            {
                "Track1:HandlerDescription": "ISO Media file produced by Google Inc.",
                "IFD0:Make": "A",
            },
            2,
        ),
    ],
)
def test_the_last_writer_that_names_itself_counts(
    name: str, tags: dict[str, str], step: int | None
) -> None:
    assert generation(said_by(Facts(name, MEDIUM, tags=tags), measured=True)) == step
