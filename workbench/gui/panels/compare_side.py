"""Compare side: the footage of one side, its player, and the frame that it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from workbench.gui import background, match_words, text
from workbench.gui.adjusted_picture import AdjustedPicture
from workbench.gui.adjusting import Adjusting
from workbench.gui.blending import Rgb
from workbench.gui.common_clock import Times
from workbench.gui.moments import FIRST, aspect_of
from workbench.gui.panels import viewer_words
from workbench.gui.panels.compare_adjusting import SideAdjusting
from workbench.gui.panels.compare_trouble import Trouble, heard, missing
from workbench.gui.playback import let_go
from workbench.gui.registration import Extent
from workbench.gui.widgets.waveform import Waveform
from workbench.i18n import _
from workbench.i18n.safe import shown as safe
from workbench.i18n.sentences import sentence
from workbench.media.player import Player, Shown
from workbench.records.errors import MediaError, Refusal
from workbench.records.frame import FrameTable, Moment, MomentKind
from workbench.records.item import Digest, ItemId, MediaKind
from workbench.records.match import LibraryReference

if TYPE_CHECKING:
    from workbench.session import Session
    from workbench.session.known_footage import KnownFile


@dataclass(frozen=True, slots=True)
class Footage:
    """What stands on a side: an item, or a library entry whose file is at hand."""

    name: str
    times: Times
    item: ItemId | None = None
    known: KnownFile | None = None

    @property
    def extent(self) -> Extent | None:
        size = self.times.medium.upright_size_px
        return None if size is None else Extent(*size, aspect_of(self.times.medium))


class Side(QObject):
    """One of the two. Its player runs only while the workspace is seen."""

    changed = Signal()
    """Other footage, counted frames, or trouble."""
    shown_changed = Signal()
    """Another frame, or none at the time that was asked for."""
    _shown_arrived = Signal(int, object)
    _fault_arrived = Signal(int, object)

    def __init__(self, session: Session, adjusting: Adjusting, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.adjusting = SideAdjusting(adjusting, self)
        self.adjusting.changed.connect(self._bring_again)
        self._made: AdjustedPicture | None = None
        self.footage: Footage | None = None
        self.reference: LibraryReference | None = None
        """The library entry that was asked for, also while its file is looked for."""
        self.trouble: Trouble | None = None
        self.shown: Shown | None = None
        self.absent = False
        """Whether there is no frame at the time that was asked for."""
        self.waiting = False
        """Whether a frame was asked for that is not there yet."""
        self._time_s = Fraction(0)
        self._player: Player | None = None
        self._opened = 0
        self._active = False
        queued = Qt.ConnectionType.QueuedConnection
        self._shown_arrived.connect(self._on_shown, queued)
        self._fault_arrived.connect(self._on_fault, queued)

    @property
    def times(self) -> Times | None:
        return self.footage.times if self.footage is not None else None

    @property
    def name(self) -> str:
        if self.footage is not None:
            return self.footage.name
        return safe(self.reference.title) if self.reference is not None else ""

    @property
    def extent(self) -> Extent | None:
        """The size of its picture, where there is one."""
        made = None if self._made is None else self._made.placement
        if made is not None:
            return Extent(*made.size_px, float(made.aspect))
        return self.footage.extent if self.footage is not None else None

    @property
    def picture(self) -> Rgb | None:
        """What is to be seen at the time that was asked for."""
        if self.shown is None or self.absent:
            return None
        return self.shown.pixels if self._made is None else self._made.rgb

    @property
    def running(self) -> bool:
        """Whether its player runs."""
        return self._player is not None

    @property
    def time_s(self) -> Fraction:
        """The time that was asked for."""
        return self._time_s

    # What stands here

    def put_item(self, item: ItemId) -> None:
        """Show an item."""
        self._empty()
        card = self._session.card(item)
        words = viewer_words.no_picture(card)
        if card.item.kind is MediaKind.SOUND and words is not None:
            self.trouble = replace(heard(words[1]), sound=self._waveform(item))
        elif words is not None:
            self.trouble = Trouble(*words)
        else:
            times = Times(card.item.medium, self._session.frame_table(item))
            self.footage = Footage(match_words.item_name(self._session, item), times, item)
            self.adjusting.choose(item)
        self._begin()

    def _waveform(self, item: ItemId) -> Waveform | None:
        envelope = self._session.envelope(item)
        return None if envelope is None or not len(envelope.peaks) else Waveform(envelope)

    def put_known(self, reference: LibraryReference, chosen: Path | None = None) -> None:
        """Show the file of a library entry, or the item that is the same file."""
        item = self._session.item_of(Digest(reference.sha256))
        if item is not None:
            self.put_item(item)
            return
        self._empty()
        self.reference = reference
        self.trouble = Trouble("loader-circle", _("Looking for the file…"), safe(reference.title))
        background.run(
            self,
            lambda: self._session.known_file(reference, chosen),
            lambda known: self._on_known(reference, known, chosen),
            lambda error: self._on_lost(reference, error),
        )
        self._begin()

    def _on_known(
        self, reference: LibraryReference, known: KnownFile | None, chosen: Path | None
    ) -> None:
        if self.reference is not reference:
            return
        if known is None:
            self.trouble = missing(reference, chosen)
        elif known.medium.kind is MediaKind.SOUND:
            name = safe(reference.title)
            self.trouble = heard(_("“{name}” is a sound recording").format(name=name))
        else:
            self.trouble = None
            self.footage = Footage(safe(reference.title), Times(known.medium, None), known=known)
            self._count(known)
        self._begin()

    def _on_lost(self, reference: LibraryReference, error: Refusal | MediaError) -> None:
        if self.reference is reference:
            self.trouble = Trouble("triangle-alert", safe(reference.title), sentence(error))
            self._begin()

    def _count(self, known: KnownFile) -> None:
        """Frames of known footage are counted while it is already looked at."""
        if known.medium.kind is not MediaKind.CLIP:
            return
        background.run(
            self,
            lambda: self._session.desk.frame_table(known.path)[1],
            lambda table: self._on_counted(known, table),
            lambda _error: None,
        )

    def _on_counted(self, known: KnownFile, table: FrameTable) -> None:
        if self.footage is not None and self.footage.known is known:
            self._take_table(table)

    def recount(self) -> None:
        """The frames of an item were perhaps counted now."""
        footage = self.footage
        if footage is not None and footage.item is not None and footage.times.table is None:
            table = self._session.frame_table(footage.item)
            if table is not None:
                self._take_table(table)

    def _take_table(self, table: FrameTable) -> None:
        assert self.footage is not None
        self.footage = replace(self.footage, times=replace(self.footage.times, table=table))
        if self._player is not None:
            self._player.table = table
        self.changed.emit()
        self.show_time(self._time_s)

    def become(self, item: ItemId) -> None:
        """The file of the library entry is an item of the case now; the frame stays."""
        at_s = self._time_s
        self.put_item(item)
        self.show_time(at_s)

    def swap_with(self, other: Side) -> None:
        """Exchange what stands on both."""
        for side in (self, other):
            side._close_player()
        self.adjusting.swap_with(other.adjusting)
        for name in ("footage", "reference", "trouble", "shown", "_made", "absent", "_time_s"):
            mine, theirs = getattr(self, name), getattr(other, name)
            setattr(self, name, theirs)
            setattr(other, name, mine)
        for side in (self, other):
            side._resume()

    def _resume(self) -> None:
        """Ask again for what was under way for the other side."""
        footage = self.footage
        if footage is None and self.reference is not None:
            self.put_known(self.reference)
            return
        if footage is not None and footage.known is not None and not footage.times.counted:
            self._count(footage.known)
        self._begin()

    def clear(self) -> None:
        """Show nothing here."""
        self._empty()
        self.changed.emit()
        self.shown_changed.emit()

    def _empty(self) -> None:
        self._close_player()
        self.footage = self.reference = self.trouble = self.shown = self._made = None
        self.adjusting.choose(None)
        self.absent = self.waiting = False
        self._time_s = Fraction(0)

    def _begin(self) -> None:
        self.changed.emit()
        if self._active:
            self._open_player()

    # Its player

    def open(self) -> None:
        """The workspace is seen: show the frame that was shown last."""
        self._active = True
        if self._player is None:
            self._open_player()

    def close(self) -> None:
        """The workspace is hidden, or the case closed."""
        self._active = False
        self._close_player()

    def _open_player(self) -> None:
        footage = self.footage
        if footage is None:
            return
        self._opened += 1
        opened = self._opened
        told: tuple[Callable[[Shown], None], Callable[[MediaError | Refusal], None]] = (
            lambda shown: self._shown_arrived.emit(opened, shown),
            lambda error: self._fault_arrived.emit(opened, error),
        )
        try:
            if footage.item is not None:
                self._player = self._session.player(footage.item, *told)
            elif footage.known is not None:
                self._player = self._session.known_player(footage.known, *told)
                self._player.table = footage.times.table
        except (Refusal, MediaError) as error:
            self._on_fault(opened, error)
            return
        self.show_time(self._time_s)

    def _close_player(self) -> None:
        self._opened += 1
        self.waiting = False
        player, self._player = self._player, None
        let_go(self, player)

    def show_time(self, time_s: Fraction) -> None:
        """Show the frame at a time; say so where there is none."""
        self._time_s = time_s
        times = self.times
        if times is None:
            return
        absent = not times.has(time_s)
        if absent != self.absent:
            self.absent = absent
            self.shown_changed.emit()
        if absent or self._player is None or self._is_shown(times, time_s):
            return
        self.waiting = True
        self._player.show(_moment(times, time_s))

    def _is_shown(self, times: Times, time_s: Fraction) -> bool:
        """Whether that frame is on screen and nothing else was asked for since."""
        table, shown = times.table, self.shown
        if shown is None or self.waiting:
            return False
        if not times.timed:
            return True
        return (
            table is not None
            and shown.index is not None
            and (shown.index == table.index_at(time_s))
        )

    def _on_shown(self, opened: int, shown: Shown) -> None:
        if opened == self._opened:
            self._bring(shown)

    def _bring(self, shown: Shown) -> None:
        """Show it, through the steps that are asked for here."""
        opened, footage, stack = self._opened, self.footage, self.adjusting.stack
        if footage is None:
            return

        def on_made(made: AdjustedPicture | None) -> None:
            if opened != self._opened:
                return
            self.shown, self._made = shown, made
            self.waiting, self.trouble = False, None
            self.shown_changed.emit()
            if stack != self.adjusting.stack:
                self._bring_again()

        self.adjusting.bring(shown, footage.times.medium, on_made)

    def _bring_again(self) -> None:
        """Other steps are to be done to what is on screen."""
        self.changed.emit()
        if self.shown is not None and not self.waiting:
            self._bring(self.shown)

    def _on_fault(self, opened: int, error: MediaError | Refusal) -> None:
        if opened != self._opened:
            return
        self.waiting = False
        said = sentence(error)
        self.trouble = Trouble(
            "triangle-alert",
            _("“{name}” could not be shown").format(name=self.name),
            text.breakable(said[:1].upper() + said[1:]),
        )
        self.changed.emit()


def _moment(times: Times, time_s: Fraction) -> Moment:
    if not times.timed:
        return FIRST
    if times.table is not None and len(times.table):
        return Moment(MomentKind.INDEX, Fraction(times.table.index_at(time_s)))
    return Moment(MomentKind.SECONDS, time_s)
