"""The job ``questionnaire``: a questionnaire's rows, answered one after the other."""

from typing import TYPE_CHECKING, Any

from kb.records.jobs import Job

if TYPE_CHECKING:
    from api.jobs.control import Control
    from api.service.core import Core

KIND = "questionnaire"
Json = dict[str, Any]
_SHOWN = 120


def run(core: "Core", job: Job, control: "Control") -> Json:
    """Answer what is to be answered; see ``api.jobs.control.Handler``.

    Every answer is stored before the next is looked for, so another attempt goes on behind the
    last one.
    """
    from kb.questionnaires.desk import Questionnaires

    desk = Questionnaires(core.base)
    identity, again = str(job.args["run"]), bool(job.args.get("again"))
    before = job.created_at if again else ""
    left = len(desk.to_answer(desk.show(identity).rows, again=again, before=before))
    total = max(job.total, left)
    done = total - left
    control.progress(done, total)
    rows = desk.answer(identity, job.actor, again=again, before=before)
    while True:
        control.check()
        with core.base.quiet.asking():
            row = next(rows, None)
        if row is None:
            break
        done = min(done + 1, total)
        control.progress(done, total, " ".join(row.item.text.split())[:_SHOWN])
    shown = desk.show(identity)
    return {"questionnaire": identity, "outcomes": dict(shown.summary.outcomes)}
