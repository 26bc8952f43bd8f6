"""The words of sidecars: which program wrote them, and what each thing that they say is."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator

from workbench.i18n import _, ngettext
from workbench.i18n.safe import shown
from workbench.i18n.sentences import sidecar_fault
from workbench.i18n.summary import time_said
from workbench.records.sidecar import Said, SidecarContent, SidecarForm

_TIMES = frozenset({"uploaded", "captured", "archived", "edited"})


def form_word(content: SidecarContent) -> str:
    """Which program's sidecar it is."""
    if content.form is None:
        return _("not readable")
    return {
        SidecarForm.XMP: "XMP",
        SidecarForm.TAKEOUT: "Google Takeout",
        SidecarForm.YT_DLP: "yt-dlp",
        SidecarForm.GALLERY_DL: "gallery-dl",
        SidecarForm.TELEGRAM: _("Telegram Desktop export"),
        SidecarForm.AUTO_ARCHIVER: "auto-archiver",
        SidecarForm.WACZ: _("web archive (WACZ)"),
        SidecarForm.OTHER: _("JSON of an unknown program"),
    }[content.form]


def facts(content: SidecarContent) -> Iterator[tuple[str, str]]:
    """What a sidecar says, as name and value, in the order in which it is wanted."""
    if content.fault is not None:
        yield _("Not read"), sidecar_fault(content.fault)
    said, names = content.said, _names()
    for field in dataclasses.fields(Said):
        value = getattr(said, field.name)
        if value is None or field.name not in names:
            continue
        yield names[field.name], time_said(value) if field.name in _TIMES else shown(str(value))
    if said.coordinates is not None:
        yield _("Coordinates"), f"{said.coordinates[0]:.6f}, {said.coordinates[1]:.6f}"
    if said.width_px and said.height_px:
        yield _("Pixels"), f"{said.width_px} × {said.height_px}"
    if said.duration_s is not None:
        yield _("Duration, s"), f"{said.duration_s:g}"


def tree_text(content: SidecarContent) -> str:
    """All of it, as JSON, and how much was too much to keep."""
    said = json.dumps(content.tree, ensure_ascii=False, indent=1)
    return said if not content.left_out else f"{said}\n{left_out(content)}"


def left_out(content: SidecarContent) -> str:
    """How much of the tree was too much to keep."""
    return ngettext(
        "{n} more value is in the sealed file.",
        "{n} more values are in the sealed file.",
        content.left_out,
    ).format(n=content.left_out)


def _names() -> dict[str, str]:
    return {
        "url": _("Address"),
        "platform": _("Platform"),
        "uploader": _("Uploader"),
        "uploaded": _("Uploaded"),
        "title": _("Title"),
        "description": _("Description"),
        "creator": _("Creator"),
        "captured": _("Recorded"),
        "archived": _("Fetched"),
        "edited": _("Changed"),
        "chat": _("Chat or channel"),
        "message": _("Message or post"),
        "forwarded_from": _("Forwarded from"),
        "original_name": _("Original name"),
        "device": _("Device"),
        "software": _("Software"),
        "place": _("Place"),
        "sha256": _("SHA-256"),
    }
