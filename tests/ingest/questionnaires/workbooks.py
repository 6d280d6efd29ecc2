"""Workbooks as nasty as real ones, with what stands in them; each names the traps it holds."""

from tests.ingest.questionnaires import (
    books_forms,
    books_fresh,
    books_fresher,
    books_known,
    books_layout,
    books_rules,
)
from tests.ingest.questionnaires.kit import Case

__all__ = ["FRESH", "KNOWN", "WORKBOOKS"]

WORKBOOKS: dict[str, Case] = {
    **books_layout.CASES,
    **books_rules.CASES,
    **books_forms.CASES,
}
FRESH: dict[str, Case] = {**books_fresh.CASES, **books_fresher.CASES}
KNOWN: dict[str, Case] = books_known.CASES
