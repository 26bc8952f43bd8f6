"""Rows of bytes: offset, numbers, letters; keys and clicks lead to the byte that is meant."""

from __future__ import annotations

import pytest

from workbench.gui.widgets.hex_rows import HexRows, offset_from


def test_columns_do_not_meet() -> None:
    rows = HexRows(1000, 16)
    used = [rows.hex_column(n) + i for n in range(16) for i in (0, 1)]
    used += [rows.letter_column(n) for n in range(16)]
    assert sorted(set(used)) == used
    assert used[0] > rows.offset_digits


@pytest.mark.parametrize("width", [4, 8, 16, 32])
def test_every_byte_is_found_where_it_stands(width: int) -> None:
    rows = HexRows(1000, width)
    assert [rows.byte_in(rows.hex_column(n) + 0.8) for n in range(width)] == [*range(width)]
    assert [rows.byte_in(rows.letter_column(n) + 0.5) for n in range(width)] == [*range(width)]


def test_rows_are_as_wide_as_there_is_room_for() -> None:
    rows = HexRows(1000, 8)
    assert [rows.fitting(columns).width for columns in (10, 47, 80, 200)] == [4, 8, 16, 32]


@pytest.mark.parametrize(
    ("step", "far", "to"),
    [
        ("left", False, 19),
        ("down", False, 36),
        ("home", False, 16),
        ("end", False, 31),
        ("home", True, 0),
        ("end", True, 999),
        ("page_down", False, 180),
    ],
)
def test_keys_move_by_bytes_rows_pages_and_to_the_ends(step: str, far: bool, to: int) -> None:
    assert HexRows(1000, 16).moved(20, step, 10, far) == to


def test_nothing_moves_out_of_the_file() -> None:
    rows = HexRows(20, 16)
    assert [rows.moved(3, step, 5, False) for step in ("up", "page_up", "down")] == [3, 0, 19]
    assert HexRows(0, 16).moved(0, "right", 5, False) is None


@pytest.mark.parametrize(
    ("text", "offset"),
    [("4660", 4660), ("0x1234", 4660), ("1234h", 4660), ("4 660", 4660), ("box", None), ("", None)],
)
def test_an_offset_is_read_as_people_type_it(text: str, offset: int | None) -> None:
    assert offset_from(text) == offset
