"""The seed files as they are delivered, read once a run."""

from __future__ import annotations

from functools import cache

from commons_seeds.concepts import SchemeEntry
from commons_seeds.library import Library, read_library, seeds_folder


@cache
def delivered() -> Library:
    """Everything that the files say."""
    return read_library(seeds_folder())


@cache
def schemes() -> dict[str, SchemeEntry]:
    """The concept schemes by notation."""
    return {scheme.notation: scheme for scheme, _ in delivered().schemes}
