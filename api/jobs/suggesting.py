"""Finding the questions that the documents can answer, and trying each."""

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from api.jobs.control import Control
from kb import suggestions
from kb.records import reports
from kb.records.jobs import Job

if TYPE_CHECKING:
    from api.service.core import Core

KIND = "suggestions"


def run(core: "Core", job: Job, control: Control) -> dict[str, Any]:
    """Make the suggestions for the job's audience and keep them; begun again, it begins anew."""
    base, audience = core.base, job.audience
    made_of = suggestions.state(base, audience, date.today())
    wanted = suggestions.candidates(base, audience)
    found: list[suggestions.Suggestion] = []
    for number, one in enumerate(wanted):
        if len(found) == suggestions.MOST:
            break
        control.progress(number, len(wanted), "trying questions")
        suggested = suggestions.tried(base, one, audience)
        if suggested is not None:
            found.append(suggested)
    with base.records.write() as connection:
        reports.put(
            connection,
            KIND,
            "",
            audience,
            state=made_of,
            quoted={document for one in found for document in one.documents},
            content={"suggestions": [asdict(one) for one in found]},
        )
    return {"tried": len(wanted), "found": len(found)}
