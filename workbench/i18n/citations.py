"""What became of a citation that was opened again, in words."""

from __future__ import annotations

from collections.abc import Callable

from workbench.i18n import _
from workbench.records.citation import CitedState, OpenedCitation

_SENTENCES: dict[CitedState, Callable[[], str]] = {
    CitedState.IDENTICAL: lambda: _("Identical to the citation: planes and pixels, to the bit."),
    CitedState.OTHER_CONVERTER: lambda: _(
        "The decoded planes are identical to the citation. The pixels are not, because another "
        "converter made them: {cited} there, {here} here."
    ),
    CitedState.OTHER_PIXELS: lambda: _(
        "The decoded planes are identical to the citation. The pixels are not, though the same "
        "converter is named: the citation may have been changed."
    ),
    CitedState.OTHER_PLANES: lambda: _(
        "This is the frame at that time, but it is not identical to the citation: its decoded "
        "planes differ. The citation may have been changed, or another decoder was used."
    ),
    CitedState.NO_SUCH_FRAME: lambda: _(
        "The item is in this case, but it has no frame at the time that the citation states."
    ),
    CitedState.NO_SUCH_ITEM: lambda: _(
        "No item of this case has the digest that the citation states (sha256:{item}). Add the "
        "file that it was made from."
    ),
}


def citation_sentence(opened: OpenedCitation) -> str:
    """Whether the pixels are identical, or why not."""
    said = _SENTENCES[opened.state]().format(
        cited=opened.citation.converter,
        here=opened.converter,
        item=f"{opened.citation.item[:16]}…",
    )
    if opened.index is not None and opened.index != opened.citation.index:
        counted = _("The citation counts it as frame {cited}, this case as frame {here}.")
        said += " " + counted.format(cited=opened.citation.index, here=opened.index)
    return said
