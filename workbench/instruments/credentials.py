"""Credentials: what a C2PA manifest in a file says of its making, and whether its seal holds.

Integrity and trust are told apart: a seal can hold and its signer be unknown. No list of trusted
signers comes with the program, so none is trusted: that says nothing against a signer. Nothing is
fetched: a manifest that lies elsewhere is named by its address. That a file has none is normal.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.instruments.credential_manifests import (
    MAX_LIST,
    Tree,
    actions,
    cut,
    generator,
    rows,
    signature,
    tree,
)
from workbench.instruments.instrument import Fold, Instrument, Material, Reads
from workbench.instruments.metadata.attempt import attempt
from workbench.records.item import MediaKind
from workbench.records.packed import Thumbnail, pack_thumbnails
from workbench.records.run import Measurement

PICTURE_PX = 192
MAX_SIDE_PX = 4096
_TYPES = {
    "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "tiff": "image/tiff",
    "gif": "image/gif", "heic": "image/heic", "avif": "image/avif", "mp4": "video/mp4",
    "mov": "video/quicktime", "m4a": "audio/mp4", "wav": "audio/wav", "avi": "video/avi",
    "mp3": "audio/mpeg",
}  # fmt: skip
_UNTRUSTED = "signingCredential.untrusted"


@dataclass(frozen=True, slots=True)
class CredentialsParams:
    """Credentials are read whole; there is nothing to choose."""


def _context() -> Any:
    """Settings under which nothing leaves the machine.

    Made for each reading: one that was made before a fork is not valid after it.
    """
    import c2pa

    settings = c2pa.Settings.from_dict(
        {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}
    )
    return c2pa.Context(settings=settings)


class _Reading(Fold):
    def __init__(self, material: Material) -> None:
        self._material = material

    def finish(self) -> Iterable[Measurement]:
        kind = _TYPES.get(self._material.medium.format)
        if kind is not None:
            yield from _measured(self._material.file, kind)


def credentials(file: Any, kind: str) -> dict[str, Any]:
    """`status` is none, valid, untrusted, invalid or unreadable; the rest as far as it is told."""
    first, *_pictures = _measured(file, kind)
    return first.facts


def _measured(file: Any, kind: str) -> Iterator[Measurement]:
    """What is told, then the pictures in it, in the order of their numbers."""
    import c2pa

    file.seek(0)
    try:
        with c2pa.Reader(kind, file, context=_context()) as reader:
            told = json.loads(reader.json())
            found = tree(told)
            facts = _told(told, str(reader.get_validation_state()), found)
            yield Measurement("credentials", facts)
            shown = [_picture(reader, address) for address in found.pictures]
    except c2pa.C2paError.ManifestNotFound:
        yield Measurement("credentials", {"status": "none"})
        return
    except (c2pa.C2paError, ValueError) as error:
        yield Measurement("credentials", _unreadable(str(error)))
        return
    made = [(n, rgb) for n, rgb in enumerate(shown) if rgb is not None]
    if made:
        blob = pack_thumbnails([Thumbnail(None, rgb) for _, rgb in made])
        yield Measurement("pictures", {"numbers": [n for n, _ in made]}, blob)


def _picture(reader: Any, address: str) -> NDArray[np.uint8] | None:
    """A picture inside a manifest, small; None where it cannot be read."""
    from PIL import Image

    def read() -> NDArray[np.uint8]:
        content = io.BytesIO()
        reader.resource_to_stream(address, content)
        with Image.open(content, formats=("JPEG", "PNG", "WEBP")) as image:
            if max(image.size) > MAX_SIDE_PX:
                raise ValueError("too large")
            image.draft("RGB", (PICTURE_PX, PICTURE_PX))
            image.thumbnail((PICTURE_PX, PICTURE_PX))
            return np.asarray(image.convert("RGB"), np.uint8)

    return attempt(read)


def _unreadable(why: str) -> dict[str, Any]:
    kind, _, rest = why.partition(":")
    found: dict[str, Any] = {"status": "unreadable", "reason": cut(kind)}
    if kind == "Remote":
        found["manifest_url"] = cut(rest.rpartition(" ")[2])
    return found


def _told(told: Mapping[str, Any], state: str, found: Tree) -> dict[str, Any]:
    failures = [str(cut(one.get("code"))) for one in rows(told.get("validation_status"))]
    manifests = told.get("manifests")
    active = manifests.get(told.get("active_manifest")) if isinstance(manifests, dict) else None
    manifest = active if isinstance(active, dict) else {}
    trusted = state == "Trusted"
    status = "invalid" if state == "Invalid" else "valid" if trusted else "untrusted"
    return {
        "status": status,
        "integrity": "broken" if state == "Invalid" else "holds",
        "trust": "trusted" if trusted else "untrusted",
        "failures": [c for c in dict.fromkeys(failures) if c != _UNTRUSTED][:MAX_LIST],
        "manifests": len(manifests) if isinstance(manifests, dict) else 0,
        "claim_generator": generator(manifest),
        "title": cut(manifest.get("title")),
        "signature": signature(manifest.get("signature_info")),
        "actions": actions(manifest),
        "ingredients": _ingredients(manifest),
        "tree": found.manifests,
        "tree_left_out": found.left_out,
    }


def _ingredients(manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    names = ("title", "format", "relationship")
    return [
        {name: cut(one[name]) for name in names if one.get(name)}
        for one in rows(manifest.get("ingredients"))[:MAX_LIST]
    ]


CREDENTIALS = Instrument(
    name="credentials",
    version="2",
    reads=frozenset({Reads.FILE}),
    media=frozenset({MediaKind.CLIP, MediaKind.STILL, MediaKind.SOUND}),
    params=CredentialsParams,
    begin=lambda _params, material: _Reading(material),
    preload=("c2pa", "PIL.Image"),
)
