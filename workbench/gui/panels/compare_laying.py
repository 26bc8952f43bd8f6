"""Compare laying: mirror and turn B, and move it on A by hand, by numbers or by points."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from workbench.gui import agreement, background, blending
from workbench.gui.blending import Rgb
from workbench.gui.panels.compare_matching import Opened
from workbench.gui.panels.compare_pair import ComparePair
from workbench.gui.panels.compare_points import Points
from workbench.gui.panels.compare_registering import RegisteringRow
from workbench.gui.panels.compare_stage import CompareStage
from workbench.gui.registration import Extent, Registration, dressed, from_points
from workbench.i18n import _, ngettext
from workbench.records.match import Basis

SCALES = (0.01, 100.0)
ELSEWHERE = 0.01
"""Of a side of A: pictures that lie nearer than this to where a match lays them are left there."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """How B lies on A by features that both have."""

    registration: Registration
    features: int
    missed_px: float
    """Root mean square, in A's pixels."""


class Laying(QObject):
    """What the hand does to B. The row of numbers is shown while it may."""

    changed = Signal()
    """The row was opened or closed, or points are clicked now."""
    failed = Signal(str)
    """B could not be aligned; says why."""
    beside_wanted = Signal()
    """Points are clicked in both pictures, side by side."""

    def __init__(
        self, pair: ComparePair, stage: CompareStage, row: RegisteringRow, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._pair, self._stage, self._row = pair, stage, row
        self.points = Points(stage, self)
        self.points.changed.connect(self._align)
        row.changed.connect(pair.lay)
        row.hide()
        self._open = self._looking = False
        self._looked_at: Opened | None = None
        pair.frames_changed.connect(self._look_at_match)
        stage.one.view.dragged.connect(self._on_dragged)
        stage.one.view.scaled.connect(self._on_scaled)

    @property
    def open(self) -> bool:
        """Whether the numbers are shown."""
        return self._open

    def mirror(self) -> None:
        laid = self._pair.registration
        self._pair.lay(replace(laid, mirrored=not laid.mirrored))

    def turn(self) -> None:
        laid = self._pair.registration
        self._pair.lay(replace(laid, turned_deg=(laid.turned_deg + 90) % 360))

    def toggle(self) -> None:
        """Show the numbers; in a picture of both the hand then moves B."""
        self._open = not self._open
        self._row.setVisible(self._open)
        self._stage.one.view.set_moves(self._open)
        if not self._open:
            self.points.end()
        self.changed.emit()

    def toggle_points(self) -> None:
        """Click pairs of points that are the same place, in both pictures."""
        if self.points.active:
            self.end_points()
            return
        self.beside_wanted.emit()
        if not self._open:
            self.toggle()
        self.points.begin()
        self._row.say(_("Click a place in A, then the same place in B."))
        self.changed.emit()

    def end_points(self) -> None:
        """What the points aligned stays."""
        if self.points.active:
            self.points.end()
            self._row.say("")
            self.changed.emit()

    def agree(self) -> None:
        """Lay B by what both pictures show, mirrored or not, whichever agrees better."""
        pair = self._pair
        a, b, extents = pair.a.picture, pair.b.picture, pair.extents
        if a is None or b is None or extents is None or self._looking:
            return
        self._looking = True
        laid = pair.registration
        background.run(
            self,
            lambda: _agreed(a, b, extents, laid),
            self._on_agreed,
            lambda _error: None,
        )

    def _look_at_match(self) -> None:
        """A match says which part of one the other shows; where bars were put beside that part, and
        to the pixel, both pictures say it themselves, once they are there."""
        pair, opened = self._pair, self._pair.match
        a, b, extents = pair.a.picture, pair.b.picture, pair.extents
        if opened is None or a is None or b is None or extents is None or not pair.is_at_match:
            return
        if opened is self._looked_at or opened.laid or opened.segment.basis is Basis.SOUND:
            return
        self._looked_at, laid = opened, pair.registration

        def take(found: Agreed | None) -> None:
            now = pair.match
            same = now is not None and now.match is opened.match and pair.registration == laid
            if same and found is not None and _is_elsewhere(found.registration, laid, extents[0]):
                pair.refine(found.registration)

        base = Registration(laid.turned_deg, laid.mirrored)
        background.run(self, lambda: _agreed_as(a, b, extents, base), take, lambda _error: None)

    def _on_agreed(self, found: Agreed | None) -> None:
        self._looking = False
        if found is None:
            self.failed.emit(
                _("Too little agrees in both pictures to align them: click pairs of points")
            )
            return
        self._pair.lay(found.registration)
        agreed = _("{n} features agree").format(n=found.features)
        self._row.say(
            _("{pairs}, ± {px} px of A").format(pairs=agreed, px=f"{found.missed_px:.1f}")
        )

    def _align(self) -> None:
        pairs = self.points.pairs
        missed = self._pair.align(pairs)
        if missed is None:
            return
        n = len(pairs)
        said = ngettext("{n} pair", "{n} pairs", n).format(n=n)
        if n > 2:
            said = _("{pairs}, ± {px} px of A").format(pairs=said, px=f"{missed:.1f}")
        self._row.say(said)

    def _on_dragged(self, right_px: float, down_px: float) -> None:
        here = self._pair.registration
        right_px, down_px = here.right_px + right_px, here.down_px + down_px
        self._pair.lay(replace(here, right_px=right_px, down_px=down_px))

    def _on_scaled(self, factor: float) -> None:
        here = self._pair.registration
        self._pair.lay(replace(here, scale=min(max(here.scale * factor, SCALES[0]), SCALES[1])))


def _is_elsewhere(found: Registration, laid: Registration, a: Extent) -> bool:
    """Whether it differs by more than the edges of a match are uncertain."""
    least = ELSEWHERE * min(a.width_px, a.height_px)
    moved = max(abs(found.right_px - laid.right_px), abs(found.down_px - laid.down_px))
    return moved > least or abs(found.scale / laid.scale - 1) > ELSEWHERE


def _agreed(a: Rgb, b: Rgb, extents: tuple[Extent, Extent], laid: Registration) -> Agreed | None:
    found = [
        one
        for mirrored in (laid.mirrored, not laid.mirrored)
        if (one := _agreed_as(a, b, extents, Registration(laid.turned_deg, mirrored))) is not None
    ]
    return max(found, key=lambda one: one.features, default=None)


def _agreed_as(a: Rgb, b: Rgb, extents: tuple[Extent, Extent], base: Registration) -> Agreed | None:
    """With B turned and mirrored as `base` says."""
    worn = blending.turned(b, base.turned_deg, mirrored=base.mirrored)
    points = agreement.agreeing(a, worn)
    if points is None:
        return None
    size = dressed(extents[1], base)
    by_a = extents[0].width_px / a.shape[1], extents[0].height_px / a.shape[0]
    by_b = size.width_px / worn.shape[1], size.height_px / worn.shape[0]
    pairs = [
        ((float(x * by_a[0]), float(y * by_a[1])), (float(u * by_b[0]), float(v * by_b[1])))
        for (x, y), (u, v) in zip(*points, strict=True)
    ]
    registration, missed = from_points(*extents, base, pairs)
    return Agreed(registration, len(pairs), missed)
