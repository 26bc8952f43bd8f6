"""Files: all that the case knows of what a file says, and of what is said of the file."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.dossier.moments import moments_of
from workbench.provenance import claimed
from workbench.provenance.claimed import Claimed
from workbench.provenance.facts import Facts, facts_of, structure_of
from workbench.records.item import ItemId
from workbench.records.match import Decision, LibraryReference
from workbench.store import claims, decisions, items, matches, runs, sidecars, sources
from workbench.store.project import Project


def facts(project: Project, item: ItemId) -> Facts:
    """As the rules of provenance take it. Raises `Refusal` NO_SUCH_ITEM."""
    one = items.one(project, item)
    measured = runs.part(project, item, "metadata", "metadata")
    parts = runs.part(project, item, "structure", "structure")
    sealed = runs.part(project, item, "credentials", "credentials")
    return facts_of(
        one.name,
        one.medium,
        measured.facts if measured else {},
        structure_of(parts) if parts else None,
        sealed.facts if sealed else None,
        one.received,
        digest=one.digest,
        source=sources.standing(project, one),
        sidecars=tuple(sidecar.file for sidecar in sidecars.of_item(project, item)),
        claimed=tuple(_claimed(project, item)),
        **moments_of(lambda name, part: runs.part(project, item, name, part)),
    )


def _claimed(project: Project, item: ItemId) -> Iterator[Claimed]:
    """Where and when the item is said to be of: by claims about it, and by the known footage that
    it was accepted to be."""
    yield from claimed.of_claims(claims.of_item(project, item))
    decided = {one.match: one.decision for one in decisions.of_item(project, item)}
    latest = {match.pair: match for match in matches.of_item(project, item)}
    for match in latest.values():
        if decided.get(match.id) is not Decision.ACCEPTED:
            continue
        if isinstance(match.reference, LibraryReference):
            vouched = claimed.of_entry(match.reference)
            if vouched is not None:
                yield vouched
