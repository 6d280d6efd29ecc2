"""What a form looks like, whatever was answered in it."""

import hashlib
import json
from collections.abc import Sequence

from ingest.questionnaires.reading.grid import Grid
from ingest.questionnaires.reading.headers import find_headers

__all__ = ["digest_of", "shape_of"]


def shape_of(grids: Sequence[Grid]) -> str:
    """SHA-256 of the sheets' names and the texts of their header cells with their columns.

    Rows do not count, so that a form with questions added keeps its shape; nor do answers, since
    they stand under headers. A sheet without headers counts by its name alone.
    """
    layout = []
    for grid in grids:
        heads = {
            (column, " ".join(head.text.lower().split())[:200])
            for header in find_headers(grid)
            for column, head in header.heads.items()
            if head.role is not None
        }
        layout.append([grid.title, sorted(heads)])
    return digest_of(json.dumps(layout, ensure_ascii=False).encode("utf-8", "replace"))


def digest_of(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
