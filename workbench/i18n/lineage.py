"""What a lineage says, in words: which copy was likely made of which, and what speaks for it."""

from __future__ import annotations

from workbench.i18n import _
from workbench.i18n.numbers import count_text
from workbench.records.lineage import Copy, Descent, Ground, Reason, Told


def told(descent: Descent, parent: str, child: str) -> str:
    """What can be said of two copies, in one sentence."""
    said = {
        Told.PARENT: _("“{child}” was likely made of “{parent}”."),
        Told.MIXED: _("“{child}” was likely made of “{parent}”; some things speak against it."),
        Told.UNTOLD: _("Cannot tell which of “{parent}” and “{child}” was made of the other."),
    }[descent.told]
    return said.format(parent=parent, child=child)


def reason(one: Reason) -> str:
    """What the child has less of, or more, than its parent; no full stop."""
    parent, child = one.parent, one.child
    match one.ground:
        case Ground.CROP:
            said = _("it shows {child} % of the other's picture")
            return said.format(child=round(100 * child))
        case Ground.BARS:
            said = _("bars stand around its picture, which fills {child} % instead of {parent} %")
            return said.format(child=round(100 * child), parent=round(100 * parent))
        case Ground.MARKS:
            said = _("it bears captions, logos or the like: {child} instead of {parent}")
            return said.format(child=round(child), parent=round(parent))
        case Ground.RESOLUTION:
            said = _("the same picture has {child} pixels instead of {parent}")
            return said.format(child=count_text(round(child)), parent=count_text(round(parent)))
        case Ground.LENGTH if child <= 0:
            return _("it is one moment of a clip of {parent} s").format(parent=f"{parent:.1f}")
        case Ground.LENGTH:
            said = _("all of its {child} s lie in the {parent} s of the other")
            return said.format(child=f"{child:.1f}", parent=f"{parent:.1f}")
        case Ground.FRAME_RATE:
            said = _("it has {child} frames a second instead of {parent}")
            return said.format(child=f"{child:.4g}", parent=f"{parent:.4g}")
        case Ground.GENERATION:
            said = _("its file was last written by {child}, the other's by {parent}")
            return said.format(child=_writer(child), parent=_writer(parent))


def _writer(step: float) -> str:
    return [_("a camera"), _("a program"), _("a platform")][min(max(round(step), 0), 2)]


def mirror() -> str:
    """Of two copies; which one was mirrored is not told by it. No full stop."""
    return _("one is the mirror image of the other")


def measures(copy: Copy) -> str:
    """Size and length of a copy."""
    size = f"{copy.width_px} × {copy.height_px}"
    if copy.still or copy.length_s is None:
        return size
    return _("{size}, {seconds} s").format(size=size, seconds=f"{copy.length_s:.1f}")


def caution() -> str:
    """What a lineage is not."""
    return _(
        "Likely, not proven: it rests on what the copies at hand have more or less of. The first "
        "copy of all need not be among them."
    )
