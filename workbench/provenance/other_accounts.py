"""Other accounts: what the file says beside what sidecars, the analyst and claims say.

Whoever writes beside a file can be as wrong as whoever writes into it. Each notice says who says
what, and none says who is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from workbench.provenance.claimed import Claimed
from workbench.provenance.distance import distance_km
from workbench.provenance.facts import Facts
from workbench.provenance.names import NameTime, time_in
from workbench.provenance.source import FIELDS, agree, said_source
from workbench.records.errors import Fact
from workbench.records.item import MediaKind
from workbench.records.provenance import Notice, NoticeCode
from workbench.records.stated_time import StatedTime, after, apart, time_stated

PLACES_SLACK_KM = 0.5
CLAIMED_SLACK_KM = 1.0
"""A claim names a square, a street or a town; the camera stands somewhere near."""
DURATION_SLACK_S = 1.0
DURATION_SHARE = 0.02


def _captured(facts: Facts) -> Iterator[tuple[StatedTime, str]]:
    """When the file says that it was recorded, the time by satellite first."""
    for meaning in ("gps", "capture"):
        for at, place in facts.stated(meaning):
            yield StatedTime(at, at), place
    named = time_in(facts.name)
    if named is not None and named.meaning is NameTime.CAPTURED:
        moment = time_stated(named.text)
        if moment is not None:
            yield moment, "name"


def _present(facts: Facts) -> Iterator[tuple[StatedTime, str]]:
    """When the file, or the footage, was certainly there already, if these times are right."""
    for meaning in ("encode", "modify"):
        for at, place in facts.stated(meaning):
            yield StatedTime(at, at), place
    named = time_in(facts.name)
    if named is not None and named.meaning not in (NameTime.CAPTURED, NameTime.UNKNOWN):
        moment = time_stated(named.text)
        if moment is not None:
            yield moment, "name"
    yield from _uploaded(facts)


def _uploaded(facts: Facts) -> Iterator[tuple[StatedTime, str]]:
    for word in said_source(facts.source, facts.sidecars).uploaded:
        moment = time_stated(word.value)
        if moment is not None:
            yield moment, word.sidecar or ""


def _place(facts: Facts) -> tuple[tuple[float, float], str] | None:
    """Where the file says that it was recorded, or else a sidecar."""
    stated = facts.location
    if (
        stated
        and stated.get("latitude_deg") is not None
        and stated.get("longitude_deg") is not None
    ):
        here = float(stated["latitude_deg"]), float(stated["longitude_deg"])
        return here, str(stated.get("from"))
    for one in facts.sidecars:
        if one.said.coordinates is not None:
            return one.said.coordinates, one.name
    return None


def _source_differs(facts: Facts) -> Iterable[Notice]:
    said = said_source(facts.source, facts.sidecars)
    for field in FIELDS:
        words = said.words(field)
        for other in words[1:]:
            if not agree(field, words[0].value, other.value):
                known: dict[str, Fact] = {"field": field, "value": words[0].value}
                known |= {"sidecar": words[0].sidecar, "other": other.value}
                yield Notice(NoticeCode.SOURCE_DIFFERS, {**known, "other_sidecar": other.sidecar})
                break


def _sidecar_time_differs(facts: Facts) -> Iterable[Notice]:
    for one in facts.sidecars:
        stated = time_stated(one.said.captured)
        own = next(_captured(facts), None)
        off = apart(stated, own[0]) if stated is not None and own is not None else None
        if off is not None and own is not None and stated is not None:
            known: dict[str, Fact] = {"sidecar": one.name, "captured": stated.text}
            known |= {"at": own[0].text, "place": own[1], "apart_s": _seconds(off)}
            yield Notice(NoticeCode.SIDECAR_TIME_DIFFERS, known)


def _sidecar_place_differs(facts: Facts) -> Iterable[Notice]:
    own = _place(facts)
    for one in facts.sidecars:
        stated = one.said.coordinates
        if stated is None or own is None or own[1] == one.name:
            continue
        km = distance_km(own[0], stated)
        if km > PLACES_SLACK_KM:
            known: dict[str, Fact] = {"sidecar": one.name, "claimed": _pair(stated)}
            known |= {"stated": _pair(own[0]), "place": own[1], "km": round(km, 2)}
            yield Notice(NoticeCode.SIDECAR_PLACE_DIFFERS, known)


def _sidecar_medium_differs(facts: Facts) -> Iterable[Notice]:
    """Duration and pixels that a sidecar states of a clip: it may be about another file."""
    medium = facts.medium
    if medium.kind is not MediaKind.CLIP:
        return
    for one in facts.sidecars:
        said, shown, stated = one.said, [], []
        if said.duration_s and medium.duration_s:
            own_s = float(medium.duration_s)
            slack_s = max(DURATION_SLACK_S, DURATION_SHARE * own_s)
            if abs(said.duration_s - own_s) > slack_s:
                shown.append(f"{own_s:.2f} s")
                stated.append(f"{said.duration_s:.2f} s")
        sizes = [said.width_px, said.height_px], [medium.width_px, medium.height_px]
        if all(sizes[0] + sizes[1]) and sorted(map(int, _known(sizes[0]))) != sorted(
            map(int, _known(sizes[1]))
        ):
            stated.append(f"{said.width_px} × {said.height_px}")
            shown.append(f"{medium.width_px} × {medium.height_px}")
        if shown:
            known: dict[str, Fact] = {"sidecar": one.name, "stated": ", ".join(stated)}
            yield Notice(NoticeCode.SIDECAR_MEDIUM_DIFFERS, {**known, "shown": ", ".join(shown)})


def _known(values: list[int | None]) -> list[int]:
    return [value for value in values if value is not None]


def _sidecar_digest_differs(facts: Facts) -> Iterable[Notice]:
    for one in facts.sidecars:
        stated = one.said.sha256
        if stated is not None and facts.digest is not None and stated != facts.digest:
            known: dict[str, Fact] = {"sidecar": one.name, "stated": stated}
            yield Notice(NoticeCode.SIDECAR_DIGEST_DIFFERS, {**known, "sha256": facts.digest})


def _sidecar_unreadable(facts: Facts) -> Iterable[Notice]:
    for one in facts.sidecars:
        if one.content.fault is not None:
            fault = one.content.fault.value
            yield Notice(NoticeCode.SIDECAR_UNREADABLE, {"sidecar": one.name, "fault": fault})


def _capture_after_upload(facts: Facts) -> Iterable[Notice]:
    for captured, place in _captured(facts):
        for uploaded, sidecar in _uploaded(facts):
            later = after(captured, uploaded)
            if later is not None:
                known: dict[str, Fact] = {"captured": captured.text, "place": place}
                known |= {"uploaded": uploaded.text, "sidecar": sidecar or None}
                yield Notice(NoticeCode.CAPTURE_AFTER_UPLOAD, {**known, "apart_s": _seconds(later)})
                return


def _claimed_place_differs(facts: Facts) -> Iterable[Notice]:
    own = _place(facts)
    if own is None:
        return
    for claimed in facts.claimed:
        if claimed.place is None:
            continue
        km = distance_km(own[0], claimed.place)
        if km > CLAIMED_SLACK_KM:
            known: dict[str, Fact] = {"claimed": _pair(claimed.place), **_by(claimed)}
            known |= {"stated": _pair(own[0]), "place": own[1], "km": round(km, 2)}
            yield Notice(NoticeCode.CLAIMED_PLACE_DIFFERS, known)


def _claimed_time_differs(facts: Facts) -> Iterable[Notice]:
    """The time of capture outside the claimed time; or anything that shows the footage to have
    been there before it."""
    for claimed in facts.claimed:
        if claimed.time is None:
            continue
        own = next(_captured(facts), None)
        if own is not None:
            off = apart(own[0], claimed.time)
            if off is not None:
                known = _timed(claimed, claimed.time, own)
                yield Notice(NoticeCode.CLAIMED_TIME_DIFFERS, {**known, "apart_s": _seconds(off)})
        earlier = ((one, after(claimed.time, one[0])) for one in _present(facts))
        sooner = next(((one, off) for one, off in earlier if off is not None), None)
        if sooner is not None:
            known = _timed(claimed, claimed.time, sooner[0])
            yield Notice(NoticeCode.EXISTED_BEFORE, {**known, "apart_s": _seconds(sooner[1])})


def _timed(claimed: Claimed, time: StatedTime, own: tuple[StatedTime, str]) -> dict[str, Fact]:
    return {"claimed": time.text, **_by(claimed), "at": own[0].text, "place": own[1]}


def _by(claimed: Claimed) -> dict[str, Fact]:
    return {"basis": claimed.basis.value, "record": claimed.record}


def _pair(place: tuple[float, float]) -> str:
    return f"{place[0]:.6f}, {place[1]:.6f}"


def _seconds(off: timedelta) -> int:
    return int(off.total_seconds())


LOOKS: tuple[Callable[[Facts], Iterable[Notice]], ...] = (
    _claimed_place_differs,
    _claimed_time_differs,
    _capture_after_upload,
    _source_differs,
    _sidecar_time_differs,
    _sidecar_place_differs,
    _sidecar_medium_differs,
    _sidecar_digest_differs,
    _sidecar_unreadable,
)
