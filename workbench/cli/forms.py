"""Forms: records as the JSON that scripts depend on; seconds beside every exact time."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from workbench.i18n import adjustments
from workbench.i18n.sentences import fault_sentence, sentence
from workbench.records.codec import to_json
from workbench.records.errors import MediaError, MediaFault, Refusal, RefusalCode
from workbench.records.item import ItemId, MediaStatus
from workbench.records.match import LibraryReference

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.records.adjustment import Adjusted, NamedStack, Step
    from workbench.records.annotation import Annotation
    from workbench.records.card import ItemCard
    from workbench.records.citation import OpenedCitation
    from workbench.records.frame import ExtractedFrame, FrameTable
    from workbench.records.item import Medium
    from workbench.records.lineage import Lineage
    from workbench.records.match import Match
    from workbench.records.mediatime import Timestamp
    from workbench.records.outcome import Outcome
    from workbench.records.run import Run
    from workbench.records.shot import Shot
    from workbench.session import Session

Form = dict[str, Any]


def failed(path: str, error: Refusal | MediaError) -> Form:
    """The object that stands for a path of which there is nothing to say but why."""
    return {
        "path": path,
        "status": _status(error),
        "reason": sentence(error),
        "code": code(error),
    }


def _status(error: Refusal | MediaError) -> str:
    if isinstance(error, Refusal):
        if error.code is RefusalCode.NOT_MEDIA:
            return MediaStatus.UNSUPPORTED.value
        if error.code is RefusalCode.NOTHING_TO_SHOW:
            return MediaStatus.DAMAGED.value
        if error.code is not RefusalCode.MEDIA:
            return "refused"
    fault = MediaFault(code(error))
    if fault is MediaFault.BUG:
        return "refused"
    if fault.quarantines:
        return MediaStatus.QUARANTINED.value
    if fault in (MediaFault.UNSUPPORTED, MediaFault.UNSUPPORTED_CODEC):
        return MediaStatus.UNSUPPORTED.value
    return MediaStatus.DAMAGED.value


def code(error: Refusal | MediaError) -> str:
    """The code of an error; of a refusal because of the file, the fault of the file."""
    if isinstance(error, MediaError):
        return error.fault.value
    if error.code is RefusalCode.MEDIA:
        return str(error.facts["fault"])
    return error.code.value


def outcome(one: Outcome, path: str | None) -> Form:
    return {
        "path": path,
        "status": one.state.value,
        "reason": None if one.reason is None else sentence(one.reason),
        "code": None if one.reason is None else code(one.reason),
        **({"near": to_json(one.near)} if one.near else {}),
        "remarks": [sentence(remark) for remark in one.remarks],
    }


def seconds(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def card(one: ItemCard) -> Form:
    medium = one.item.medium
    return {
        "id": one.item.id,
        "name": one.item.name,
        "kind": one.item.kind.value,
        "sha256": one.item.digest,
        "duration_s": seconds(medium.duration_s),
        "width_px": medium.width_px,
        "height_px": medium.height_px,
        "status": one.status.value,
        "reason": one.reason,
        "title": one.sheet.title,
        "work_status": one.sheet.status.value,
        "tags": list(one.sheet.tags),
        "matches": one.matches,
        "annotations": one.annotations,
        "frames": one.frames,
        "runs_left": one.runs_left,
        "original": "there" if one.original_there else "missing",
    }


def run(one: Run) -> Form:
    fault, facts = reason(one.reason)
    return {
        **to_json(one),
        "reason": None if fault is None else fault_sentence(fault, facts),
        "code": None if fault is None else fault.value,
    }


def reason(text: str | None) -> tuple[MediaFault | None, Form]:
    """The fault that a run ended with, and its facts."""
    if text is None:
        return None, {}
    facts = json.loads(text)
    return MediaFault(facts.pop("fault")), facts


def frame_rows(table: FrameTable) -> list[Form]:
    """Every frame of a table. Times are rounded once, from the exact fraction."""
    # PTS x base - offset, over one common denominator: int / int is rounded correctly.
    base, offset = table.time_base, table.start_offset_s
    each = base.numerator * offset.denominator
    less = offset.numerator * base.denominator
    whole = base.denominator * offset.denominator
    columns = (table.pts, table.duration, table.key, table.type)
    return [
        {
            "index": index,
            "pts": pts,
            "time_s": (pts * each - less) / whole,
            "duration_s": duration * base.numerator / base.denominator,
            "key": key,
            "type": _TYPES[kind],
        }
        for index, (pts, duration, key, kind) in enumerate(
            zip(*(column.tolist() for column in columns), strict=True)
        )
    ]


_TYPES = (None, "I", "P", "B")


def stream_head(path: str, medium: Medium, table: FrameTable) -> Form:
    """What `frames list` and `shots` say of the main picture stream."""
    aspect = medium.sample_aspect_ratio
    return {
        "path": path,
        "stream": medium.video.index if medium.video else 0,
        "time_base": f"{table.time_base.numerator}/{table.time_base.denominator}",
        "start_offset_s": float(table.start_offset_s),
        "rotation_deg": medium.rotation_deg,
        "sample_aspect_ratio": f"{aspect.numerator}:{aspect.denominator}",
        "mirrored": medium.mirrored,
        "table": table.origin.value,
    }


def shot(one: Shot, offset_s: Fraction) -> Form:
    return {
        "first_index": one.first_index,
        "last_index": one.last_index,
        "start_pts": one.span.start.pts,
        "end_pts": one.span.end.pts,
        "start_s": clock(one.span.start, offset_s),
        "end_s": clock(one.span.end, offset_s),
        "begins_with": one.begins_with.value,
    }


def clock(at: Timestamp, offset_s: Fraction) -> float:
    """A time on the presentation clock."""
    return float(at.seconds - offset_s)


def opened_citation(opened: OpenedCitation, file: Path | None) -> Form:
    """A citation that was opened again: what it states is in its own line."""
    cited = opened.citation
    return {
        "identical": opened.identical,
        "state": opened.state.value,
        "item": opened.item,
        "sha256": cited.item,
        "index": opened.index,
        "pts": cited.pts,
        "time_s": seconds(cited.time_s),
        "planes_sha256": opened.planes_sha256,
        "pixels_sha256": opened.pixels_sha256,
        "converter": opened.converter,
        "file": None if file is None or opened.rgb is None else os.fspath(file),
    }


def frame(session: Session, one: ExtractedFrame, file: str) -> Form:
    return {
        "id": one.id,
        "item": one.item,
        "index": one.index,
        "pts": one.at.pts if one.at else None,
        "time_s": seconds(one.time_s),
        "width_px": one.width_px,
        "height_px": one.height_px,
        "pixels_sha256": one.pixels_sha256,
        "planes_sha256": one.planes_sha256,
        "file": file,
        "bits": 8 if one.deep is None else 16,
        "file_pixels_sha256": one.file_pixels_sha256,
        "citation": session.citation(one),
        "adjusted": None if one.adjusted is None else adjusted(one.adjusted),
    }


def adjusted(made: Adjusted) -> Form:
    """How a picture was made from the frame that is cited."""
    aspect = made.pixel_aspect
    return {
        "steps": [_step(step) for step in made.stack.steps],
        "pixel_aspect": f"{aspect.numerator}:{aspect.denominator}",
        "width_px": made.width_px,
        "height_px": made.height_px,
        "pixels_sha256": made.pixels_sha256,
    }


def stack(one: NamedStack) -> Form:
    return {"name": one.name, "steps": [_step(step) for step in one.stack.steps]}


def _step(step: Step) -> Form:
    return {**to_json(step), "says": adjustments.sentence(step)}


def annotation(session: Session, one: Annotation) -> Form:
    span = one.span
    offset_s = session.item(one.item).medium.start_offset_s
    return {
        **to_json(one),
        "start_s": clock(span.start, offset_s) if span else None,
        "end_s": clock(span.end, offset_s) if span else None,
    }


def match(session: Session, one: Match) -> Form:
    decided = session.decision(one.id)
    return {
        "id": one.id,
        "query": _item(session, one.query),
        "reference": (
            to_json(one.reference)
            if isinstance(one.reference, LibraryReference)
            else _item(session, one.reference)
        ),
        **alignment(to_json(one.alignment)),
        "decision": decided.decision.value,
        "why": decided.why,
    }


def lineage(session: Session, family: Lineage) -> Form:
    """One family of copies; each is named by its item, or by the entry of its library."""
    names = {one.key: _copy(session, one.key) for one in family.copies}
    return {
        "copies": [
            {**to_json(replace(one, key=None)), "copy": names[one.key]} for one in family.copies
        ],
        "descents": [
            {
                "parent": names[one.parent],
                "child": names[one.child],
                "told": one.told.value,
                "reasons": to_json(one.reasons),
                "against": to_json(one.against),
                "mirrored": one.mirrored,
                "rate": one.rate,
            }
            for one in family.descents
        ],
        "parents": [
            {"child": names[child], "parent": names[parent]}
            for child, parent in family.parents.items()
        ],
        "best": [names[key] for key in family.best],
    }


def copy_name(session: Session, key: object) -> str:
    """An item or an entry of a library, as lists name it."""
    if isinstance(key, LibraryReference):
        return key.title
    card = session.card(ItemId(int(str(key))))
    return card.sheet.title or card.item.name


def _copy(session: Session, key: object) -> Form:
    return to_json(key) if isinstance(key, LibraryReference) else _item(session, key)


def _item(session: Session, item: Any) -> Form:
    found = session.item(item)
    return {"item": found.id, "name": found.name, "sha256": found.digest}


def alignment(form: Form) -> Form:
    segments = [_segment(one, form["basis"]) for one in form["segments"]]
    return {"basis": form["basis"], "still": form["still"], "segments": segments}


def _segment(form: Form, basis: str) -> Form:
    """What is not known of a stretch is null, not absent."""
    later = {"basis": basis, "hearing": None, "seeing": None, "sound": None}
    return {**later, **form}
