"""Composing: the rows of a case as one dossier, of the whole case or fit for the public."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import workbench
from workbench import i18n
from workbench.dossier import files, page, protect
from workbench.dossier.families import family
from workbench.provenance.notices import notices
from workbench.provenance.testimony import Testimony
from workbench.records.dossier import Dossier, DossierVariant, ItemSection
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import ItemId
from workbench.records.lineage import Lineage
from workbench.store import (
    annotations,
    claims,
    custody,
    decisions,
    findings,
    frames,
    items,
    matches,
    runs,
    searches,
    sidecars,
    sources,
)
from workbench.store.project import Project

PROGRAM = f"Footage Verification Workbench {workbench.__version__}"
_OVER_TIME = ("flow", "repeats", "telemetry")
"""Instruments of which the one part has the same name."""
_ATTEMPTS = 50
"""Jobs may write while rows are read: it is read again until nothing was written meanwhile."""


Hearing = Callable[[ItemId], Testimony]
"""What the file of an item says of itself, with what the rules make of it."""


def compose(
    project: Project,
    *,
    variant: DossierVariant,
    language: str,
    hear: Hearing | None = None,
    kin: Callable[[], Sequence[Lineage]] | None = None,
) -> Dossier:
    """The case as it stands now. A public dossier leaves out what could lead to people. Without
    `hear` nothing is said of where files come from, without `kin` of which copies were made of
    which.

    Raises `Refusal` BAD_PARAMETER for a language that the program does not speak.
    """
    if language not in i18n.LANGUAGES:
        raise Refusal(RefusalCode.BAD_PARAMETER, parameter="language", value=language)
    whole = _whole(project, language, hear, kin)
    for _attempt in range(_ATTEMPTS):
        if custody.head(project)[1] == whole.custody_head:
            break
        whole = _whole(project, language, hear, kin)
    return protect.public(whole) if variant is DossierVariant.PUBLIC else whole


def _whole(
    project: Project,
    language: str,
    hear: Hearing | None,
    kin: Callable[[], Sequence[Lineage]] | None,
) -> Dossier:
    now = datetime.now(UTC)
    entries = custody.every(project)
    return Dossier(
        case=project.case,
        variant=DossierVariant.INTERNAL,
        language=language,
        written=now.replace(microsecond=now.microsecond // 1000 * 1000),
        program=PROGRAM,
        omissions=(),
        items=tuple(_section(project, item, hear) for item in items.every(project)),
        claims=tuple(claims.every(project)),
        findings=tuple(findings.every(project)),
        custody=tuple(entries),
        custody_head=entries[-1].digest,
        families=None if kin is None else tuple(map(family, kin())),
        rendering=page.rendering(language),
    )


def _section(project: Project, item: ItemId, hear: Hearing | None) -> ItemSection:
    heard = None if hear is None else hear(item)
    measured = runs.part(project, item, "metadata", "metadata")
    found = tuple(match for match in matches.of_item(project, item) if match.query == item)
    ours = {match.id for match in found}
    return ItemSection(
        item=items.one(project, item),
        sheet=items.sheet(project, item),
        source=sources.written(project, item),
        metadata=None if measured is None else measured.facts,
        frames=tuple(frames.of_item(project, item)),
        searches=tuple(searches.of_item(project, item)),
        matches=found,
        decisions=tuple(d for d in decisions.of_item(project, item) if d.match in ours),
        annotations=tuple(annotations.of_item(project, item)),
        runs=tuple(runs.of_item(project, item)),
        sidecars=tuple(sidecars.of_item(project, item)),
        notices=tuple(notices(files.facts(project, item))),
        table_difference=runs.table_difference(project, item),
        moments=_moments(project, item),
        marks=None if heard is None else heard.marks,
        likenesses=None if heard is None else heard.likenesses,
        credentials=None if heard is None else _told(heard.facts.credentials),
    )


def _moments(project: Project, item: ItemId) -> dict[str, Any] | None:
    found = {name: runs.part(project, item, name, name) for name in _OVER_TIME}
    known = {name: one.facts for name, one in found.items() if one is not None}
    return known or None


def _told(credentials: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if credentials is None else dict(credentials)
