"""What can go wrong that is not our bug.

`Refusal` is the world or the user, and is shown. `MediaError` is the file, and becomes the reason
of a run or the state of an item. Both carry a code and facts; sentences are in `workbench.i18n`.
"""

from __future__ import annotations

from enum import StrEnum

Fact = str | int | float | None


class RefusalCode(StrEnum):
    """Why the program did not do what it was asked to do."""

    NOT_FOUND = "not_found"
    """`path` does not exist (any more)."""
    NOT_A_FILE = "not_a_file"
    """`path` is a folder, a device, a socket."""
    NO_PERMISSION = "no_permission"
    """`path` may not be read or written."""
    UNUSABLE_NAME = "unusable_name"
    """`path` is too long a name for the disk, or not made of characters at all."""
    EMPTY_FILE = "empty_file"
    """`path` holds no byte."""
    NOT_MEDIA = "not_media"
    """`path` is not of a kind that the program reads; `found` says what it looks like."""
    NOTHING_TO_SHOW = "nothing_to_show"
    """`path` is of a known kind and holds neither a frame, nor a picture, nor sound."""
    NOT_A_CLIP = "not_a_clip"
    """`path` is a still or sound alone: it has no frames in time."""
    SIDECAR_ALONE = "sidecar_alone"
    """`path` says something of footage that is neither added nor in the case."""
    SIDECAR_BROKEN = "sidecar_broken"
    """`path`, a sidecar, could not be read; `fault` is a `MediaFault`."""
    CHANGED_WHILE_READ = "changed_while_read"
    """`path` changed while it was copied."""
    DISK_FULL = "disk_full"
    """No room left on the disk of `path`."""
    DISK_FAULT = "disk_fault"
    """The disk of `path` answered with an error; `detail` names it."""
    ALREADY_THERE = "already_there"
    DOSSIER_THERE = "dossier_there"
    """`path` exists and would have been overwritten."""
    NOT_A_CASE = "not_a_case"
    """`path` is not a case file."""
    NOT_A_LIBRARY = "not_a_library"
    """`path` is not a known footage library."""
    NEWER_VERSION = "newer_version"
    """`path` was written by a newer version of the program (`version`, `known`)."""
    DAMAGED_CASE = "damaged_case"
    """`path` is a case or library and its content is damaged; `detail` says how."""
    READ_ONLY = "read_only"
    """`path` is open elsewhere (`holder`), or may not be written."""
    FOLDER_MISSING = "folder_missing"
    """`path`, the folder that belongs to a case, is gone, and files of the case with it."""
    NO_SUCH_ITEM = "no_such_item"
    """`item` names nothing in the case."""
    AMBIGUOUS_ITEM = "ambiguous_item"
    """`item` names more than one item."""
    NO_SUCH_RECORD = "no_such_record"
    """`kind` number `record` does not exist."""
    CITED = "cited"
    """`kind` number `record` is an exhibit of finding number `finding`."""
    NO_SUCH_ENTRY = "no_such_entry"
    """`item` names nothing in the known footage library."""
    NOT_AT_HAND = "not_at_hand"
    """The library of the match number `record` is not at hand, or has its entry no more."""
    NO_SUCH_INSTRUMENT = "no_such_instrument"
    """`instrument` is not in the catalogue."""
    BAD_PARAMETER = "bad_parameter"
    """`parameter` has a value that cannot be used: `value`."""
    BAD_STEP = "bad_step"
    OUTSIDE_PICTURE = "outside_picture"
    BAD_TIME = "bad_time"
    """`value` is not a time."""
    NOT_A_DATE = "not_a_date"
    NOT_A_MOMENT = "not_a_moment"
    """`value` is not how the date of known footage is written."""
    NOT_A_PLACE = "not_a_place"
    """`value` is not a latitude and a longitude."""
    TEXT_TOO_LONG = "text_too_long"
    """A field holds more than `most` characters."""
    SAME_ENTRY = "same_entry"
    NO_COPIES = "no_copies"
    """`entry` was to be merged with itself."""
    NOT_A_LIST = "not_a_list"
    """`path` is no hash list of a form that is known."""
    NOT_ONE_CLIP = "not_one_clip"
    """`form` holds one clip a file, and `path` is not a folder."""
    NOTHING_TO_EXPORT = "nothing_to_export"
    NO_ISCC_CODE = "no_iscc_code"
    """No entry has fingerprints of the kind that `form` holds."""
    NO_INNER_CLIP = "no_inner_clip"
    """No clip was found inside `item`."""
    NOT_A_CITATION = "not_a_citation"
    """`value` is not a citation."""
    NO_SUCH_FRAME = "no_such_frame"
    """`item` has no frame at `at`."""
    BACKWARD_RANGE = "backward_range"
    """A range ends at `last`, before `first`, where it begins."""
    NO_SUCH_STACK = "no_such_stack"
    """The case keeps no adjustments under `name`."""
    NOT_A_STACK = "not_a_stack"
    """`path` does not hold adjustments; `detail` says why."""
    CANNOT_ADJUST = "cannot_adjust"
    """A step does not fit the picture of `item`; `detail` says how."""
    NO_SUCH_STRUCTURE = "no_such_structure"
    """`item` names no known structure, or more than one."""
    SHIPPED_STRUCTURE = "shipped_structure"
    """The known structure `item` came with the program, and stays."""
    NOT_STRUCTURES = "not_structures"
    """`path` is no set of known structures."""
    NO_STRUCTURE = "no_structure"
    """`path` is of a format whose parts are not told apart."""
    ORIGINAL_MISSING = "original_missing"
    """The original of `item` is not where it was: `path`."""
    ORIGINAL_CHANGED = "original_changed"
    """The original of `item` no longer has its digest."""
    NOTHING_TO_UNDO = "nothing_to_undo"
    NOTHING_TO_REDO = "nothing_to_redo"
    NO_SANDBOX = "no_sandbox"
    """No layer of the sandbox is available and the user has not consented."""
    BUG = "bug"
    """The program itself is at fault; `path` is what it worked on, `detail` what went wrong."""
    MEDIA = "media"
    """The file `path` itself is at fault; `fault` is a `MediaFault`."""


class MediaFault(StrEnum):
    """What is wrong with a file, as far as its reader could tell."""

    EMPTY = "empty"
    UNSUPPORTED = "unsupported"
    """Not of a kind that the program reads."""
    UNSUPPORTED_CODEC = "unsupported_codec"
    """`codec` is not in the list of decoders that are let in."""
    NO_STREAMS = "no_streams"
    """A container that holds neither picture nor sound."""
    NO_FRAMES = "no_frames"
    """Streams that give not one frame."""
    TOO_LARGE = "too_large"
    """More pixels, frames or bytes than the limits allow."""
    TRUNCATED = "truncated"
    """The file ends before its content does."""
    DAMAGED = "damaged"
    """The content breaks its format's rules."""
    CRASHED = "crashed"
    """The reader crashed; `signal` names how."""
    OUT_OF_MEMORY = "out_of_memory"
    TOO_SLOW = "too_slow"
    """The reader made no progress for too long and was ended."""
    PROTOCOL = "protocol"
    """The reader's answer broke the bounds of the protocol."""
    BUG = "bug"
    """The program made a mistake with the file; the file is not at fault. `detail` says which."""

    @property
    def quarantines(self) -> bool:
        """Whether the file is dangerous to its reader, and is not tried again by itself."""
        return self in _QUARANTINES


_QUARANTINES = frozenset(
    {MediaFault.CRASHED, MediaFault.OUT_OF_MEMORY, MediaFault.TOO_SLOW, MediaFault.PROTOCOL}
)


class Refusal(Exception):
    """The world or the user is at fault: shown as a sentence, never as a traceback."""

    def __init__(self, code: RefusalCode, **facts: Fact) -> None:
        super().__init__(code.value)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.code}: {self.facts}"


class MediaError(Exception):
    """The file is at fault: becomes the reason of a run."""

    def __init__(self, fault: MediaFault, **facts: Fact) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.fault}: {self.facts}"
