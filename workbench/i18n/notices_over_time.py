"""The sentences behind notices about moments: where picture and sound do not go on as they did."""

from __future__ import annotations

from collections.abc import Callable

from workbench.i18n import _
from workbench.records.provenance import NoticeCode

SAYS: dict[NoticeCode, Callable[[], str]] = {
    NoticeCode.PICTURE_GAP: lambda: _(
        "From {at_s} s on no new picture comes for {length_s} s, much longer than usual "
        "(such places: {count})."
    ),
    NoticeCode.SOUND_GAP: lambda: _(
        "From {at_s} s on sound is missing for {length_s} s (such places: {count})."
    ),
    NoticeCode.TIMES_OVERLAP: lambda: _(
        "At {at_s} s two pieces of one stream overlap by {length_s} s (such places: {count})."
    ),
    NoticeCode.CLOCK_GOES_BACK: lambda: _(
        "At {at_s} s the clock of the file goes back by {length_s} s (such places: {count})."
    ),
    NoticeCode.SOUND_COVERS_PART: lambda: _(
        "The picture lasts from {start_s} to {end_s} s, the sound only from {sound_start_s} to "
        "{sound_end_s} s."
    ),
    NoticeCode.KEY_CADENCE_CHANGES: lambda: _(
        "From {at_s} s on key frames come every {after} frames, before every {before} (such "
        "changes: {count})."
    ),
    NoticeCode.PICTURE_STANDS: lambda: _(
        "From {at_s} s on the picture stands still for {length_s} s: {frames} frames are equal to "
        "the last bit (such places: {count})."
    ),
    NoticeCode.PICTURE_NEARLY_STANDS: lambda: _(
        "From {at_s} s on the picture nearly stands still for {length_s} s: {frames} frames "
        "(such places: {count})."
    ),
    NoticeCode.RATE_PADDED: lambda: _(
        "Frames are repeated evenly: of {frames} frames from {at_s} s on {new} are new, "
        "{new_rate_hz} of {rate_hz} a second."
    ),
    NoticeCode.FRAMES_REPEATED: lambda: _(
        "{repeats} of {frames} frames repeat the frame before them to the last bit, the first at "
        "{at_s} s."
    ),
}

HARMLESS: dict[NoticeCode, Callable[[], str]] = {
    NoticeCode.PICTURE_GAP: lambda: _(
        "A rate that varies, as in screen recordings and slide shows; a telephone that was busy; a "
        "frame lost on the way."
    ),
    NoticeCode.SOUND_GAP: lambda: _(
        "A recorder that paused or was busy, a stream with losses, or a join without sound."
    ),
    NoticeCode.TIMES_OVERLAP: lambda: _("Pieces joined without encoding anew, or rounded times."),
    NoticeCode.CLOCK_GOES_BACK: lambda: _(
        "Recordings put one behind the other, a broadcast clock that began anew, a stream with "
        "losses."
    ),
    NoticeCode.SOUND_COVERS_PART: lambda: _(
        "A microphone that was switched on later, a title without sound, or a program that cut "
        "one of the two."
    ),
    NoticeCode.KEY_CADENCE_CHANGES: lambda: _(
        "An encoder that adapts to what it sees, or pieces from several recordings joined without "
        "encoding anew."
    ),
    NoticeCode.PICTURE_STANDS: lambda: _(
        "A title, a slide, a screen on which nothing moves, a stream that faltered, or a still in "
        "the place of footage."
    ),
    NoticeCode.PICTURE_NEARLY_STANDS: lambda: _(
        "A camera on a tripod before a quiet scene, strong compression, a title or a still."
    ),
    NoticeCode.RATE_PADDED: lambda: _(
        "Normal after conversion to a higher rate, as from film to television or by a screen "
        "recorder."
    ),
    NoticeCode.FRAMES_REPEATED: lambda: _(
        "A recorder or a converter fills in frames that did not come in time."
    ),
}
