"""A coverage report as JSON: the same for the command line and the service."""

from collections.abc import Sequence
from typing import Any

from kb.contract import citation_json
from kb.coverage.report import Coverage, Report


def report_json(report: Report, controls: Sequence[Coverage]) -> dict[str, Any]:
    """The report with these of its controls."""
    return {
        "framework": report.standard.id,
        "name": report.standard.name,
        "from": report.standard.origin,
        "on": report.on.isoformat(),
        "documents": report.documents,
        "counts": {state.value: count for state, count in report.counts.items()},
        "controls": [control_json(c) for c in controls],
    }


def control_json(control: Coverage) -> dict[str, Any]:
    """One control with its state and its evidence."""
    requirement = control.requirement
    return {
        "id": requirement.id,
        "title": requirement.title,
        "family": requirement.family,
        "state": control.state.value,
        "note": control.note,
        "nearest": None if control.nearest is None else citation_json(control.nearest),
        "evidence": [
            {
                "found_by": e.way.value,
                "says": e.standing.value,
                "confidence": e.confidence,
                "citation": citation_json(e.citation),
                "via": [
                    {
                        "from": {"framework": s.framework, "control": s.control},
                        "to": {"framework": s.target_framework, "control": s.target},
                        "relation": s.relation.value,
                        "source": s.source,
                    }
                    for s in e.via
                ],
                "note": e.note,
            }
            for e in control.evidence
        ],
    }
