"""Which compressed forms of an answer a client takes."""

from __future__ import annotations

import re

_OURS = ("br", "gzip")  # the better first
_REFUSED = re.compile(r"\s*q\s*=\s*0(\.0{0,3})?\s*", re.IGNORECASE)


def accepted_encodings(header: str) -> list[str]:
    """The encodings of an Accept-Encoding header that we have; one with q=0 is one it refuses (RFC 9110, 12.5.3)."""
    takes: dict[str, bool] = {}
    for part in header.split(","):
        name, _, parameter = part.partition(";")
        takes[name.strip().lower()] = _REFUSED.fullmatch(parameter) is None
    return [encoding for encoding in _OURS if takes.get(encoding, takes.get("*", False))]
