"""Of a claim only what can mean one thing is read as a place or a time."""

from __future__ import annotations

import pytest

from workbench.provenance.claimed import of_entry, place_in, time_in
from workbench.records.match import LibraryReference


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("53.9045, 27.5615", (53.9045, 27.5615)),
        ("Минск, 53.9045 27.5615", (53.9045, 27.5615)),
        ("-15.835500,-48.015300", (-15.8355, -48.0153)),
        ("15.8355° S, 48.0153° W", (-15.8355, -48.0153)),
        ("53°54′16.2″N 27°33′41.4″E", (53.9045, 27.5615)),
        ("53° 54' N, 27° 33' E", (53.9, 27.55)),
        ("geo:53.9,27.56", (53.9, 27.56)),
        ("https://www.google.com/maps/@53.9045,27.5615,17z", (53.9045, 27.5615)),
        ("https://www.openstreetmap.org/?q=53.9,27.5", (53.9, 27.5)),
        ("it is 53.9045, 27.5615, that is 53.9045,27.5615", (53.9045, 27.5615)),
    ],
)
def test_coordinates_are_read(words: str, place: tuple[float, float]) -> None:
    assert place_in(words) == pytest.approx(place)


@pytest.mark.parametrize(
    "words",
    [
        *("Minsk", "version 1.2, 3.4", "12.5, 13.5 km", "99.1234, 27.5615", "53.9045, 227.5615"),
        "either 53.9045, 27.5615 or 52.0976, 23.7341",
    ],
)
def test_what_is_no_one_place_is_not_read(words: str) -> None:
    assert place_in(words) is None


@pytest.mark.parametrize(
    ("words", "time"),
    [
        ("2020-08-09", "2020-08-09"),
        ("on 09.08.2020 in Minsk", "2020-08-09"),
        ("2020-08-09 20:14 +03:00", "2020-08-09T20:14:00+03:00/2020-08-09T20:14:59+03:00"),
        ("2020-08-09T17:14:03Z", "2020-08-09T17:14:03+00:00"),
        ("09.08.2020, 20:14:03", "2020-08-09T20:14:03"),
        ("2020-08-09 20:00–22:00 UTC+3", "2020-08-09T20:00:00+03:00/2020-08-09T22:00:00+03:00"),
        ("2020-08-09 20:00-22:00", "2020-08-09T20:00:00/2020-08-09T22:00:00"),
        ("2020-08-09 20:00-22:00 +03:00", "2020-08-09T20:00:00+03:00/2020-08-09T22:00:00+03:00"),
        ("2020-08-09 09:00-10:00 UTC+3", "2020-08-09T09:00:00+03:00/2020-08-09T10:00:00+03:00"),
        ("2020-08-09 20:14 -05:00", "2020-08-09T20:14:00-05:00/2020-08-09T20:14:59-05:00"),
        ("2020-08-09T20:14:03-05:00", "2020-08-09T20:14:03-05:00"),
        ("2020-08-09 23:00 – 01:00", "2020-08-09T23:00:00/2020-08-10T01:00:00"),
        ("2020-08-09 / 2020-08-11", "2020-08-09T00:00:00/2020-08-11T23:59:59"),
        ("2013", "2013-01-01T00:00:00/2013-12-31T23:59:59"),
        ("2020-02", "2020-02-01T00:00:00/2020-02-29T23:59:59"),
    ],
)
def test_times_are_read(words: str, time: str) -> None:
    found = time_in(words)
    assert found is not None
    assert found.text == time


@pytest.mark.parametrize(
    "words",
    [
        *("in August", "2020-13-01", "31.02.2020", "not 2020 but 2013", "20:14", "1.2.3"),
        *("2020-08-09 or 2020-08-10", "2020-08-09 25:00", "12345-08-091"),
        # From nine to ten, or nine in the zone of Hawaii.
        "2020-08-09 09:00-10:00",
    ],
)
def test_what_is_no_one_time_is_not_read(words: str) -> None:
    assert time_in(words) is None


def test_an_entry_of_a_library_vouches_for_its_date() -> None:
    reference = LibraryReference(
        "l", "id", "1", "Bridge", "Minsk", "2013-06/2013-07", None, None, ""
    )
    found = of_entry(reference)
    assert found is not None
    assert found.time is not None
    assert found.time.text == "2013-06-01T00:00:00/2013-07-31T23:59:59"
    assert found.place is None
