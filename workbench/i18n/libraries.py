"""What a known footage library says of its entries and of lists that were put into it; the window,
the command line and the dossier say the same."""

from __future__ import annotations

from collections.abc import Callable

from workbench.i18n import _, ngettext
from workbench.i18n.numbers import count_text
from workbench.i18n.safe import shown
from workbench.records.known import (
    Credibility,
    Exported,
    Imported,
    Near,
    PlacePrecision,
    RefusedRow,
    Reliability,
    RowFault,
    Sheet,
)


def only_hashes() -> str:
    """Of an entry of which nobody here has seen the footage."""
    return _("known only by fingerprints, which somebody handed on; nobody here saw the footage")


def precision(value: PlacePrecision) -> str:
    return _PRECISIONS[value]()


def reliability(value: Reliability) -> str:
    """The letter and what it means."""
    return _RELIABILITIES[value]()


def credibility(value: Credibility) -> str:
    """The number and what it means."""
    return _CREDIBILITIES[value]()


def coordinates(sheet: Sheet) -> str:
    """`53.90000, 27.56000`; empty where there are none."""
    if sheet.latitude_deg is None or sheet.longitude_deg is None:
        return ""
    return f"{sheet.latitude_deg:.5f}, {sheet.longitude_deg:.5f}"


def near(one: Near) -> str:
    """That new footage may be an entry that is there already."""
    said = (
        _("resembles “{title}” (entry {entry}), mirrored: {share} % of its frames are found there")
        if one.mirrored
        else _("resembles “{title}” (entry {entry}): {share} % of its frames are found there")
    )
    return said.format(title=shown(one.title), entry=one.entry, share=round(100 * one.share))


def imported(one: Imported) -> str:
    """What became of a list, in a sentence."""
    said = [
        ngettext("{n} entry added", "{n} entries added", one.added).format(n=count_text(one.added))
    ]
    if one.added:
        prints = ngettext("{n} fingerprint", "{n} fingerprints", one.fingerprints)
        said[0] += f" ({prints.format(n=count_text(one.fingerprints))})"
    if one.known:
        known = ngettext("{n} was there already", "{n} were there already", one.known)
        said.append(known.format(n=count_text(one.known)))
    if one.refused_count:
        refused = ngettext("{n} row refused", "{n} rows refused", one.refused_count)
        said.append(refused.format(n=count_text(one.refused_count)))
    if one.cancelled:
        said.append(_("cancelled; what was finished is kept"))
    return "; ".join(said) + "."


def exported(path: str, one: Exported) -> str:
    """What was written, and what is not in a list of ISCC codes, in sentences."""
    count, without = one.entries, one.without_code
    if without is None:
        said = ngettext("{n} entry written to “{path}”.", "{n} entries written to “{path}”.", count)
        return said.format(n=count_text(count), path=shown(path))
    head = ngettext("{n} still written to “{path}”", "{n} stills written to “{path}”", count)
    parts = [head.format(n=count_text(count), path=shown(path))]
    for n, said in (
        (without.clips, _clips_without_code(without.clips)),
        (without.sounds, _sounds_without_code(without.sounds)),
        (without.only_fingerprints, _fingerprints_without_code(without.only_fingerprints)),
        (without.unmeasured, _unmeasured(without.unmeasured)),
    ):
        if n:
            parts.append(said.format(n=count_text(n)))
    return "; ".join(parts) + "."


def _clips_without_code(n: int) -> str:
    return ngettext("{n} clip has no ISCC code", "{n} clips have no ISCC code", n)


def _sounds_without_code(n: int) -> str:
    return ngettext(
        "{n} sound recording has no ISCC code", "{n} sound recordings have no ISCC code", n
    )


def _fingerprints_without_code(n: int) -> str:
    return ngettext(
        "{n} entry is known only by fingerprints and has none",
        "{n} entries are known only by fingerprints and have none",
        n,
    )


def _unmeasured(n: int) -> str:
    return ngettext(
        "{n} still has no code yet: add its file again",
        "{n} stills have no code yet: add their files again",
        n,
    )


def refused_row(row: RefusedRow) -> str:
    """`Row 3: …`: in a list of lines that is the line, in one JSON document the element."""
    why = _FAULTS[row.fault]().format(found=shown(row.found or ""))
    head = _("Entry {line}") if row.fault is RowFault.ENTRY else _("Row {line}")
    return f"{head.format(line=row.line)}: {why}"


_PRECISIONS: dict[PlacePrecision, Callable[[], str]] = {
    PlacePrecision.EXACT: lambda: _("exact, ±10 m"),
    PlacePrecision.VICINITY: lambda: _("vicinity, ±100 m"),
    PlacePrecision.LOCALITY: lambda: _("locality, ±1 km"),
}

_RELIABILITIES: dict[Reliability, Callable[[], str]] = {
    Reliability.COMPLETELY: lambda: _("A – completely reliable"),
    Reliability.USUALLY: lambda: _("B – usually reliable"),
    Reliability.FAIRLY: lambda: _("C – fairly reliable"),
    Reliability.NOT_USUALLY: lambda: _("D – not usually reliable"),
    Reliability.UNRELIABLE: lambda: _("E – unreliable"),
    Reliability.UNKNOWN: lambda: _("F – reliability cannot be judged"),
}

_CREDIBILITIES: dict[Credibility, Callable[[], str]] = {
    Credibility.CONFIRMED: lambda: _("1 – confirmed by others"),
    Credibility.PROBABLY: lambda: _("2 – probably true"),
    Credibility.POSSIBLY: lambda: _("3 – possibly true"),
    Credibility.DOUBTFUL: lambda: _("4 – doubtful"),
    Credibility.IMPROBABLE: lambda: _("5 – improbable"),
    Credibility.UNKNOWN: lambda: _("6 – truth cannot be judged"),
}

_FAULTS: dict[RowFault, Callable[[], str]] = {
    RowFault.SHAPE: lambda: _("not of a form that this program reads"),
    RowFault.KIND: lambda: _("a signal of the type “{found}”, which cannot be searched here"),
    RowFault.LENGTH: lambda: _("a PDQ fingerprint has 64 digits, this has {found}"),
    RowFault.NOT_HEX: lambda: _("not hexadecimal"),
    RowFault.QUALITY: lambda: _("the quality “{found}” is not a whole number from 0 to 100"),
    RowFault.TIME: lambda: _("“{found}” is not a time in seconds"),
    RowFault.BACKWARDS: lambda: _("its time or frame number is not after that of the row before"),
    RowFault.BLANK: lambda: _("all bits are alike: it says nothing of a picture"),
    RowFault.LONG: lambda: _("longer than a row or a document may be"),
    RowFault.TEXT: lambda: _("not text (UTF-8)"),
    RowFault.EMPTY: lambda: _("no fingerprint in it"),
    RowFault.MANY: lambda: _("more fingerprints than a clip may have"),
    RowFault.ENTRY: lambda: _("malformed ({found})"),
}
