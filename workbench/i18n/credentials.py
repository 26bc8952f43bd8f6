"""The sentences about C2PA credentials: their status, each check of theirs, and what was done.

Codes are those of the C2PA specification 2.2, "Standard status codes". Integrity and trust are told
apart, and having no credentials is normal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workbench.i18n import _
from workbench.i18n.safe import shown


def status(facts: Mapping[str, Any]) -> str:
    """What there is, in one sentence."""
    found = facts.get("status")
    if found == "unreadable" and facts.get("manifest_url"):
        return _("The credentials lie elsewhere and were not fetched: {address}").format(
            address=shown(str(facts["manifest_url"]))
        )
    return {
        "none": _("The file has no content credentials. That is normal, and says nothing."),
        "valid": _("The file has credentials: their seal holds, and their signer is trusted."),
        "untrusted": _(
            "The file has credentials: their seal holds. Who the signer is was not established."
        ),
        "invalid": _("The file has credentials, and their seal is broken."),
        "unreadable": _("The file has credentials that could not be read."),
    }.get(str(found), _("Nobody looked for credentials yet."))


def integrity(found: object) -> str:
    """Whether the content is what was sealed."""
    return {
        "holds": _("Integrity: the content is what was sealed."),
        "broken": _("Integrity: something was changed after it was sealed."),
    }.get(str(found), "")


def trust(found: object) -> str:
    """Whether the signer is known."""
    return {
        "trusted": _("Trust: the signer is on a list of trusted ones."),
        "untrusted": _(
            "Trust: unknown. No list of trusted signers comes with the program; that says nothing "
            "against this one."
        ),
    }.get(str(found), "")


def caution() -> str:
    """What must be said wherever credentials are shown."""
    return _(
        "Credentials say what their signer claims of how the file was made. They do not say that "
        "the scene is real, and anybody can sign."
    )


def recorded(codes: list[str]) -> str:
    """What was broken already when an ingredient was taken in."""
    return _("When it was taken in: {codes}").format(codes="; ".join(map(check, codes)))


def check(code: str) -> str:
    """What a check found; a code that is not known is shown as it stands."""
    said = _CHECKS.get(code)
    return shown(code) if said is None else said()


def of_trust(code: str) -> bool:
    """Whether a code speaks of what is known of the signer, and not of the seal."""
    return code in ("signingCredential.untrusted", "timeStamp.untrusted")


def relationship(word: str) -> str:
    return {
        "parentOf": _("made from this"),
        "componentOf": _("put into it"),
        "inputTo": _("input to the making of it"),
    }.get(word, shown(word))


def action(code: str) -> str:
    """What was done, by its code."""
    said = _ACTIONS.get(code)
    return shown(code) if said is None else said()


def act(told: Mapping[str, Any]) -> str:
    """What was done, with what is told of it, in a line."""
    words = [action(str(told.get("action")))]
    if told.get("digitalSourceType"):
        words.append(source_type(str(told["digitalSourceType"])))
    names = ("softwareAgent", "description", "when")
    words += [shown(str(told[name])) for name in names if told.get(name)]
    return ", ".join(words)


def source_type(address: str) -> str:
    """How the content came to be, by the last word of its IPTC digital source type."""
    said = _SOURCES.get(address.rpartition("/")[2])
    return shown(address) if said is None else said()


_ACTIONS: dict[str, Callable[[], str]] = {
    "c2pa.created": lambda: _("made anew"),
    "c2pa.opened": lambda: _("opened"),
    "c2pa.edited": lambda: _("edited"),
    "c2pa.edited.metadata": lambda: _("metadata edited"),
    "c2pa.cropped": lambda: _("cropped"),
    "c2pa.resized": lambda: _("resized"),
    "c2pa.orientation": lambda: _("turned"),
    "c2pa.color_adjustments": lambda: _("colours adjusted"),
    "c2pa.adjustedColor": lambda: _("colours adjusted"),
    "c2pa.enhanced": lambda: _("enhanced"),
    "c2pa.filtered": lambda: _("filtered"),
    "c2pa.drawing": lambda: _("drawn on"),
    "c2pa.placed": lambda: _("something put in"),
    "c2pa.removed": lambda: _("something taken out"),
    "c2pa.deleted": lambda: _("something deleted"),
    "c2pa.redacted": lambda: _("something withheld"),
    "c2pa.dubbed": lambda: _("speech replaced"),
    "c2pa.translated": lambda: _("translated"),
    "c2pa.converted": lambda: _("converted"),
    "c2pa.transcoded": lambda: _("encoded anew"),
    "c2pa.repackaged": lambda: _("packed anew"),
    "c2pa.published": lambda: _("published"),
    "c2pa.watermarked": lambda: _("watermark put in"),
    "c2pa.unknown": lambda: _("something that is not named"),
}

_SOURCES: dict[str, Callable[[], str]] = {
    "digitalCapture": lambda: _("recorded by a camera"),
    "computationalCapture": lambda: _("recorded by a camera and computed from several pictures"),
    "screenCapture": lambda: _("recorded from a screen"),
    "digitalCreation": lambda: _("made by a person with a program"),
    "humanEdits": lambda: _("edited by a person"),
    "minorHumanEdits": lambda: _("edited a little by a person"),
    "trainedAlgorithmicMedia": lambda: _("generated by a trained model"),
    "compositeWithTrainedAlgorithmicMedia": lambda: _("in part generated by a trained model"),
    "algorithmicMedia": lambda: _("generated by an algorithm"),
    "algorithmicallyEnhanced": lambda: _("enhanced by an algorithm"),
    "composite": lambda: _("put together from several"),
    "compositeCapture": lambda: _("put together from several recordings"),
}

_CHECKS: dict[str, Callable[[], str]] = {
    "claimSignature.validated": lambda: _("The signature over the claim holds."),
    "claimSignature.insideValidity": lambda: _(
        "The claim was signed while the certificate was valid."
    ),
    "claimSignature.outsideValidity": lambda: _(
        "The claim was signed while the certificate was not valid."
    ),
    "claimSignature.mismatch": lambda: _(
        "The signature does not fit the claim: the claim was changed after it was signed."
    ),
    "claimSignature.missing": lambda: _("The claim has no signature."),
    "claim.missing": lambda: _("The manifest has no claim."),
    "claim.multiple": lambda: _("The manifest has more than one claim."),
    "claim.malformed": lambda: _("The claim is not written as it must be."),
    "claim.cbor.invalid": lambda: _("The claim cannot be read."),
    "claim.hardBindings.missing": lambda: _("The claim is not bound to any content."),
    "signingCredential.trusted": lambda: _("The signer is on a list of trusted ones."),
    "signingCredential.untrusted": lambda: _("The signer is on no list of trusted ones here."),
    "signingCredential.invalid": lambda: _("The certificate of the signer is not one for this."),
    "signingCredential.expired": lambda: _("The certificate of the signer has expired."),
    "signingCredential.ocsp.skipped": lambda: _(
        "Whether the certificate was revoked was not asked: the program does not use the network."
    ),
    "signingCredential.ocsp.inaccessible": lambda: _(
        "Whether the certificate was revoked could not be asked."
    ),
    "signingCredential.ocsp.notRevoked": lambda: _(
        "An answer in the file says that the certificate was not revoked."
    ),
    "signingCredential.ocsp.revoked": lambda: _("The certificate of the signer was revoked."),
    "signingCredential.ocsp.unknown": lambda: _(
        "Whoever issues certificates does not know that of the signer."
    ),
    "timeStamp.validated": lambda: _("The time of signing is confirmed by a time stamp."),
    "timeStamp.trusted": lambda: _("The time stamp is from an authority that the reader knows."),
    "timeStamp.untrusted": lambda: _("The time stamp is from an authority that is not known."),
    "timeStamp.mismatch": lambda: _("The time stamp is not of this claim."),
    "timeStamp.malformed": lambda: _("The time stamp cannot be read."),
    "timeStamp.outsideValidity": lambda: _(
        "The time stamp was made while its certificate was not valid."
    ),
    "timeStamp.credentialInvalid": lambda: _("The certificate of the time stamp is not valid."),
    "timeOfSigning.insideValidity": lambda: _(
        "The stated time of signing lies within the validity of the certificate."
    ),
    "timeOfSigning.outsideValidity": lambda: _(
        "The stated time of signing lies outside the validity of the certificate."
    ),
    "assertion.hashedURI.match": lambda: _("What is asserted is what was signed."),
    "assertion.hashedURI.mismatch": lambda: _("What is asserted was changed after it was signed."),
    "assertion.dataHash.match": lambda: _("The content is what was signed."),
    "assertion.dataHash.mismatch": lambda: _("The content was changed after it was signed."),
    "assertion.dataHash.malformed": lambda: _("The digest of the content cannot be read."),
    "assertion.dataHash.redacted": lambda: _("The digest of the content was taken out."),
    "assertion.dataHash.additionalExclusionsPresent": lambda: _(
        "More of the file than usual is left out of the seal."
    ),
    "assertion.bmffHash.match": lambda: _("The content of the clip is what was signed."),
    "assertion.bmffHash.mismatch": lambda: _(
        "The content of the clip was changed after it was signed."
    ),
    "assertion.bmffHash.malformed": lambda: _("The digest of the clip cannot be read."),
    "assertion.bmffHash.additionalExclusionsPresent": lambda: _(
        "More of the file than usual is left out of the seal."
    ),
    "assertion.boxesHash.match": lambda: _("The parts of the file are those that were signed."),
    "assertion.boxesHash.mismatch": lambda: _(
        "Parts of the file were changed after it was signed."
    ),
    "assertion.boxesHash.malformed": lambda: _("The digests of the parts cannot be read."),
    "assertion.boxesHash.unknownBox": lambda: _("The file has a part that was not signed."),
    "assertion.boxesHash.additionalExclusionsPresent": lambda: _(
        "More of the file than usual is left out of the seal."
    ),
    "assertion.collectionHash.match": lambda: _("The files are those that were signed."),
    "assertion.collectionHash.mismatch": lambda: _("Files were changed after they were signed."),
    "assertion.collectionHash.incorrectFileCount": lambda: _(
        "There are more or fewer files than were signed."
    ),
    "assertion.collectionHash.invalidURI": lambda: _("The address of a signed file is not valid."),
    "assertion.collectionHash.malformed": lambda: _("The digests of the files cannot be read."),
    "assertion.missing": lambda: _("Something that was asserted is missing."),
    "assertion.required.missing": lambda: _("Something that must be asserted is missing."),
    "assertion.undeclared": lambda: _("Something is asserted that the claim does not name."),
    "assertion.inaccessible": lambda: _("Something that was asserted lies elsewhere."),
    "assertion.notRedacted": lambda: _("Something that was to be withheld is still there."),
    "assertion.selfRedacted": lambda: _("A manifest withholds an assertion of its own."),
    "assertion.outsideManifest": lambda: _("Something is asserted outside its manifest."),
    "assertion.multipleHardBindings": lambda: _("The content is sealed more than once."),
    "assertion.hardBinding.redacted": lambda: _("The seal of the content was taken out."),
    "assertion.json.invalid": lambda: _("An assertion cannot be read."),
    "assertion.cbor.invalid": lambda: _("An assertion cannot be read."),
    "assertion.metadata.disallowed": lambda: _("An assertion holds metadata that it may not."),
    "assertion.action.ingredientMismatch": lambda: _(
        "What was done does not name the ingredient that it was done with."
    ),
    "assertion.action.malformed": lambda: _("What was done is not written as it must be."),
    "assertion.action.redacted": lambda: _("What was done was taken out."),
    "assertion.action.redactionMismatch": lambda: _("What was withheld is not as it is stated."),
    "assertion.action.softBindingMissing": lambda: _("A watermark that is named is missing."),
    "assertion.ingredient.malformed": lambda: _("An ingredient is not described as it must be."),
    "assertion.timestamp.malformed": lambda: _("The time stamp cannot be read."),
    "ingredient.unknownProvenance": lambda: _("The ingredient has no credentials. That is normal."),
    "ingredient.manifest.validated": lambda: _("The manifest of the ingredient is the one named."),
    "ingredient.manifest.missing": lambda: _("The manifest of the ingredient is missing."),
    "ingredient.manifest.mismatch": lambda: _("The manifest of the ingredient is another one."),
    "ingredient.claimSignature.validated": lambda: _("The signature of the ingredient is its own."),
    "ingredient.claimSignature.missing": lambda: _("The signature of the ingredient is missing."),
    "ingredient.claimSignature.mismatch": lambda: _(
        "The signature of the ingredient is another one."
    ),
    "manifest.inaccessible": lambda: _("The manifest lies elsewhere and was not fetched."),
    "manifest.multipleParents": lambda: _("The manifest names more than one parent."),
    "manifest.update.invalid": lambda: _("The update of the manifest holds what it may not."),
    "manifest.update.wrongParents": lambda: _("The update of the manifest has no single parent."),
    "manifest.compressed.invalid": lambda: _("The packed manifest cannot be unpacked."),
    "hashedURI.missing": lambda: _("Something that the claim refers to is missing."),
    "hashedURI.mismatch": lambda: _("Something that the claim refers to was changed."),
    "algorithm.unsupported": lambda: _(
        "The claim uses an algorithm that the reader does not know."
    ),
    "algorithm.deprecated": lambda: _("The claim uses an algorithm that is no longer safe."),
    "general.error": lambda: _("The reader failed at a check and does not say why."),
}
