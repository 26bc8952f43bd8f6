"""Credentials: what a C2PA manifest in a file says of its making, and whether its seal holds.

Integrity and trust are told apart: a seal can hold and its signer be unknown. No trust list comes
with the program, so a signer is trusted only where the reader's own timestamps say so. Nothing is
fetched: a manifest that lies elsewhere is named by its address. That a file has none is normal.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from workbench.instruments.instrument import Fold, Instrument, Material, Reads
from workbench.records.item import MediaKind
from workbench.records.run import Measurement

MAX_LIST = 50
MAX_TEXT_CHARS = 400
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


@cache
def _context() -> Any:
    """Settings under which nothing leaves the machine."""
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
            yield Measurement("credentials", credentials(self._material.file, kind))


def credentials(file: Any, kind: str) -> dict[str, Any]:
    """`status` is none, valid, untrusted, invalid or unreadable; the rest as far as it is told."""
    import c2pa

    file.seek(0)
    try:
        with c2pa.Reader(kind, file, context=_context()) as reader:
            told = json.loads(reader.json())
            state = str(reader.get_validation_state())
    except c2pa.C2paError.ManifestNotFound:
        return {"status": "none"}
    except (c2pa.C2paError, ValueError) as error:
        return _unreadable(str(error))
    return _told(told, state)


def _unreadable(why: str) -> dict[str, Any]:
    kind, _, rest = why.partition(":")
    found: dict[str, Any] = {"status": "unreadable", "reason": _cut(kind)}
    if kind == "Remote":
        found["manifest_url"] = _cut(rest.rpartition(" ")[2])
    return found


def _told(told: Mapping[str, Any], state: str) -> dict[str, Any]:
    failures = [_cut(one.get("code")) for one in _rows(told.get("validation_status"))]
    broken = [code for code in failures if code != _UNTRUSTED]
    manifests = told.get("manifests")
    active = told.get("active_manifest")
    chosen = manifests.get(active) if isinstance(manifests, dict) else None
    manifest = chosen if isinstance(chosen, dict) else {}
    if state == "Invalid":
        status = "invalid"
    elif state == "Trusted" or _UNTRUSTED not in failures:
        status = "valid"
    else:
        status = "untrusted"
    return {
        "status": status,
        "integrity": "broken" if state == "Invalid" else "holds",
        "trust": "untrusted" if _UNTRUSTED in failures else "trusted",
        "failures": list(dict.fromkeys(broken))[:MAX_LIST],
        "manifests": len(manifests) if isinstance(manifests, dict) else 0,
        "claim_generator": _generator(manifest),
        "title": _cut(manifest.get("title")),
        "signature": _signature(manifest.get("signature_info")),
        "actions": _actions(manifest),
        "ingredients": _ingredients(manifest),
    }


def _generator(manifest: Mapping[str, Any]) -> str | None:
    rows = _rows(manifest.get("claim_generator_info"))
    if rows and rows[0].get("name"):
        version = rows[0].get("version")
        return _cut(f"{rows[0]['name']} {version}" if version else rows[0]["name"])
    return _cut(manifest.get("claim_generator"))


def _signature(raw: Any) -> dict[str, Any]:
    info = raw if isinstance(raw, dict) else {}
    names = ("issuer", "common_name", "time", "alg")
    return {name: _cut(info[name]) for name in names if info.get(name)}


def _actions(manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = []
    for assertion in _rows(manifest.get("assertions")):
        data = assertion.get("data")
        if not str(assertion.get("label")).startswith("c2pa.actions") or not isinstance(data, dict):
            continue
        for action in _rows(data.get("actions")):
            names = ("action", "when", "softwareAgent", "digitalSourceType", "description")
            found.append({name: _cut(action[name]) for name in names if action.get(name)})
    return found[:MAX_LIST]


def _ingredients(manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    names = ("title", "format", "relationship")
    return [
        {name: _cut(one[name]) for name in names if one.get(name)}
        for one in _rows(manifest.get("ingredients"))[:MAX_LIST]
    ]


def _rows(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _cut(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, dict):
        value = value.get("name") or json.dumps(value, ensure_ascii=False)
    return str(value)[:MAX_TEXT_CHARS]


CREDENTIALS = Instrument(
    name="credentials",
    version="1",
    reads=frozenset({Reads.FILE}),
    media=frozenset({MediaKind.CLIP, MediaKind.STILL, MediaKind.SOUND}),
    params=CredentialsParams,
    begin=lambda _params, material: _Reading(material),
    preload=("c2pa",),
)
