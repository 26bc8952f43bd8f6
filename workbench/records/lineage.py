"""Lineage: among copies of one piece of footage, which was likely made of which, and why."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from enum import StrEnum

from workbench.records.item import ItemId
from workbench.records.match import LibraryReference


class Ground(StrEnum):
    """What speaks for one copy having been made of another."""

    CROP = "crop"
    """It shows a part of the other's picture."""
    BARS = "bars"
    """Bars stand around the same picture."""
    MARKS = "marks"
    """It bears captions, a logo or the like, the other does not."""
    RESOLUTION = "resolution"
    """It has the same picture in fewer pixels."""
    LENGTH = "length"
    """All of it lies in the other, which is longer."""
    FRAME_RATE = "frame_rate"
    """It has fewer frames for the same seconds."""
    GENERATION = "generation"
    """Its file says that it was written later in the chain: by a program, not by a camera."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground, with what it is of the parent and of the child, in the unit of the ground:
    share of the picture shown, share of the picture without bars, marks counted, pixels of the
    picture that both show, seconds, frames a second, step of the chain."""

    ground: Ground
    parent: float
    child: float


@dataclass(frozen=True, slots=True)
class Copy:
    """What is known of one copy. Facts that are not known are None and speak for nothing."""

    key: Hashable
    """Of whoever asks: an item or an entry of a library."""
    width_px: int
    height_px: int
    still: bool
    length_s: float | None = None
    frame_rate_hz: float | None = None
    box: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
    """The picture inside its bars."""
    marks: int | None = None
    """Captions, logos and the like that were found laid over it."""
    generation: int | None = None
    """0 as a camera writes it, 1 written by a program, 2 by a platform that codes again."""


class Told(StrEnum):
    """What can be said of two copies."""

    PARENT = "parent"
    """All grounds agree on which was made of which."""
    MIXED = "mixed"
    """More speaks for it than against it."""
    UNTOLD = "untold"
    """Nothing, or as much for either: cannot tell."""


@dataclass(frozen=True, slots=True)
class Descent:
    """Two copies. Where `told` is `UNTOLD`, which is called parent means nothing."""

    parent: Hashable
    child: Hashable
    told: Told
    reasons: tuple[Reason, ...]
    against: tuple[Reason, ...] = ()
    """Reasons that speak for the other direction, with the values of parent and child as above."""
    mirrored: bool = False
    """One is the mirror image of the other; which one is not told by that."""
    rate: float = 1.0
    """Seconds of the parent for one of the child."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """A family of copies, all connected by matches."""

    copies: tuple[Copy, ...]
    descents: tuple[Descent, ...]
    """Of each pair that match."""
    parents: dict[Hashable, Hashable] = field(default_factory=dict)
    """Of each copy the likely parent among those that are here; the lines of a drawing. A copy
    without one has none here, or it cannot be told."""
    best: tuple[Hashable, ...] = ()
    """The best available copy; several where nothing tells them apart."""


@dataclass(frozen=True, slots=True)
class Member:
    """A copy as a dossier keeps it: an item of the case, or an entry of a library."""

    item: ItemId | None
    reference: LibraryReference | None
    width_px: int
    height_px: int
    still: bool
    length_s: float | None
    frame_rate_hz: float | None
    box: tuple[float, float, float, float]
    marks: int | None
    generation: int | None
    best: bool
    """Whether it is the best copy at hand, or one of them."""

    @property
    def copy(self) -> Copy:
        key = self.reference if self.item is None else self.item
        known = (self.length_s, self.frame_rate_hz, self.box, self.marks, self.generation)
        return Copy(key, self.width_px, self.height_px, self.still, *known)


@dataclass(frozen=True, slots=True)
class Tie:
    """A `Descent` between two members, by their places in the family."""

    parent: int
    child: int
    told: Told
    reasons: tuple[Reason, ...]
    against: tuple[Reason, ...]
    mirrored: bool
    rate: float
    drawn: bool
    """Whether the parent is the likely one among all that the child matches."""

    @property
    def descent(self) -> Descent:
        two = (self.parent, self.child)
        return Descent(*two, self.told, self.reasons, self.against, self.mirrored, self.rate)


@dataclass(frozen=True, slots=True)
class Family:
    """A lineage as a dossier keeps it."""

    members: tuple[Member, ...]
    ties: tuple[Tie, ...]
