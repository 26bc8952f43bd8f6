"""Lineage drawing: what was made of a copy stands to its right, and nothing covers another."""

from __future__ import annotations

from itertools import combinations

from workbench.gui.widgets.lineage_drawing import Card, placed


def card(key: str, parent: str | None = None) -> Card:
    return Card(key, key, "", False, parent)


def test_children_stand_to_the_right_of_their_parent_and_nothing_overlaps() -> None:
    cards = [card("c", "b"), card("a"), card("b", "a"), card("d", "a"), card("alone")]
    places = placed(cards)
    assert places.keys() == {"a", "b", "c", "d", "alone"}
    for one in cards:
        if one.parent is not None:
            assert places[one.key].left() > places[one.parent].right()
    assert not [p for p in combinations(places.values(), 2) if p[0].intersects(p[1])]


def test_a_first_child_stands_in_the_row_of_its_parent() -> None:
    places = placed([card("a"), card("b", "a"), card("c", "a")])
    assert places["b"].top() == places["a"].top() < places["c"].top()


def test_a_parent_that_is_not_there_is_none() -> None:
    assert placed([card("b", "gone")])["b"].left() == placed([card("a")])["a"].left()
