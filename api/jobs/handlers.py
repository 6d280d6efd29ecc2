"""Every kind of job, by name, and which of them wait for one another."""

from api.jobs import loading, questionnaires, reports, suggesting
from api.jobs.runner import Handler
from api.jobs.tickets import KIND as TICKET
from api.jobs.tickets import run_ticket

HANDLERS: dict[str, Handler] = {
    loading.KIND: loading.run,
    questionnaires.KIND: questionnaires.run,
    reports.COVERAGE: reports.run_coverage,
    reports.CONFLICTS: reports.run_conflicts,
    suggesting.KIND: suggesting.run,
    TICKET: run_ticket,
}
#: Jobs of one lane run one at a time, those of different lanes side by side; ``""`` is the lane of
#: every other kind.
LANES: dict[str, str] = {
    loading.KIND: "documents",
    questionnaires.KIND: "questionnaires",
    reports.COVERAGE: "reports",
    reports.CONFLICTS: "reports",
    suggesting.KIND: "suggestions",
    TICKET: "tickets",
}
