"""Composing: the rows of a case as one dossier, of the whole case or fit for the public."""

from datetime import UTC, datetime

import workbench
from workbench import i18n
from workbench.dossier import files, page, protect
from workbench.provenance.notices import notices
from workbench.records.dossier import Dossier, DossierVariant, ItemSection
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import ItemId
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
)
from workbench.store.project import Project

PROGRAM = f"Footage Verification Workbench {workbench.__version__}"
_ATTEMPTS = 50
"""Jobs may write while rows are read: it is read again until nothing was written meanwhile."""


def compose(project: Project, *, variant: DossierVariant, language: str) -> Dossier:
    """The case as it stands now. A public dossier leaves out what could lead to people.

    Raises `Refusal` BAD_PARAMETER for a language that the program does not speak.
    """
    if language not in i18n.LANGUAGES:
        raise Refusal(RefusalCode.BAD_PARAMETER, parameter="language", value=language)
    whole = _whole(project, language)
    for _attempt in range(_ATTEMPTS):
        if custody.head(project)[1] == whole.custody_head:
            break
        whole = _whole(project, language)
    return protect.public(whole) if variant is DossierVariant.PUBLIC else whole


def _whole(project: Project, language: str) -> Dossier:
    now = datetime.now(UTC)
    entries = custody.every(project)
    return Dossier(
        case=project.case,
        variant=DossierVariant.INTERNAL,
        language=language,
        written=now.replace(microsecond=now.microsecond // 1000 * 1000),
        program=PROGRAM,
        omissions=(),
        items=tuple(_section(project, item) for item in items.every(project)),
        claims=tuple(claims.every(project)),
        findings=tuple(findings.every(project)),
        custody=tuple(entries),
        custody_head=entries[-1].digest,
        rendering=page.rendering(language),
    )


def _section(project: Project, item: ItemId) -> ItemSection:
    measured = runs.part(project, item, "metadata", "metadata")
    found = tuple(match for match in matches.of_item(project, item) if match.query == item)
    ours = {match.id for match in found}
    return ItemSection(
        item=items.one(project, item),
        sheet=items.sheet(project, item),
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
    )
