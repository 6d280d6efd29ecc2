"""A disagreement as JSON: the same for the command line and the service."""

from typing import Any

from kb.contract import citation_json
from kb.disagreements.report import Disagreement


def disagreement_json(one: Disagreement) -> dict[str, Any]:
    """One disagreement with its sides."""
    return {
        "topic": one.topic,
        "kind": one.kind.value,
        "confidence": one.confidence,
        "why": None if one.why is None else one.why.value,
        "detail": one.detail,
        "values": [{"value": s.value, "citation": citation_json(s.citation)} for s in one.sides],
    }
