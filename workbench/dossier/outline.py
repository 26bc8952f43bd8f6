"""Outline: what the page says, in its order, from a dossier."""

from __future__ import annotations

from workbench.records.citation import Citation
from workbench.records.dossier import Dossier
from workbench.records.frame import ExtractedFrame


class Outline:
    """A dossier as the page reads it."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self._digests = {section.item.id: section.item.digest for section in dossier.items}

    def citation(self, frame: ExtractedFrame) -> str:
        return Citation(
            item=self._digests[frame.item],
            index=frame.index,
            pts=None if frame.at is None else frame.at.pts,
            time_base=None if frame.at is None else frame.at.time_base,
            time_s=frame.time_s,
            planes_sha256=frame.planes_sha256,
            pixels_sha256=frame.pixels_sha256,
            converter=frame.converter,
        ).text()
