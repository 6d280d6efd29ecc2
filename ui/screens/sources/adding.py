"""Add documents: choose files, say what they are, watch them being read, see what came of it."""

import uuid

import streamlit as st

from ui import audiences, data, words
from ui.markup import esc, tag
from ui.parts import heading, states
from ui.screens.sources import loading
from ui.screens.sources.listing import COLLECTIONS
from ui.session import Visit
from vouch_client.errors import NotFoundError, VouchClientError

_QUERY, _ROUND, _NAMES = "job", "upload-round", "upload-names"
_EXPLAINED = {
    "policy": "What you do: policies, procedures, evidence. Only these can prove a yes.",
    "framework": "What a standard requires: catalogues of controls, crosswalks.",
    "reference": "Guides and articles that explain.",
}


def draw(visit: Visit) -> None:
    """The load that is under way or just over, and the form for the next."""
    identity = st.query_params.get(_QUERY, "")
    if identity and _watched(visit, identity):
        return
    _form(visit)


def _watched(visit: Visit, identity: str) -> bool:
    """Draw the load ``identity``; whether it is still under way."""
    try:
        job = data.kept(f"load-{identity}", lambda: visit.client.jobs.get(identity), 1)
    except NotFoundError:
        st.query_params.pop(_QUERY, None)
        return False
    names = st.session_state.get(_NAMES, {}).get(identity, ())
    if not job.over:
        loading.watch(visit.client, identity, names)
        return True
    loading.report(visit, job)
    if job.state in ("failed", "cancelled") and st.button(
        "Go on with it", icon=":material/play_arrow:", key="load-resume"
    ):
        visit.client.jobs.resume(identity)
        data.forget(f"load-{identity}")
        st.rerun()
    return False


def _form(visit: Visit) -> None:
    heading.section("Add documents", "Word, PDF, Excel, Markdown, HTML, text, CSV, or zip files.")
    folder = st.toggle(
        "A whole folder",
        key="upload-folder",
        help="Everything in a folder and the folders in it.",
    )
    number = st.session_state.setdefault(_ROUND, 0)
    files = st.file_uploader(
        "Choose files",
        accept_multiple_files="directory" if folder else True,
        key=f"upload-{number}-{folder}",
        help="A file whose name was added before becomes a new version of that document.",
    )
    left, right = st.columns(2)
    collection = left.selectbox(
        "What they prove",
        COLLECTIONS,
        format_func=words.COLLECTIONS.__getitem__,
        key="upload-collection",
        help=" ".join(f"{words.COLLECTIONS[name]}: {_EXPLAINED[name]}" for name in COLLECTIONS),
    )
    left.html(tag("p", "v-small", esc(_EXPLAINED[collection])))
    levels = audiences.seen(visit.me)
    audience = right.selectbox(
        "Who may see them",
        levels,
        index=levels.index(audiences.level(visit.me.audience)),
        format_func=audiences.said,
        key="upload-audience",
        help="An answer for an audience uses only documents that it may see.",
    )
    product = st.text_input(
        "Product",
        max_chars=200,
        placeholder="All of them",
        key="upload-product",
        help="The one product they are about: questions about another leave them out.",
    )
    many = len(files)
    said = "Add" if not many else "Add 1 file" if many == 1 else f"Add {many:,} files"
    if not st.button(said, type="primary", disabled=not many, key="upload-go"):
        return
    token = st.session_state.setdefault("upload-token", str(uuid.uuid4()))
    try:
        with st.spinner("Sending the files"):
            job = visit.client.documents.upload(
                [(one.name, one) for one in files],
                collection=collection,
                audience=audience,
                product=product.strip(),
                idempotency_key=token,
            )
    except VouchClientError as error:
        del st.session_state["upload-token"]
        states.error(error)
        return
    del st.session_state["upload-token"]
    st.session_state[_NAMES] = {job.id: tuple(one.name for one in files)}
    st.session_state[_ROUND] = number + 1
    st.query_params[_QUERY] = job.id
    st.rerun()
