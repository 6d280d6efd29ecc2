"""What the questionnaires' routes share: the run that is meant, and the job that answers it."""

from collections.abc import Mapping

from sqlalchemy.engine import Connection

from api.jobs.questionnaires import KIND
from api.service.core import Core
from api.service.keys import Caller
from api.service.matching import check
from api.service.problems import FORBIDDEN, RefusedError
from api.service.questionnaires.about import About
from api.service.questionnaires.row_views import row_tag
from api.service.roles import Role
from kb.errors import RuleError
from kb.questionnaires.desk import Questionnaires, Shown
from kb.questionnaires.review import Check
from kb.questionnaires.run import Row, State
from kb.questionnaires.sight import run_seen, seen, shown_to
from kb.records import jobs
from kb.records.questionnaires_log import last_export, starters
from kb.values import Audience


def desk_of(core: Core) -> Questionnaires:
    """The questionnaires of the knowledge base."""
    return Questionnaires(core.base)


def shown(core: Core, identity: str, sight: Audience) -> tuple[Shown, About]:
    """A questionnaire as ``sight`` sees it, and what else is known of it.

    Raises ``NotFoundError`` where there is none, or it is for a higher audience.
    """
    with core.base.records.read() as connection:
        found = shown_to(connection, run_seen(connection, identity, sight), sight)
        run = found.run.id
        by = starters(connection, [run]).get(run, "")
        return found, About(answering(connection).get(run), by, last_export(connection, run))


def answering(connection: Connection) -> dict[str, str]:
    """The questionnaires that are being answered, or are to be, each with its job."""
    return {str(job.args["run"]): job.id for job in jobs.open_of(connection, KIND)}


def idle(connection: Connection, identity: str) -> None:
    """Raise ``RuleError`` while a job answers the questionnaire."""
    job = answering(connection).get(identity)
    if job is not None:
        raise RuleError(
            f"the questionnaire is being answered by job {job}; wait for it, or stop it with "
            f"POST /v1/questionnaires/{identity}/stop"
        )


def may(caller: Caller, etags: Mapping[int, str | None]) -> Check:
    """What looks at a row before ``caller`` changes it; ``etags``: the states that were seen."""

    def look(connection: Connection, row: Row) -> None:
        if seen(connection, [row], caller.audience)[0] != row:
            raise RuleError(
                f"row {row.number} rests on a document that this key may not see: somebody with a "
                "higher audience has to see to it"
            )
        check(etags.get(row.number), row_tag(row), f"row {row.number}")

    return look


def only_reviewers_change_what_is_signed(caller: Caller) -> Check:
    """Refuses others than reviewers to change a row that a reviewer decided on."""

    def look(_connection: Connection, row: Row) -> None:
        decided = row.state in (State.APPROVED, State.REJECTED)
        if decided and not caller.role.holds(Role.REVIEWER):
            raise RefusedError(
                FORBIDDEN,
                f"row {row.number} is {row.state.value}, and this would change that: ask a "
                "reviewer",
            )

    return look


def all_of(*checks: Check) -> Check:
    """One check made of several."""

    def look(connection: Connection, row: Row) -> None:
        for one in checks:
            one(connection, row)

    return look
