"""Origin and credentials in the window: what is known is said, remembered, shared and forgotten."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from workbench.gui.dialogs.known_origin import KnownOriginDialog
from workbench.gui.dialogs.known_structures import KnownStructuresDialog
from workbench.gui.dialogs.structure_differences import StructureDifferences
from workbench.gui.panels.file_credentials import FileCredentials, tree_rows
from workbench.gui.panels.file_origin import FileOrigin
from workbench.gui.widgets.notice_row import NoticeRow
from workbench.library.known_structures import KnownStructures, shipped
from workbench.provenance.facts import Facts
from workbench.provenance.testimony import said_by
from workbench.records.item import MediaKind, MediaStatus, Medium
from workbench.records.known_structure import KnownStructure, Likeness, Writer, known_form
from workbench.records.structure import Part
from workbench.records.structure_print import PrintLine, StructurePrint
from workbench.session import Session

if TYPE_CHECKING:
    from workbench.provenance.testimony import Testimony

PATHS = tuple(f"part{n}" for n in range(40))


def heard(known: list[KnownStructure]) -> Testimony:
    medium = Medium(MediaKind.CLIP, "mp4", MediaStatus.OK, None, 400)
    parts = [Part(path, path, 8 * n, 8, 0) for n, path in enumerate(PATHS)]
    return said_by(Facts("a.mp4", medium, parts=parts), measured=True, known=known)


def known(paths: tuple[str, ...], known_as: str, file: str = "a") -> KnownStructure:
    made = StructurePrint("iso", tuple(PrintLine(path) for path in paths))
    return KnownStructure(known_as, Writer.DEVICE, "mine", date(2026, 1, 2), (file * 64,), made)


def labels(widget: object) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel))  # type: ignore[attr-defined]


def test_likenesses_are_told_with_what_differs(qtbot: QtBot, dressed: None) -> None:
    rows = [known(PATHS, "Phone"), known(PATHS, "Phone", "b"), known(PATHS[5:], "Older phone")]
    panel = FileOrigin(heard(rows))
    qtbot.addWidget(panel)
    said = labels(panel)
    assert "Same structure as 2 files known to be from Phone: all 40 parts are equal." in said
    assert "Nearly the structure of 1 file known to be from Older phone" in said
    assert "part0: only in this file" in said
    assert "and 2 more differences" in said
    assert "not whether the scene is real" in said
    asked: list[Likeness] = []
    panel.differences_wanted.connect(asked.append)
    for row in panel.findChildren(NoticeRow):
        if row._open is not None:
            row._open()
    assert [one.known_as for one in asked] == ["Older phone"]
    dialog = StructureDifferences(asked[0])
    qtbot.addWidget(dialog)
    assert [row.cells[0] for row in dialog.table.rows] == list(PATHS[:5])


def test_that_nothing_is_like_it_is_said_to_be_normal(qtbot: QtBot, dressed: None) -> None:
    panel = FileOrigin(heard([]))
    qtbot.addWidget(panel)
    assert "No known structure is like that of this file. That is normal." in labels(panel)


def test_the_origin_of_an_item_is_remembered(qtbot: QtBot, dressed: None, session: Session) -> None:
    item = session.item_ids()[0]
    built = session.testimony(item).print
    assert built is not None
    dialog = KnownOriginDialog(session, item, "clip.mp4", built)
    qtbot.addWidget(dialog)
    assert not dialog._ok.isEnabled()
    dialog.known_as.setText("Phone of mine")
    dialog.source.setText("I was there")
    assert dialog._ok.isEnabled()
    dialog._remember()
    assert dialog.result() == KnownOriginDialog.DialogCode.Accepted
    (own,) = session.desk.known_structures.own()
    assert (own.known_as, own.source, own.writer) == ("Phone of mine", "I was there", Writer.DEVICE)
    session.desk.known_structures.remove(own)


def test_a_set_is_taken_in_row_by_row_removed_and_written_out(
    qtbot: QtBot, dressed: None, tmp_path: Path
) -> None:
    own = KnownStructures(tmp_path / "own.jsonl")
    dialog = KnownStructuresDialog(own)
    qtbot.addWidget(dialog)
    received = tmp_path / "received.jsonl"
    received.write_text(json.dumps(known_form(known(PATHS, "Phone"))) + "\n{\n", "utf-8")
    dialog.take_in(received)
    assert dialog.changed
    assert "1 structure taken in." in dialog.notice.label.text()
    assert "Row 2 is not JSON." in dialog.notice.label.text()
    assert dialog.table.rowCount() == len(shipped()) + 1
    dialog.view.selectRow(0)
    assert dialog.remove_button.isEnabled()
    dialog.write_out(tmp_path / "shared.jsonl")
    assert KnownStructures(tmp_path / "other.jsonl").take_in(tmp_path / "shared.jsonl").added == 1
    dialog.remove()
    assert own.own() == ()
    dialog.view.selectRow(0)
    assert not dialog.remove_button.isEnabled()


CREDENTIALS = {
    "status": "untrusted",
    "integrity": "holds",
    "trust": "untrusted",
    "manifests": 2,
    "tree": [
        {
            "label": "a", "title": "whole.jpg", "claim_generator": "Editor 1", "picture": 0,
            "integrity": "holds", "actions": [{"action": "c2pa.cropped"}],
            "checks": [{"kind": "success", "code": "assertion.dataHash.match", "about": "x"}],
            "ingredients": [
                {"title": "part.jpg", "relationship": "parentOf", "manifest": "b", "picture": None,
                 "checks": [], "recorded": ["claimSignature.mismatch"]},
            ],
        },
        {"label": "b", "title": "part.jpg", "integrity": "broken", "actions": [], "checks": [],
         "picture": None,
         "ingredients": [{"title": "loop", "manifest": "a", "checks": [], "recorded": []}]},
    ],
}  # fmt: skip


def test_credentials_tell_integrity_and_trust_apart(qtbot: QtBot, dressed: None) -> None:
    page = FileCredentials()
    qtbot.addWidget(page)
    page.show()
    page.show_facts(CREDENTIALS, {0: np.zeros((40, 60, 3), np.uint8)})
    said = labels(page)
    assert "Integrity: the content is what was sealed." in said
    assert "Trust: unknown." in said
    assert "The seal of an ingredient is broken: part.jpg" in said
    assert page.picture.isVisible()
    assert "cropped" in page.details.toPlainText()
    assert "✓ The content is what was signed." in page.details.toPlainText()
    page.tree.choose(1)
    assert not page.picture.isVisible()
    assert "When it was taken in" in page.details.toPlainText()


def test_manifests_that_name_each_other_make_a_tree_that_ends() -> None:
    rows = list(tree_rows(CREDENTIALS))
    assert [(row.level, row.cells[0]) for row in rows] == [
        *((0, "whole.jpg"), (1, "part.jpg"), (2, "part.jpg"), (3, "loop")),
    ]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (None, "Nobody looked for credentials yet."),
        ({"status": "none"}, "That is normal"),
        ({"status": "unreadable", "manifest_url": "https://x.org/m"}, "https://x.org/m"),
        ({"status": "invalid", "integrity": "broken", "trust": "untrusted"}, "seal is broken"),
    ],
)
def test_each_status_has_a_sentence(
    qtbot: QtBot, dressed: None, facts: dict[str, str] | None, said: str
) -> None:
    page = FileCredentials()
    qtbot.addWidget(page)
    page.show_facts(facts, {})
    assert said in page.status.text()
    assert not page.tree.isVisibleTo(page)
