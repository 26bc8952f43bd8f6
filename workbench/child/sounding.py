"""Sounding: pieces of sound into shared memory, as far ahead as there is room."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from workbench.child.ring import Ring
from workbench.media.decode import ClipSource
from workbench.media.decode.hearing import Hearing, Samples


class Sounding:
    """The sound of one item, from where it was last asked for."""

    def __init__(
        self, source: ClipSource, ring: Ring, send: Callable[[dict[str, Any]], None]
    ) -> None:
        self._source = source
        self._ring = ring
        self._send = send
        self._hearing: Hearing | None = None
        self._number = 0
        self._waiting: tuple[Fraction, Samples] | None = None

    def begin(self, told: dict[str, Any]) -> None:
        """Sound from a time on; with no number, none any more."""
        self._hearing, self._waiting = None, None
        if told["listen"] is not None:
            self._number = told["listen"]
            start_s = Fraction(told["at_s"])
            self._hearing = Hearing(self._source, start_s, told["rate_hz"], told["speed"])

    def give_back(self, total: int) -> None:
        self._ring.give_back(total)

    def work(self) -> bool:
        """Hand on one piece; whether there is room and sound for more."""
        if self._hearing is None:
            return False
        piece = self._waiting or self._hearing.piece()
        if piece is None:
            self._hearing = None
            self._send({"kind": "silence", "for": self._number})
            return False
        start_s, samples = piece
        at = self._ring.take(samples.nbytes)
        if at is None:
            self._waiting = piece
            return False
        self._waiting = None
        self._ring.memory[at : at + samples.nbytes] = samples.tobytes()
        start = f"{start_s.numerator}/{start_s.denominator}"
        told = {"kind": "sound", "for": self._number, "at": at, "count": len(samples)}
        self._send({**told, "start_s": start})
        return True
