"""What a stored event commits to: whoever is shown its personal fields can check that they are those first written.

commitment = SHA-256("commit1" || opening || personal); opening = HMAC-SHA256(commit key, "open" || stream || version).
The opening is derived when somebody asks; with the person's key it disappears, and the commitment becomes noise.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from hmac import digest
from typing import Any
from uuid import UUID


def commitment(commit_key: bytes, stream: UUID, version: int, personal: bytes) -> bytes:
    """The 32 bytes kept beside the event."""
    return sha256(b"commit1" + opening(commit_key, stream, version) + personal).digest()


def opening(commit_key: bytes, stream: UUID, version: int) -> bytes:
    """What proves a commitment, for one event and no other."""
    return digest(commit_key, b"open" + stream.bytes + version.to_bytes(8, "big"), "sha256")


def personal(topic: str, class_version: int, fields: Mapping[str, Any]) -> bytes:
    """The personal fields of an event as they are committed to; empty for one that has none."""
    return canonical({"class_version": class_version, "fields": fields, "topic": topic})


def canonical(value: Any) -> bytes:
    """The one way to write a value as JSON: keys in order, nothing escaped, no blank, no float."""
    text = json.dumps(_without_floats(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def _without_floats(value: Any) -> Any:
    match value:
        case float():
            return repr(value)
        case dict():
            return {name: _without_floats(item) for name, item in value.items()}
        case list() | tuple():
            return [_without_floats(item) for item in value]
        case _:
            return value
