"""Manifests of C2PA credentials as a tree: each with its maker, its acts, what it was made from,
and which checks of it held.

The reader gives the checks in one list for the manifest that is in force and in further ones for
what it was made from; here each stands with the manifest that its address names.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

MAX_LIST = 50
MAX_MANIFESTS = 50
MAX_TEXT_CHARS = 400
MAX_TREE_BYTES = 120 * 1024
"""One message carries 256 KiB."""
MAX_PICTURES = 24
KINDS = ("failure", "informational", "success")
_OF_TRUST = ("signingCredential.", "timeStamp.", "timeOfSigning.", "cawg.")
"""Codes that speak of the signer and of the time, not of the content."""
Facts = dict[str, Any]


@dataclass(slots=True)
class Tree:
    """The manifests, the one in force first, and the addresses of the pictures in them."""

    manifests: list[Facts] = field(default_factory=list)
    left_out: int = 0
    pictures: list[str] = field(default_factory=list)


def tree(told: Mapping[str, Any]) -> Tree:
    """Every manifest that the reader told, as far as one message carries them."""
    manifests = told.get("manifests")
    known = manifests if isinstance(manifests, dict) else {}
    checks = list(_checks(told.get("validation_results")))
    found = Tree()
    size = 0
    for label in _in_order(told.get("active_manifest"), known):
        one = _manifest(label, known[label], checks, found.pictures)
        size += len(json.dumps(one))
        if size > MAX_TREE_BYTES or len(found.manifests) >= MAX_MANIFESTS:
            break
        found.manifests.append(one)
    found.left_out = len(known) - len(found.manifests)
    _carry_recorded(found.manifests)
    return found


def _carry_recorded(manifests: list[Facts]) -> None:
    """What was broken when a file was taken in as an ingredient is told with the ingredient, and
    not checked again: its manifest is broken all the same."""
    for one in manifests:
        for ingredient in one["ingredients"]:
            if any(map(breaks, ingredient["recorded"])):
                for other in manifests:
                    if other["label"] == ingredient["manifest"]:
                        other["integrity"] = "broken"


def breaks(code: str) -> bool:
    """Whether a check that failed speaks of the content and not of its signer alone."""
    return not code.startswith(_OF_TRUST)


def generator(manifest: Mapping[str, Any]) -> str | None:
    """The program that made the claim, with its version."""
    named = rows(manifest.get("claim_generator_info"))
    if named and named[0].get("name"):
        version = named[0].get("version")
        return cut(f"{named[0]['name']} {version}" if version else named[0]["name"])
    return cut(manifest.get("claim_generator"))


def signature(raw: Any) -> Facts:
    info = raw if isinstance(raw, dict) else {}
    return {n: cut(info[n]) for n in ("issuer", "common_name", "time", "alg") if info.get(n)}


def actions(manifest: Mapping[str, Any]) -> list[Facts]:
    """What the claim says was done, in its order."""
    found = []
    for assertion in rows(manifest.get("assertions")):
        data = assertion.get("data")
        if not str(assertion.get("label")).startswith("c2pa.actions") or not isinstance(data, dict):
            continue
        for action in rows(data.get("actions")):
            names = ("action", "when", "softwareAgent", "digitalSourceType", "description")
            found.append({name: cut(action[name]) for name in names if action.get(name)})
    return found[:MAX_LIST]


def rows(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def cut(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, dict):
        value = value.get("name") or json.dumps(value, ensure_ascii=False)
    return str(value)[:MAX_TEXT_CHARS]


def _in_order(active: Any, known: Mapping[str, Any]) -> Iterator[str]:
    """The one in force, then what it was made from, then what that was made from."""
    waiting = [active, *known]
    seen: set[Any] = set()
    while waiting:
        label = waiting.pop(0)
        manifest = known.get(label) if isinstance(label, str) else None
        if not isinstance(manifest, dict) or label in seen:
            continue
        seen.add(label)
        yield label
        waiting[:0] = [one.get("active_manifest") for one in rows(manifest.get("ingredients"))]


def _manifest(
    label: str, manifest: Mapping[str, Any], checks: Iterable[Facts], pictures: list[str]
) -> Facts:
    mine = [one for one in checks if f"/{label}/" in one["url"]]
    of_ingredients = [one for one in mine if one["assertion"]]
    own = [one for one in mine if not one["assertion"]]
    failed = {one["code"] for one in own if one["kind"] == "failure"}
    ingredients = rows(manifest.get("ingredients"))[:MAX_LIST]
    labels = [cut(one.get("label")) for one in rows(manifest.get("assertions"))]
    return {
        "label": cut(label),
        "title": cut(manifest.get("title")),
        "format": cut(manifest.get("format")),
        "claim_generator": generator(manifest),
        "signature": signature(manifest.get("signature_info")),
        "integrity": "broken" if any(map(breaks, failed)) else "holds",
        "actions": actions(manifest),
        "assertions": labels[:MAX_LIST],
        "picture": _picture(manifest, pictures),
        "checks": _told(own),
        "ingredients": [_ingredient(one, of_ingredients, pictures) for one in ingredients],
    }


def _ingredient(raw: Mapping[str, Any], checks: Iterable[Facts], pictures: list[str]) -> Facts:
    names = ("title", "format", "relationship")
    found: Facts = {name: cut(raw[name]) for name in names if raw.get(name)}
    label = raw.get("label")
    recorded = [cut(one.get("code")) for one in rows(raw.get("validation_status"))]
    return found | {
        "manifest": cut(raw.get("active_manifest")),
        "picture": _picture(raw, pictures),
        "checks": _told(one for one in checks if one["assertion"].endswith(f"/{label}")),
        "recorded": recorded[:MAX_LIST],
    }


def _picture(raw: Mapping[str, Any], pictures: list[str]) -> int | None:
    thumbnail = raw.get("thumbnail")
    address = thumbnail.get("identifier") if isinstance(thumbnail, dict) else None
    if not isinstance(address, str) or len(pictures) >= MAX_PICTURES:
        return None
    pictures.append(address)
    return len(pictures) - 1


def _told(checks: Iterable[Facts]) -> list[Facts]:
    """Each code once; what failed first."""
    found = {(one["kind"], one["code"]): one for one in reversed(list(checks))}
    order = sorted(found, key=lambda key: KINDS.index(key[0]))
    return [
        {"kind": kind, "code": code, "about": found[kind, code]["about"]}
        for kind, code in order[:MAX_LIST]
    ]


def _checks(told: Any) -> Iterator[Facts]:
    """Every check: its kind, code and address, and the ingredient's assertion it speaks of."""
    if not isinstance(told, dict):
        return
    yield from _of(told.get("activeManifest"), "")
    for delta in rows(told.get("ingredientDeltas")):
        place = str(delta.get("ingredientAssertionURI"))
        for one in _of(delta.get("validationDeltas"), place):
            # What speaks of the ingredient's own manifest stands there.
            named = one["code"].startswith("ingredient.")
            yield one | ({"url": place} if named else {"assertion": ""})


def _of(lists: Any, assertion: str) -> Iterator[Facts]:
    for kind in KINDS if isinstance(lists, dict) else ():
        for one in rows(lists.get(kind)):
            url, code = str(one.get("url")), str(cut(one.get("code")))
            about = cut(url.rpartition("/")[2]) or ""
            yield {"kind": kind, "code": code, "url": url, "about": about, "assertion": assertion}
