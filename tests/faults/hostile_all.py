"""Every hostile request."""

from __future__ import annotations

from tests.faults.hostile import Hostile
from tests.faults.hostile_bodies import BODIES
from tests.faults.hostile_documents import DOCUMENTS
from tests.faults.hostile_text import TEXTS
from tests.faults.hostile_values import VALUES

ALL: list[Hostile] = [*DOCUMENTS, *TEXTS, *VALUES, *BODIES]
