"""What is said of frame tables, in the window, on the command line and in the dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.i18n import _

if TYPE_CHECKING:
    from workbench.records.frame import TableDifference


def table_difference_sentence(found: TableDifference) -> str:
    """That packets and decoding disagree, where, and which of them stands."""
    return _(
        "The packets of this clip give another frame table than decoding does: {of_packets} "
        "against {decoded} frames in all; the first that differs is frame {first}. What decoding "
        "gives is counted and cited. Numbers that were noted before the clip was decoded may stand "
        "for other frames."
    ).format(of_packets=found.of_packets, decoded=found.decoded, first=found.first_index)
