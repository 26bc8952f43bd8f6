"""Files are compared by tag and by part; what one file alone says counts as a difference."""

from __future__ import annotations

from tests.provenance.test_notices import facts
from workbench.provenance.file_comparison import Pairing, compare
from workbench.provenance.testimony import said_by
from workbench.records.structure import Part


def compared(*given: dict[str, object]) -> list[Pairing]:
    return compare([said_by(facts(**one), measured=True) for one in given])  # type: ignore[arg-type]


def of(pairings: list[Pairing], section: str) -> dict[str, Pairing]:
    return {one.name: one for one in pairings if one.section == section}


def test_tags_are_paired_by_their_whole_name() -> None:
    first = {"IFD0:Make": "Canon", "IFD0:Software": "1.0"}
    second = {"IFD0:Make": "Canon", "IFD0:Software": "2.0", "GPS:GPSLatitude": 53.9}
    tags = of(compared({"tags": first}, {"tags": second}), "tags")
    assert not tags["Make"].differs
    assert tags["Software"].values == ("1.0", "2.0")
    assert tags["GPSLatitude"].values == (None, 53.9)
    assert tags["GPSLatitude"].differs


def test_groups_stay_together_whatever_the_order() -> None:
    first = {"A:x": 1, "B:x": 1}
    second = {"A:x": 1, "A:y": 1, "B:x": 1}
    groups = [one.group for one in compared({"tags": first}, {"tags": second})]
    kept = [group for group in groups if group in ("A", "B")]
    assert kept == ["A", "A", "B"]


def test_a_part_of_one_file_stands_where_it_lies_in_it() -> None:
    def parts(*paths: str) -> list[Part]:
        return [Part(path, path, n, 8, 0, {}) for n, path in enumerate(paths)]

    pairings = compared(
        {"parts": parts("ftyp", "moov", "mdat")}, {"parts": parts("ftyp", "free", "moov", "mdat")}
    )
    found = [(one.name, one.values) for one in pairings if one.section == "parts"]
    assert [name for name, _values in found] == ["ftyp", "free", "moov", "mdat"]
    assert found[1][1] == (None, {})


def test_where_a_part_lies_is_no_difference() -> None:
    one, other = (Part("mdat", "mdat", at, at + 1, 0, {}) for at in (8, 800))
    pairings = compared({"parts": [one]}, {"parts": [other]})
    assert not of(pairings, "parts")["mdat"].differs


def test_three_files_are_compared_as_two_are() -> None:
    given = [{"tags": {"IFD0:Make": make}} for make in ("A", "A", "B")]
    assert of(compared(*given), "tags")["Make"].differs


def test_tracks_are_paired_by_what_is_in_them() -> None:
    def clip(*kinds: str) -> dict[str, object]:
        tags, parts = {}, []
        for n, kind in enumerate(kinds):
            tags |= {f"Track{n + 1}:HandlerType": kind, f"Track{n + 1}:Format": f"of {kind}"}
            track = f"moov/trak[{n}]" if len(kinds) > 1 else "moov/trak"
            parts.append(Part(track, "trak", 8, 8, 0, {}))
            parts.append(Part(f"{track}/mdia/hdlr", "hdlr", 8, 8, 0, {"handler_type": kind}))
            parts.append(Part(f"{track}/tkhd", "tkhd", 8, 8, 0, {"of": kind}))
        return {"tags": tags, "parts": parts}

    apple, other, silent = clip("soun", "vide", "meta"), clip("vide", "soun"), clip("vide")
    pairings = compared(apple, other, silent)
    tags = {one.group: one.values for one in pairings if one.name == "Format"}
    assert tags["Track video 1"] == ("of vide", "of vide", "of vide")
    assert tags["Track sound 1"] == ("of soun", "of soun", None)
    assert tags["Track meta 1"] == ("of meta", None, None)
    heads = {one.group: one.values for one in pairings if one.name == "tkhd"}
    assert heads["moov/trak[video 1]"] == ({"of": "vide"},) * 3
    assert heads["moov/trak[sound 1]"] == ({"of": "soun"}, {"of": "soun"}, None)


def test_two_tracks_of_a_kind_keep_their_order() -> None:
    tags = {f"Track{n}:TrackType": kind for n, kind in ((1, 2), (2, 1), (3, 2))}
    groups = [one.group for one in compared({"tags": tags}) if one.section == "tags"]
    assert [one for one in groups if one != "IFD0"] == [
        "Track sound 1",
        "Track video 1",
        "Track sound 2",
    ]


def test_a_track_that_does_not_say_what_it_is_keeps_its_number() -> None:
    part = Part("moov/trak[1]/tkhd", "tkhd", 8, 8, 0, {})
    pairings = compared({"tags": {"Track2:TrackID": 2}, "parts": [part]})
    said = {one.section: one.group for one in pairings}
    assert (said["tags"], said["parts"]) == ("Track2", "moov/trak[1]")
