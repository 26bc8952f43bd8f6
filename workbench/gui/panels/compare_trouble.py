"""Compare trouble: why a side has no picture, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from workbench.gui.widgets.waveform import Waveform
from workbench.i18n import _
from workbench.i18n.safe import shown as safe
from workbench.records.match import LibraryReference


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a side shows nothing: icon, title, and what to do."""

    icon: str
    title: str
    body: str
    wants_file: bool = False
    """Whether the file of a library entry has to be chosen."""
    sound: Waveform | None = None
    """What is heard, where there is nothing to see."""


def heard(title: str) -> Trouble:
    """A recording without a picture: what can be compared of it is said in its match."""
    body = _(
        "It has no picture to lay beside the other. Which seconds sound alike stands on the card "
        "of the match; listen to both in Examine."
    )
    return Trouble("audio-lines", title, body)


def missing(reference: LibraryReference, chosen: Path | None) -> Trouble:
    """The file of a library entry does not lie at hand, or `chosen` is another."""
    name = safe(reference.title)
    if reference.by_hashes:
        return Trouble(
            "fingerprint",
            _("There is no footage of “{name}” to look at").format(name=name),
            _(
                "The library knows it only by fingerprints, which somebody handed on. Ask whoever "
                "made the list for the footage."
            ),
        )
    if chosen is not None:
        return Trouble(
            "triangle-alert",
            _("“{file}” is another file").format(file=safe(chosen.name)),
            _("Its SHA-256 is not the one that the library has for “{name}”.").format(name=name),
            wants_file=True,
        )
    return Trouble(
        "library",
        _("The file of “{name}” is not at hand").format(name=name),
        _(
            "A library holds what is known of footage and its fingerprints, not the footage. "
            "Choose the file, or lay it beside the library; it is known by its SHA-256 {digest}…"
        ).format(digest=reference.sha256[:16]),
        wants_file=True,
    )
