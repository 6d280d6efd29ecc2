"""How far a job is, until it is over."""

import streamlit as st

from ui import data
from ui.parts import states
from vouch_client import Client
from vouch_client.errors import VouchClientError
from vouch_client.models import Job

_LOOK_SECONDS = 1.0


def watch(client: Client, identity: str, title: str) -> None:
    """Draw a job's progress, looking each second; once it is over, the screen runs again.

    Ask ``finished`` first: it says whether there is anything to watch.
    """

    @st.fragment(run_every=_LOOK_SECONDS)
    def look() -> None:
        try:
            job = client.jobs.get(identity)
        except VouchClientError as error:
            states.error(error)
            return
        show(job, title)
        if job.over:
            data.forget()
            st.rerun()
        if not job.cancelling and st.button("Stop", icon=":material/stop:", key=f"stop-{identity}"):
            client.jobs.cancel(identity)

    look()


def show(job: Job, title: str) -> None:
    """A job as it stands: a bar where its length is known, how it ended where it is over."""
    if not job.over:
        part = min(1.0, job.done / job.total) if job.total else 0.0
        steps = f" · {job.done:,} of {job.total:,}" if job.total else ""
        st.progress(part, text=f"{title}{steps}")
        if job.note:
            states.note(job.note, "hourglass_top")
    elif job.state == "done":
        states.note(f"{title}: done. {job.note}", "check_circle")
    else:
        st.html(
            states.problem_html(f"{title}: {job.state}", job.problem or job.note or "It ended.")
        )


def finished(client: Client, identity: str) -> Job | None:
    """The job, if it is over."""
    job = client.jobs.get(identity)
    return job if job.over else None
