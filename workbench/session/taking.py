"""What a user takes out of footage: frames into the case, copies of them, contact sheets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.jobs.extract import Wanted
from workbench.jobs.queue import Batch, Control, Queue
from workbench.records.adjustment import Stack
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.extraction import Extraction, LeftOut, PngBits
from workbench.records.frame import ExtractedFrame, FrameTable
from workbench.records.item import Item, ItemId, MediaKind
from workbench.records.outcome import Outcome, OutcomeState
from workbench.records.selection import NO_FILTERS, Filters, PerShot, Selection, ShotFrame, Within
from workbench.session import choosing, extracting, sheets
from workbench.session.judging import JudgedCase

if TYPE_CHECKING:
    from workbench.session.desk import Desk


class TakingCase(JudgedCase):
    """A case whose footage frames are taken out of."""

    desk: Desk
    jobs: Queue

    def _ensure(self, item: ItemId, instrument: str, control: Control) -> None:
        """Measure now what is not measured yet."""
        raise NotImplementedError

    def _must_write(self) -> None:
        """Refusal(READ_ONLY)."""
        raise NotImplementedError

    def extract(
        self,
        item: ItemId,
        selection: Selection,
        out: Path | None = None,
        control: Control | None = None,
        adjust: Stack | None = None,
        *,
        within: Within | None = None,
        filters: Filters = NO_FILTERS,
        bits: PngBits = PngBits.AS_SOURCE,
    ) -> Extraction:
        """Extract frames as PNG into the case, and with `out` copies into that folder. Slow.

        With `adjust` the steps that are on are done to each, and recorded with it; such a picture
        has 8 bits. Any other has 16 where the source has more than 8, unless `bits` says otherwise.
        Refusal(NO_SUCH_FRAME), Refusal(ORIGINAL_MISSING), Refusal(CANNOT_ADJUST), MediaError.
        """
        self._must_write()
        control = control or Control(lambda done, of: None)
        one, order = self.item(item), extracting.Order(selection, within, filters, adjust, bits)
        original = self.original_file(item)
        wanted, table = self._wanted(one, original, order, control)
        extraction = extracting.take(
            self.project, self.desk.sandbox, one, original, wanted, table, order, control
        )
        if out is not None:
            for frame in extraction.frames:
                self.copy_frame(frame, out)
        return extraction

    def write_sheet(
        self,
        item: ItemId,
        selection: Selection,
        path: Path,
        control: Control | None = None,
        *,
        within: Within | None = None,
        filters: Filters = NO_FILTERS,
        adjust: Stack | None = None,
        columns: int = 4,
    ) -> tuple[int, tuple[LeftOut, ...]]:
        """Write a contact sheet, PNG or PDF after the name's ending: how many frames are on it, and
        which were left out. Nothing is extracted into the case. Slow.

        Refusal(BAD_PARAMETER), and what `extract` raises.
        """
        self._must_write()
        sheets.check(path, columns)
        control = control or Control(lambda done, of: None)
        one, order = self.item(item), extracting.Order(selection, within, filters, adjust)
        original = self.original_file(item)
        wanted, table = self._wanted(one, original, order, control)
        return extracting.write_sheet(
            self.project,
            self.desk.sandbox,
            one,
            original,
            wanted,
            table,
            order,
            path,
            columns,
            control,
        )

    def _wanted(
        self, item: Item, original: Path, order: extracting.Order, control: Control
    ) -> tuple[list[Wanted], FrameTable | None]:
        """Index and PTS of the frames that are asked for; of a still, its picture."""
        if item.kind is MediaKind.STILL:
            return [(None, None)], None
        table = self._counted(item, control)
        chosen = self._chosen(item, original, order, table, control)
        return [(index, int(table.pts[index])) for index in chosen], table

    def _counted(self, item: Item, control: Control) -> FrameTable:
        """The frame table of a clip, counted now if it was not. Refusal(NOT_A_CLIP) for sound."""
        if item.kind is MediaKind.SOUND:
            raise Refusal(RefusalCode.NOT_A_CLIP, path=item.name)
        if self.frame_table(item.id) is None:
            self._ensure(item.id, "frame_table", control)
        table = self.frame_table(item.id)
        if table is None:
            raise Refusal(RefusalCode.NOTHING_TO_SHOW, path=item.name)
        return table

    def _chosen(
        self,
        item: Item,
        original: Path,
        order: extracting.Order,
        table: FrameTable,
        control: Control,
    ) -> list[int]:
        """The frames that are asked for, in presentation order."""
        selection, shots = order.selection, self.shots(item.id)
        if isinstance(selection, PerShot) and shots is None:
            self._ensure(item.id, "shots", control)
            shots = self.shots(item.id)
        chosen = choosing.indices(
            selection,
            table,
            item.name,
            shots=shots or (),
            annotations=self.annotations(item.id),
            within=order.within,
        )
        if selection != PerShot(ShotFrame.SHARPEST):
            return chosen
        ranked = extracting.ranked(
            self.desk.sandbox, item, original, [(i, int(table.pts[i])) for i in chosen], control
        )
        return choosing.sharpest(
            shots or (), ranked, *choosing.bounds(order.within, table, item.name)
        )

    def start_extracting(
        self,
        item: ItemId,
        selection: Selection,
        out: Path | None = None,
        *,
        within: Within | None = None,
        filters: Filters = NO_FILTERS,
        jpeg_quality: int | None = None,
        adjust: Stack | None = None,
        bits: PngBits = PngBits.AS_SOURCE,
        on_extraction: Callable[[Extraction], None] = lambda found: None,
    ) -> Batch:
        """`extract` as a job; returns at once. `on_extraction` is told what came of it."""
        self._must_write()
        name = self.item(item).name

        def work(control: Control) -> Outcome:
            found = self.extract(
                *(item, selection, None, control, adjust),
                within=within,
                filters=filters,
                bits=bits,
            )
            if out is not None:
                for frame in found.frames:
                    control.check()
                    self.copy_frame(frame, out, jpeg_quality)
            on_extraction(found)
            return Outcome(name, item, OutcomeState.DONE)

        return self.jobs.start([("extract", name, item, work)])

    def start_sheet(
        self,
        item: ItemId,
        selection: Selection,
        path: Path,
        *,
        within: Within | None = None,
        filters: Filters = NO_FILTERS,
        adjust: Stack | None = None,
        on_sheet: Callable[[int, tuple[LeftOut, ...]], None] = lambda shown, left_out: None,
    ) -> Batch:
        """`write_sheet` as a job; returns at once. `on_sheet` is told what it told."""
        self._must_write()
        name = self.item(item).name

        def work(control: Control) -> Outcome:
            on_sheet(
                *self.write_sheet(
                    *(item, selection, path, control),
                    within=within,
                    filters=filters,
                    adjust=adjust,
                )
            )
            return Outcome(name, item, OutcomeState.DONE)

        return self.jobs.start([("extract", name, item, work)])

    def copy_frame(self, frame: ExtractedFrame, out: Path, jpeg_quality: int | None = None) -> Path:
        """Copy an extracted frame into a folder, under a name that says what it is; with a quality,
        1 to 100, as JPEG, which is for handing round and is not the frame that is cited."""
        one, file = self.item(frame.item), self.frame_file(frame)
        return extracting.copy_out(frame, file, one, out, self.citation(frame), jpeg_quality)
