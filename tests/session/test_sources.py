"""Where an item was found: said when it is added, changed later, and undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import Source
from workbench.session import Session

FIRST, SECOND = "https://t.me/kanal/1", "https://t.me/drugoj/2"


def test_what_is_said_later_stands_and_the_item_keeps_what_was_said_first(
    case: Session, still: Path
) -> None:
    case.add_items([still], url=FIRST, uploader="@kanal").wait(60)
    (item,) = case.item_ids()
    case.edit_source(item, url=SECOND, uploaded="2020-08-09T20:14:03+03:00")
    stands = case.source(item)
    assert (stands.url, stands.uploader) == (SECOND, "@kanal")
    assert stands.uploaded == "2020-08-09T20:14:03+03:00"
    assert case.item(item).source.url == FIRST
    assert [word.value for word in case.said_source(item).url] == [SECOND]
    assert case.facts(item).source == stands
    assert case.custody()[-1].act == "source.edit"


def test_a_word_is_taken_away_and_comes_back(case: Session, still: Path) -> None:
    case.add_items([still], url=FIRST).wait(60)
    (item,) = case.item_ids()
    case.edit_source(item, url=None)
    assert case.source(item).url is None
    assert case.said_source(item).url == ()
    assert case.undo() == "source.edit"
    assert case.source(item) == case.item(item).source
    case.redo()
    assert case.source(item).url is None


def test_what_was_said_is_there_when_the_case_is_opened_again(case: Session, still: Path) -> None:
    case.add_items([still]).wait(60)
    (item,) = case.item_ids()
    case.edit_source(item, uploader="@kanal")
    path = case.path
    case.close()
    with case.desk.open_case(path, read_only=True) as again:
        found: Source = again.source(item)
        assert (found.url, found.uploader) == (None, "@kanal")
        assert again.undo_label == "source.edit"


def test_a_time_that_is_none_and_an_item_that_is_none_are_refused(
    case: Session, still: Path
) -> None:
    case.add_items([still]).wait(60)
    (item,) = case.item_ids()
    with pytest.raises(Refusal) as refused:
        case.edit_source(item, uploaded="yesterday")
    assert refused.value.code is RefusalCode.NOT_A_MOMENT
    with pytest.raises(Refusal) as refused:
        case.edit_source(type(item)(99), url=FIRST)
    assert refused.value.code is RefusalCode.NO_SUCH_ITEM
    assert case.undo_label is None
