"""A pasted citation leads to its item and frame, and says whether the pixels are identical."""

from __future__ import annotations

import dataclasses
from fractions import Fraction

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.test_examine import Examine, examine
from workbench.gui.dialogs.go_anywhere import GoAnywhere
from workbench.gui.dialogs.go_to import GoTo
from workbench.records.citation import Citation
from workbench.records.frame import Moment, MomentKind
from workbench.records.item import Digest, MediaKind
from workbench.records.selection import Moments

assert examine


@pytest.fixture
def citation(examine: Examine) -> Citation:
    item = examine.item_of(MediaKind.CLIP)
    wanted = Moments((Moment(MomentKind.INDEX, Fraction(21)),))
    (frame,) = examine.session.extract(item, wanted).frames
    return Citation.parse(examine.session.citation(frame))


def _open(examine: Examine, qtbot: QtBot, citation: Citation) -> str:
    examine.viewer.notice.clear()
    with qtbot.waitSignal(examine.viewer.frame_painted, timeout=60_000):
        examine.viewer.open_citation(citation)
    qtbot.waitUntil(lambda: bool(examine.viewer.notice.label.text()), timeout=60_000)
    return examine.viewer.notice.label.text()


def test_a_citation_leads_to_its_frame_and_says_that_it_is_identical(
    examine: Examine, qtbot: QtBot, citation: Citation
) -> None:
    examine.selection.choose(examine.item_of(MediaKind.STILL))
    assert _open(examine, qtbot, citation).startswith("Identical to the citation")
    assert examine.index == 21
    assert examine.selection.item == examine.item_of(MediaKind.CLIP)
    other = dataclasses.replace(citation, planes_sha256="0" * 64)
    assert "not identical" in _open(examine, qtbot, other)


def test_go_to_takes_a_citation(examine: Examine, qtbot: QtBot, citation: Citation) -> None:
    dialog = GoTo(None, examine)
    dialog.field.setText(citation.text())
    assert dialog.citation == dataclasses.replace(citation, time_s=dialog.citation.time_s)  # type: ignore[union-attr]
    assert "frame 21" in dialog.meaning.text()
    dialog.field.setText("f3")
    assert dialog.citation is None
    assert dialog.moment is not None


def test_go_anywhere_finds_the_frame_of_a_citation(
    examine: Examine, qtbot: QtBot, citation: Citation
) -> None:
    opened: list[Citation] = []
    dialog = GoAnywhere(examine.session, examine.selection, [], opened.append, examine)
    dialog.field.setText(citation.text())
    dialog.field.returnPressed.emit()
    assert dialog.chosen is not None
    dialog.chosen.go()
    assert [one.pts for one in opened] == [citation.pts]
    unknown = dataclasses.replace(citation, item=Digest("0" * 64))
    dialog.field.setText(unknown.text())
    assert "No item of this case" in dialog.list.item(0).text()
