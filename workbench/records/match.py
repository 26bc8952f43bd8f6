"""Match: the statement that seconds of one piece of footage equal seconds of another."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import NewType

from workbench.records.codec import LATER
from workbench.records.item import ItemId, MediaKind
from workbench.records.known import EntryBasis

MatchId = NewType("MatchId", int)
SearchId = NewType("SearchId", int)


class Basis(StrEnum):
    """What corresponds."""

    PICTURE = "picture"
    SOUND = "sound"
    BOTH = "both"


class Hearing(StrEnum):
    """What the sound of a stretch says."""

    SAME = "same_recording"
    """What is loud corresponds, and so do the noise and the echo."""
    ALIKE = "same_source"
    """What is loud corresponds: one recording under other sound or strongly compressed, or one
    source (music, a broadcast) recorded twice."""
    PARTLY = "in_part"
    """It corresponds in a part of the stretch; in another it is other sound."""
    OTHER = "other_sound"
    """Both have sound that tells something, and it does not correspond."""
    UNCLEAR = "cannot_tell"
    NONE_IN_QUERY = "none_in_query"
    NONE_IN_REFERENCE = "none_in_reference"
    NONE = "none"
    UNMEASURED = "not_measured"


class Seeing(StrEnum):
    """What the picture of a stretch says whose sound corresponds."""

    OTHER = "other_picture"
    """Both have pictures that tell something, and none was found to correspond."""
    UNCLEAR = "cannot_tell"
    NONE = "none"
    """One of the two has no picture."""


@dataclass(frozen=True, slots=True)
class SoundEvidence:
    """What a correspondence of sound rests on."""

    query_start_s: float
    query_end_s: float
    reference_start_s: float
    reference_end_s: float
    landmarks: int
    """Of the query in these seconds."""
    agreeing: int
    """So many have one of the reference beside them, within 24 ms and 20 Hz."""
    chance: float
    """So many would by chance: counted at other offsets of the same two sounds."""
    keeps_pitch: bool
    """At another speed: whether the pitch stayed."""
    uncertainty_s: float
    """Half-width of each edge."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of correspondence. Times are presentation seconds; a still lies at 0 to 0."""

    query_start_s: float
    query_end_s: float
    reference_start_s: float
    reference_end_s: float
    rate: float
    """Reference seconds for one query second."""
    mirrored: bool
    rotated_deg: int
    """Clockwise, reference to query."""
    crop: tuple[float, float, float, float]
    """The part of the reference picture that the query shows: left, top, right, bottom as
    fractions of the reference picture as it stands, before any mirroring."""
    frames: int
    """Query frames that take part."""
    distance_median: float
    """Median Hamming distance of the corresponding fingerprints, of 256 bits."""
    inliers: int | None
    """Local features that agree geometrically; None where that proof was not made."""
    uncertainty_s: float
    """Half-width of each edge, from the sampling of the frames."""
    basis: Basis | None = field(default=None, metadata=LATER)
    """What corresponds here; None: as in the whole alignment. Where it is the sound alone, `crop`,
    `frames` and `distance_median` say nothing."""
    hearing: Hearing | None = field(default=None, metadata=LATER)
    """None where sound was not asked about: of stills, and before sound was compared."""
    seeing: Seeing | None = field(default=None, metadata=LATER)
    """Only where the sound alone corresponds."""
    sound: SoundEvidence | None = field(default=None, metadata=LATER)


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a query lies in a reference: its segments, best first."""

    segments: tuple[Segment, ...]
    basis: Basis
    still: bool
    """One moment only: the query or the reference is a still, or shows one."""
    score: float
    """Sum of the weighted votes; orders alignments, has no other meaning."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """A stretch of the query about which nothing can be said."""

    start_s: float
    end_s: float
    why: str
    """`featureless`: too plain to be fingerprinted; `quiet`: the sound too quiet or too even."""


@dataclass(frozen=True, slots=True)
class LibraryReference:
    """An entry of a known footage library, as it stood when the match was made."""

    library: str
    """File name of the library."""
    library_id: str
    entry: str
    title: str
    place: str | None
    date: str | None
    source: str | None
    url: str | None
    sha256: str
    kind: MediaKind | None = field(default=None, metadata=LATER)
    """What the entry is; None in a match that was made before this was kept."""
    basis: EntryBasis | None = field(default=None, metadata=LATER)
    """What stands behind the entry; None for footage."""
    aspect: Fraction | None = field(default=None, metadata=LATER)
    """Width of its upright picture over its height, as it is shown; None where that is not known,
    and in a match that was made before this was kept."""

    @property
    def by_hashes(self) -> bool:
        """Whether only fingerprints are known, which somebody handed on: there is no footage to
        look at, and `sha256` is not that of a file."""
        return self.basis is EntryBasis.FINGERPRINTS


class Decision(StrEnum):
    """What the analyst makes of a match."""

    UNDECIDED = "undecided"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Match:
    """Query item = reference (an item of the case, or an entry of a library). A fact."""

    id: MatchId
    search: SearchId
    query: ItemId
    reference: ItemId | LibraryReference
    alignment: Alignment

    @property
    def pair(self) -> tuple[object, ...]:
        """The two pieces of footage that the match is about, whichever was searched for: alike for
        every match of the same two."""
        if isinstance(self.reference, LibraryReference):
            return self.query, self.reference.library_id, self.reference.sha256
        return min(self.query, self.reference), max(self.query, self.reference)


@dataclass(frozen=True, slots=True)
class MatchDecision:
    """The analyst's decision on a match: a judgement, edited and undone."""

    match: MatchId
    decision: Decision
    why: str


@dataclass(frozen=True, slots=True)
class Search:
    """One search for an item, also when nothing was found: what was searched, and how."""

    id: SearchId
    item: ItemId
    at: datetime
    libraries: tuple[str, ...]
    """Names of the libraries searched."""
    entries: int
    """Library entries and items of the case that were searched."""
    fingerprints: int
    unclear: tuple[Unclear, ...]
    matches: int
    sounds: int | None = field(default=None, metadata=LATER)
    """Of those, how many were searched by their sound: 0 where the item has none that tells
    something. None in a record that was made before this was kept."""
    landmarks: int | None = field(default=None, metadata=LATER)
    """Landmarks of these sounds."""
