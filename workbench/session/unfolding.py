"""Unfolding: the clip inside a still becomes an item of its own, which names where it came from."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from workbench.ingest import originals
from workbench.jobs.queue import Control
from workbench.records.inner_clip import InnerClip
from workbench.records.item import Item, Source
from workbench.records.outcome import Outcome
from workbench.session.adding import Addition

_CHUNK_BYTES = 1 << 20


def unfold(
    addition: Callable[[Path, Source], Addition],
    still: Item,
    url: str | None,
    original: Path,
    inner: InnerClip,
    control: Control,
) -> Outcome:
    """Copy the range of the still's bytes and add it as a file. Refusal(ORIGINAL_CHANGED)."""
    source = Source(
        path=f"sha256:{still.digest} bytes {inner.range_text}",
        name=f"{Path(still.name).stem} ({inner.range_text}).mp4",
        url=url,
    )

    def check(_done: int, _of: int) -> None:
        control.check()

    with tempfile.TemporaryDirectory(prefix="unfolded-") as folder:
        path = Path(folder) / "clip.mp4"
        with originals.unchanged(original, still, check) as opened, originals.refusing(path):
            with original.open("rb") as file, path.open("xb") as out:
                file.seek(inner.offset)
                left = inner.size_bytes
                while left and (chunk := file.read(min(left, _CHUNK_BYTES))):
                    out.write(chunk)
                    left -= len(chunk)
            opened.assure(check)
        return addition(path, source).run(control)
