"""The date of known footage is a date, an interval, or words that are marked as words."""

from __future__ import annotations

import pytest

from workbench.records.known_date import is_known_date


@pytest.mark.parametrize(
    "text",
    [
        "2020",
        "2020-08",
        "2020-08-09",
        "2020-08/2020-09",
        "2020/2020-03",
        "2020-02-29",
        '"summer of 2020"',
        "“лета 2020”",
        "«лето 2020»",
    ],
)
def test_dates_intervals_and_words_in_quotes_are_known_dates(text: str) -> None:
    assert is_known_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "",
        "20",
        "2020-13",
        "2021-02-29",
        "2020-8",
        "09.08.2020",
        "2021/2020",
        "2020/",
        "2019/2020/2021",
        '""',
        '" "',
        '"',
        "٢٠٢٠",
        "2020 ",
        "0000",
    ],
)
def test_anything_else_is_not(text: str) -> None:
    assert not is_known_date(text)
