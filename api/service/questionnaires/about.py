"""What is known of a questionnaire beside its rows."""

from dataclasses import dataclass

from kb.records.questionnaires_log import Export


@dataclass(frozen=True, slots=True)
class About:
    """The id of the job that answers it now, who took it in, and how it was given back last."""

    job: str | None = None
    by: str = ""
    export: Export | None = None
