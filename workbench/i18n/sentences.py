"""The sentences behind the codes: what happened, to which file, and what can be done."""

from __future__ import annotations

from collections.abc import Callable

from workbench.i18n import _
from workbench.i18n.safe import shown
from workbench.records.errors import Fact, MediaError, MediaFault, Refusal, RefusalCode


def sentence(error: Refusal | MediaError) -> str:
    """The whole message for a person, in the user's language."""
    if isinstance(error, MediaError):
        return media_error(error)
    return refusal(error)


def refusal(error: Refusal) -> str:
    """What was refused, why, and the remedy."""
    facts = _shown(error.facts)
    if error.code is RefusalCode.MEDIA:
        fault = fault_sentence(MediaFault(str(error.facts["fault"])), error.facts)
        return _("“{path}”: {fault}").format(path=facts["path"], fault=fault)
    if error.code is RefusalCode.SIDECAR_BROKEN:
        fault = sidecar_fault(MediaFault(str(error.facts["fault"])))
        return _("“{path}” beside the footage could not be read: {fault}").format(
            path=facts["path"], fault=fault
        )
    if error.code is RefusalCode.READ_ONLY and error.facts.get("holder") is None:
        return _(
            "“{path}” may not be written. Ask its owner for permission, or copy it, with the "
            "folder beside it, to a place of yours."
        ).format_map(_Facts(facts))
    if error.code is RefusalCode.READ_ONLY:
        facts["holder"] = holder_text(str(error.facts["holder"]))
    if "kind" in facts:
        facts["kind"] = record_kind(facts["kind"])
    said = _REFUSALS[error.code]().format_map(_Facts(facts))
    return said[:1].upper() + said[1:]  # it may begin with the kind of a record


def read_only_sentence(refusal: Refusal, holder: str | None) -> str:
    """Why a case can only be read, with whoever holds it."""
    if holder is None:
        return sentence(refusal)
    said = _(
        "“{path}” is open elsewhere, held by {who}. Here it can only be read. To write, close it "
        "there, then open it again."
    )
    return said.format(path=_shown(refusal.facts).get("path"), who=holder_text(holder))


def holder_text(holder: str) -> str:
    """Who has a case open, from what stands in its lock: account, machine, number of process."""
    who, _comma, number = holder.rpartition(", ")
    if not (who and number.isdigit()):
        return shown(holder)
    return _("{who}, process {number}").format(who=shown(who), number=number)


def record_kind(kind: str) -> str:
    """What a kind of record is called, by its name in the program."""
    words = {
        "annotation": _("annotation"),
        "claim": _("claim"),
        "entry": _("entry"),
        "finding": _("finding"),
        "frame": _("frame"),
        "item": _("item"),
        "match": _("match"),
        "run": _("run"),
        "search": _("search"),
    }
    return words.get(kind, kind)


def media_error(error: MediaError) -> str:
    """What is wrong with the file, and what follows from it."""
    return fault_sentence(error.fault, error.facts)


def fault_sentence(fault: MediaFault, facts: dict[str, Fact] | None = None) -> str:
    """The sentence of a fault; `facts` fill in what is known."""
    if fault is MediaFault.UNSUPPORTED_CODEC and not (facts or {}).get("codec"):
        return _(
            "it has a codec that the program does not let in. Convert a copy, and keep this file "
            "as the original."
        )
    return _FAULTS[fault]().format_map(_Facts(_shown(facts or {})))


def sidecar_fault(fault: MediaFault) -> str:
    """Why a file beside footage could not be read, as the end of a sentence."""
    if fault is MediaFault.EMPTY:
        return _("it is empty. The footage itself is not affected.")
    if fault is MediaFault.UNSUPPORTED:
        return _("it is not what its name promises. The footage itself is not affected.")
    if fault is MediaFault.TOO_LARGE:
        return _("it is larger than the program reads. The footage itself is not affected.")
    if fault is MediaFault.DAMAGED:
        return _("its content is damaged or cut off. The footage itself is not affected.")
    return _("its reader was ended ({fault}). The footage itself is not affected.").format(
        fault=fault.value
    )


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def _shown(facts: dict[str, Fact]) -> dict[str, str]:
    return {name: "?" if value is None else shown(str(value)) for name, value in facts.items()}


_REFUSALS: dict[RefusalCode, Callable[[], str]] = {
    RefusalCode.NOT_FOUND: lambda: _(
        "“{path}” is not there. Check the path, or whether the disk is connected."
    ),
    RefusalCode.NOT_A_FILE: lambda: _(
        "“{path}” is not an ordinary file. Choose the file itself, or add the folder."
    ),
    RefusalCode.NO_PERMISSION: lambda: _(
        "“{path}” may not be opened. Ask its owner for permission, or copy it to a place of yours."
    ),
    RefusalCode.UNUSABLE_NAME: lambda: _(
        "“{path}” cannot be used as a name: it is too long, or holds bytes that are no characters. "
        "Choose a shorter name made of letters."
    ),
    RefusalCode.EMPTY_FILE: lambda: _("“{path}” is empty: it holds no byte. Get the file again."),
    RefusalCode.NOT_MEDIA: lambda: _(
        "“{path}” is not a clip, a still or a sound recording that can be read, whatever its name "
        "says. Choose another file."
    ),
    RefusalCode.NOTHING_TO_SHOW: lambda: _(
        "“{path}” holds neither a picture nor sound that could be read. "
        "Get the file again, if you can."
    ),
    RefusalCode.NOT_A_CLIP: lambda: _(
        "“{path}” is not a clip: it has no frames in time. Choose a clip."
    ),
    RefusalCode.SIDECAR_ALONE: lambda: _(
        "“{path}” says something of footage and is none itself. Add it together with the file that "
        "it is about."
    ),
    RefusalCode.CHANGED_WHILE_READ: lambda: _(
        "“{path}” changed while it was read. Wait until its download has ended, then add it again."
    ),
    RefusalCode.DISK_FULL: lambda: _(
        "The disk of “{path}” is full. Make room, then try again; what was done so far is kept."
    ),
    RefusalCode.DISK_FAULT: lambda: _(
        "The disk of “{path}” failed: {detail}. Check the disk, then try again."
    ),
    RefusalCode.DOSSIER_THERE: lambda: _(
        "There is a dossier in “{path}” already, and somebody may hold it. Choose another folder, "
        "or replace it: press the button again, or write with --replace."
    ),
    RefusalCode.ALREADY_THERE: lambda: _(
        "“{path}” exists already and is not overwritten. Choose another name."
    ),
    RefusalCode.NOT_A_CASE: lambda: _(
        "“{path}” is not a case of this program, whatever its name says. Choose a case that the "
        "program made, or restore this one from a copy."
    ),
    RefusalCode.NOT_A_LIBRARY: lambda: _(
        "“{path}” is not a known footage library, whatever its name says. Choose one that the "
        "program made, or restore this one from a copy."
    ),
    RefusalCode.NEWER_VERSION: lambda: _(
        "“{path}” was written by a newer version of the program (format {version}, this one knows "
        "{known}). Update the program to open it."
    ),
    RefusalCode.DAMAGED_CASE: lambda: _(
        "“{path}” is damaged: {detail}. Restore it from a copy; the file was not changed."
    ),
    RefusalCode.READ_ONLY: lambda: _(
        "“{path}” is open for reading only (held by: {holder}). Close it there, then open it again."
    ),
    RefusalCode.NOT_A_DATE: lambda: _(
        "“{value}” is not a date. Write 2020, 2020-08, 2020-08-09, two of them with a slash "
        "between, or words in quotes."
    ),
    RefusalCode.NOT_A_MOMENT: lambda: _(
        "“{value}” is neither a day nor a time. Write 2020-08-09 or 2020-08-09T20:14:03+03:00."
    ),
    RefusalCode.NOT_A_PLACE: lambda: _(
        "“{value}” is not a place on Earth. Write latitude and longitude in degrees: "
        "53.9006, 27.5590."
    ),
    RefusalCode.TEXT_TOO_LONG: lambda: _("A field may hold {most} characters at most. Shorten it."),
    RefusalCode.NO_COPIES: lambda: _(
        "Nothing was merged into entry {entry}. Choose one that has copies."
    ),
    RefusalCode.SAME_ENTRY: lambda: _(
        "Entry {entry} cannot be merged with itself. Choose two entries."
    ),
    RefusalCode.NOT_A_LIST: lambda: _(
        "“{path}” is not a hash list that this program reads. Choose a list of PDQ fingerprints, a "
        "vPDQ file, signals of threatexchange, or a library (.fvl)."
    ),
    RefusalCode.NOT_ONE_CLIP: lambda: _(
        "A file of the form “{form}” holds one clip. Choose one entry, or a folder for several."
    ),
    RefusalCode.NOTHING_TO_EXPORT: lambda: _(
        "No entry has fingerprints for the form “{form}”. Add footage, or choose another form."
    ),
    RefusalCode.NO_ISCC_CODE: lambda: _(
        "No entry has an ISCC code. Only stills have one; if they were added before codes were "
        "made, add their files again."
    ),
    RefusalCode.FOLDER_MISSING: lambda: _(
        "“{path}”, the folder with the originals and frames of this case, is missing. Put it back "
        "beside the case under this name, then open the case again; until then it can only be read."
    ),
    RefusalCode.NO_SUCH_ITEM: lambda: _(
        "The case has no item “{item}”. List the items to see their numbers and names."
    ),
    RefusalCode.AMBIGUOUS_ITEM: lambda: _(
        "“{item}” names more than one item. Use the number or more of the digest."
    ),
    RefusalCode.NO_SUCH_RECORD: lambda: _(
        "There is no {kind} number {record}. List them to see their numbers."
    ),
    RefusalCode.CITED: lambda: _(
        "{kind} number {record} is an exhibit of finding number {finding}. Take it out of the "
        "finding first."
    ),
    RefusalCode.NO_SUCH_ENTRY: lambda: _(
        "The library has no entry “{item}”. List the library to see its entries."
    ),
    RefusalCode.NOT_AT_HAND: lambda: _(
        "The library of match {record} is not at hand, or has its entry no more. Put it beside the "
        "case, or open it in the Library workspace."
    ),
    RefusalCode.NO_SUCH_INSTRUMENT: lambda: _(
        "There is no instrument “{instrument}”. List the instruments to see their names."
    ),
    RefusalCode.BAD_PARAMETER: lambda: _("“{value}” cannot be used for “{parameter}”."),
    RefusalCode.OUTSIDE_PICTURE: lambda: _(
        "That place lies outside the picture of “{item}”, which has {width_px} × {height_px} "
        "pixels. Count them from the top left corner of the upright picture."
    ),
    RefusalCode.BAD_STEP: lambda: _(
        "“{value}” is no step from one frame to the next. Write a number above 0."
    ),
    RefusalCode.BAD_TIME: lambda: _(
        "“{value}” is not a time. Write seconds (12.48), HH:MM:SS.mmm, f374 for a frame index or "
        "@1149952 for a PTS."
    ),
    RefusalCode.NO_INNER_CLIP: lambda: _(
        "No clip was found inside “{item}”. Choose a motion photo: a JPEG or HEIC that holds one."
    ),
    RefusalCode.NOT_A_CITATION: lambda: _(
        "“{value}” is not a citation. Copy the whole line, from its time or “still” to the last "
        "bracket."
    ),
    RefusalCode.NO_SUCH_FRAME: lambda: _(
        "“{item}” has no frame at {at}. List its frames to see which there are."
    ),
    RefusalCode.BACKWARD_RANGE: lambda: _(
        "The range begins at {first} and ends before it, at {last}. Give the earlier one first."
    ),
    RefusalCode.NO_SUCH_STACK: lambda: _(
        "The case keeps no adjustments under the name “{name}”. List them to see their names."
    ),
    RefusalCode.NOT_A_STACK: lambda: _(
        "“{path}” does not hold adjustments as this program writes them: {detail}."
    ),
    RefusalCode.CANNOT_ADJUST: lambda: _(
        "The adjustments do not fit the picture of “{item}” ({detail}). Change the crop or the "
        "angle, then try again."
    ),
    RefusalCode.NO_SUCH_STRUCTURE: lambda: _(
        "“{item}” names no known structure, or more than one. List them to see their numbers."
    ),
    RefusalCode.SHIPPED_STRUCTURE: lambda: _(
        "“{item}” came with the program and cannot be removed; only what you added yourself can."
    ),
    RefusalCode.NOT_STRUCTURES: lambda: _(
        "“{path}” is not a set of known structures. Choose a file that this program exported."
    ),
    RefusalCode.NO_STRUCTURE: lambda: _(
        "“{path}” is of a format whose parts are not told apart: there is no structure to remember."
    ),
    RefusalCode.ORIGINAL_MISSING: lambda: _(
        "The original of “{item}” is not at “{path}”. Put it back, or restore the case's folder."
    ),
    RefusalCode.ORIGINAL_CHANGED: lambda: _(
        "The original of “{item}” has changed since it was received: it no longer has its digest. "
        "Restore it from a copy."
    ),
    RefusalCode.NOTHING_TO_UNDO: lambda: _("There is nothing to undo."),
    RefusalCode.NOTHING_TO_REDO: lambda: _("There is nothing to redo."),
    RefusalCode.NO_SANDBOX: lambda: _(
        "This system offers no sandbox for reading untrusted files, and nobody has agreed to read "
        "them without one. Agree once in the window, or run the program on Linux."
    ),
    RefusalCode.BUG: lambda: _(
        "The program made a mistake with “{path}” ({detail}). What was done before is kept; please "
        "report it."
    ),
}

_FAULTS: dict[MediaFault, Callable[[], str]] = {
    MediaFault.EMPTY: lambda: _("the file is empty. Get it again."),
    MediaFault.UNSUPPORTED: lambda: _(
        "it is not a clip, a still or a sound recording that can be read."
    ),
    MediaFault.UNSUPPORTED_CODEC: lambda: _(
        "its codec “{codec}” is not one that the program lets in. Convert a copy, and keep this "
        "file as the original."
    ),
    MediaFault.NO_STREAMS: lambda: _(
        "it holds neither picture nor sound. Get the file again, if you can."
    ),
    MediaFault.NO_FRAMES: lambda: _(
        "not one frame of it could be read. Get the file again, if you can."
    ),
    MediaFault.TOO_LARGE: lambda: _(
        "it is larger than the limits of the program allow. Add a smaller copy, and keep this file "
        "as the original."
    ),
    MediaFault.TRUNCATED: lambda: _(
        "it ends before its content does: the transfer was probably cut. Get it again, if you can."
    ),
    MediaFault.DAMAGED: lambda: _("its content is damaged. Get it again, if you can."),
    MediaFault.CRASHED: lambda: _(
        "it crashed its reader and is quarantined. The original is kept unchanged; nothing else "
        "was affected."
    ),
    MediaFault.OUT_OF_MEMORY: lambda: _(
        "it asked for more memory than is allowed and is quarantined. The original is kept "
        "unchanged."
    ),
    MediaFault.TOO_SLOW: lambda: _(
        "its reader made no progress and was ended; it is quarantined. The original is kept "
        "unchanged."
    ),
    MediaFault.PROTOCOL: lambda: _(
        "its reader answered against the rules and was ended; it is quarantined. The original is "
        "kept unchanged."
    ),
    MediaFault.BUG: lambda: _(
        "the program made a mistake with it ({detail}). The file is not at fault and can be used; "
        "please report it."
    ),
}
