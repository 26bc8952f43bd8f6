"""The manifest of a dossier, which names every file by digest, and the seal over the manifest."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping

from workbench.records.codec import time_text
from workbench.records.dossier import Dossier

MANIFEST_FILE = "manifest-sha256.txt"
SEAL_FILE = "seal.json"
MAX_MANIFEST_BYTES = 16 * 1024 * 1024

_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*)")


def manifest_bytes(digests: Mapping[str, str]) -> bytes:
    """One line for each path, sorted, as `sha256sum --check` reads it."""
    return "".join(f"{digests[path]}  {path}\n" for path in sorted(digests)).encode()


def read_manifest(content: bytes) -> dict[str, str]:
    """Digest by path. `ValueError` for anything that `manifest_bytes` does not write."""
    digests: dict[str, str] = {}
    for line in content.decode("ascii").splitlines():
        found = _LINE.fullmatch(line)
        if found is None or found[2] in digests:
            raise ValueError("not a manifest")
        digests[found[2]] = found[1]
    if manifest_bytes(digests) != content:
        raise ValueError("not a manifest as it is written")
    return digests


def seal_bytes(dossier: Dossier, manifest: bytes) -> bytes:
    """What is to be kept outside: it names the manifest, and with it every byte of the dossier."""
    seal = {
        "program": dossier.program,
        "written": time_text(dossier.written),
        "case_title": dossier.case.title,
        "manifest_sha256": hashlib.sha256(manifest).hexdigest(),
        "custody_seq": dossier.custody[-1].seq,
        "custody_head": dossier.custody_head,
    }
    return (json.dumps(seal, indent=1, ensure_ascii=False) + "\n").encode()
