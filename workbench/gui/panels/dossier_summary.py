"""Summary of a dossier as plain text: what it will say, to be read before it is written."""

from __future__ import annotations

from workbench.dossier.outline import Outline
from workbench.gui import words
from workbench.gui.tables.claims import judgement
from workbench.gui.tables.searches import outcome, searched
from workbench.i18n import _
from workbench.i18n.safe import shown
from workbench.records.claim import Claim, Question
from workbench.records.dossier import Dossier, ItemSection, OmissionKind

INDENT = "    "


def contents(dossier: Dossier) -> list[tuple[str, int]]:
    """What it will contain, counted."""
    sections = dossier.items
    return [
        (_("items, with digest and metadata"), len(sections)),
        (_("extracted frames, as PNG"), sum(len(s.frames) for s in sections)),
        (_("searches, also those that found nothing"), sum(len(s.searches) for s in sections)),
        (_("matches"), sum(len(s.newest_matches) for s in sections)),
        (_("annotations"), sum(len(s.annotations) for s in sections)),
        (_("claims"), len(dossier.claims)),
        (_("findings"), len(dossier.findings)),
        (_("entries of the custody log"), len(dossier.custody)),
    ]


def omissions(dossier: Dossier) -> list[tuple[str, int]]:
    """What a public dossier leaves out, counted."""
    said = {
        OmissionKind.PICTURES: _("extracted frames: faces in them are not covered"),
        OmissionKind.CLAIMANTS: _("names of claimants"),
        OmissionKind.ADDRESSES: _("paths and addresses of the sources"),
        OmissionKind.AUTHORS: _("names of those who worked on the case"),
        OmissionKind.CUSTODY_CONTENT: _("custody entries without actor and subject"),
        OmissionKind.LOCATIONS: _("coordinates that files state"),
        OmissionKind.TAGS: _("embedded tags not known to be harmless"),
        OmissionKind.SIDECARS: _("what other programs left beside the files"),
        OmissionKind.NOTICES: _("notices that tell what others say"),
        OmissionKind.MENTIONS: _("mentions of a withheld name or address"),
    }
    return [(said[one.kind], one.count) for one in dossier.omissions]


def summary(dossier: Dossier) -> str:
    """The whole text, in the order of the pages."""
    lines = [shown(dossier.case.title), "=" * min(len(dossier.case.title), 60), ""]
    lines.append(
        _("{variant} dossier, composed {time} by {program}").format(
            variant=words.word(dossier.variant).text,
            time=words.time_text(dossier.written),
            program=dossier.program,
        )
    )
    if dossier.omissions:
        lines += ["", _("LEFT OUT")]
        lines += [f"{INDENT}{count} {what}" for what, count in omissions(dossier)]
    for claim in dossier.claims:
        lines += ["", *_claim(claim, dossier)]
    unbound = [finding for finding in dossier.findings if finding.claim is None]
    if unbound:
        lines += ["", _("FURTHER FINDINGS")]
        lines += [f"{INDENT}- {shown(finding.text)}" for finding in unbound]
    lines += _accepted(Outline(dossier))
    lines += ["", _("ITEMS")]
    for section in dossier.items:
        lines += ["", *_item(section)]
    lines += ["", _("CUSTODY"), ""]
    lines.append(_("Head of the log: {digest}").format(digest=dossier.custody_head))
    return "\n".join(lines)


def _accepted(outline: Outline) -> list[str]:
    lines = [
        f"{INDENT}- {shown(outline.label(match.query))}: {shown(outline.known(match))}"
        for match in outline.accepted()
    ]
    return ["", _("KNOWN FOOTAGE, ACCEPTED"), *lines] if lines else []


def _claim(claim: Claim, dossier: Dossier) -> list[str]:
    lines = [_("CLAIM {n}").format(n=claim.id), _("“{title}”").format(title=shown(claim.text))]
    if claim.claimant:
        lines.append(_("said by {who}").format(who=shown(claim.claimant)))
    lines += ["", _("Judgement: {judgement}").format(judgement=judgement(claim))]
    if claim.confidence is not None:
        lines.append(words.word(claim.confidence).text.capitalize())
    given = {answer.question: answer for answer in claim.answers}
    for question in Question:
        answer = given.get(question)
        said = _("not answered")
        if answer is not None:
            held = words.word(answer.assessment).text if answer.assessment else _("unknown")
            said = f"{held}. {shown(answer.text)}".strip()
        lines.append(f"{INDENT}{words.word(question).text}: {said}")
    for finding in dossier.findings:
        if finding.claim == claim.id:
            exhibits = len(finding.exhibits)
            cited = _(" [exhibits: {n}]").format(n=exhibits) if exhibits else ""
            lines.append(f"{INDENT}- {shown(finding.text)}{cited}")
    return lines


def _item(section: ItemSection) -> list[str]:
    item = section.item
    name = shown(section.sheet.title or item.name)
    kind = words.word(item.kind).text
    long = item.medium.duration_s
    lines = [f"{item.id}. {name} ({kind}{', ' + words.duration_text(long) if long else ''})"]
    lines.append(f"{INDENT}SHA-256 {item.digest}")
    lines.append(
        INDENT
        + _("{size}, received {time}").format(
            size=words.size_text(item.medium.size_bytes), time=words.time_text(item.received)
        )
    )
    lines += [f"{INDENT}{searched(one)}: {outcome(one)}" for one in section.searches]
    return lines
