"""Upkeep of a document: its audience and dates, taking it out, bringing it back, erasing it."""

from datetime import date
from typing import Any

import streamlit as st

from ui import audiences, data, words
from ui.markup import esc, tag
from ui.parts import confirm, downloads, heading, states
from ui.screens.settings import rights
from ui.screens.sources.listing import COLLECTIONS
from ui.session import Visit
from vouch_client.errors import VouchClientError
from vouch_client.models.documents import DocumentDetail, Purged

_PROOFS = "purge-proofs"
_DATES = {
    "effective": "In force since",
    "review_by": "Due for review",
    "valid_until": "Valid until",
}


def draw(visit: Visit, found: DocumentDetail, _sent: str) -> None:
    """What a reviewer may change, and what an admin may."""
    if found.state == "live":
        _edit(visit, found)
        _file(visit, found)
    _use(visit, found)
    if visit.me.may("admin", "documents"):
        _purge(visit, found)


def proof_of(visit: Visit, identity: str) -> Purged | None:
    """The proof of a purge: of this session, or as it stands in the audit trail."""
    held: Purged | None = st.session_state.get(_PROOFS, {}).get(identity)
    return held or data.kept(f"purged:{identity}", lambda: _logged(visit, identity), 300)


def _logged(visit: Visit, identity: str) -> Purged | None:
    """What the audit trail tells of a purge to whoever may read it."""
    if not visit.me.may("admin", "admin"):
        return None
    try:
        rows = visit.client.audit.list(kind="document", document=identity, limit=20).rows
    except VouchClientError:
        return None  # the page says by itself that the document is not here
    notes = (row.payload for row in rows if isinstance(row.payload, dict))
    purged = next((note for note in notes if note.get("change") == "purged"), None)
    return None if purged is None else Purged.model_validate(purged)


def proved(identity: str, proof: Purged) -> None:
    """The proof that a document was erased, shown and to be saved."""
    if proof.left:
        states.note("The document was erased, but pieces of its text are still there.", "warning")
    else:
        states.note("The document was erased, and nothing of its text is left.", "verified_user")
    st.html(facts(proof))
    st.download_button(
        "Save the proof",
        data=proof.model_dump_json(indent=2),
        file_name=downloads.safe_name(f"purge-{identity}.json"),
        mime="application/json",
        icon=":material/download:",
        on_click="ignore",
        type="primary",
        key="proof-save",
    )
    states.note("It stays in the audit trail, and an admin sees it again at this address.")


def facts(proof: Purged) -> str:
    """What was erased, what was searched for, and what is left."""
    names = {
        "versions": "versions",
        "chunks": "passages",
        "embeddings": "vectors",
        "answers": "answers that quoted it",
        "library": "approved answers that rested on it",
    }
    erased = [
        f"{one[name]:,} {said}"
        for one in proof.erased
        for name, said in names.items()
        if one.get(name) is not None
    ]
    rows = [("Erased", ", ".join(erased))]
    if proof.searched_files is not None:
        rows.append(
            (
                "Searched after that",
                f"{proof.searched_files:,} files, {proof.searched_bytes or 0:,} bytes, for "
                f"{proof.samples or 0:,} pieces of its text",
            )
        )
    rows.append(("Still there", ", ".join(proof.left) or "nothing"))
    return tag("dl", "v-facts", *(tag("dt", "", esc(n)) + tag("dd", "", esc(v)) for n, v in rows))


def _edit(visit: Visit, found: DocumentDetail) -> None:
    heading.section(
        "Audience and dates",
        "A change makes a new version that says the same, so that earlier answers stay as they "
        "were. Adding a changed file later goes by what that file says.",
    )
    with st.form(f"edit-{found.id}-{found.version}", border=False):
        left, right = st.columns(2)
        levels = audiences.seen(visit.me)
        audience = left.selectbox(
            "Who may see it",
            levels,
            index=levels.index(found.audience) if found.audience in levels else 0,
            format_func=audiences.said,
            help=rights.AUDIENCE_HELP,
        )
        collection = right.selectbox(
            "What it proves",
            COLLECTIONS,
            index=COLLECTIONS.index(found.collection) if found.collection in COLLECTIONS else 0,
            format_func=words.COLLECTIONS.__getitem__,
        )
        product = st.text_input(
            "Product",
            value=found.product,
            max_chars=200,
            placeholder="All of them",
            help="The one product it is about: questions about another leave it out.",
        )
        places = st.columns(len(_DATES))
        dates = {
            name: place.date_input(said, value=_date(getattr(found, name)), format="DD/MM/YYYY")
            for place, (name, said) in zip(places, _DATES.items(), strict=True)
        }
        if not st.form_submit_button("Save", type="primary", key="edit-save"):
            return
    wanted: dict[str, Any] = {"audience": audience, "collection": collection}
    wanted["product"] = product.strip()
    wanted |= {name: chosen.isoformat() if chosen else None for name, chosen in dates.items()}
    changed = {name: value for name, value in wanted.items() if value != getattr(found, name)}
    if not changed:
        states.note("Nothing was changed.")
        return
    try:
        visit.client.documents.edit(found.id, changed)
    except VouchClientError as error:
        states.error(error)
        return
    data.forget()
    st.rerun()


def _file(visit: Visit, found: DocumentDetail) -> None:
    """The file as it was uploaded; what came another way is not kept."""
    parts = found.source.replace("\\", "/").split("/")
    if "uploads" in parts and visit.me.may("reader", "documents"):
        downloads.button(
            visit.client,
            "Save the file as it was added",
            f"/v1/documents/{found.id}/file",
            parts[-1],
            "doc-file",
        )


def _use(visit: Visit, found: DocumentDetail) -> None:
    if found.state == "live":
        heading.section("Take it out", "Answers stop using it at once. It can be brought back.")
        if st.button("Take it out of answers", icon=":material/block:", key="doc-retire"):
            confirm.ask(
                "Take it out of answers?",
                f"{found.title} is not used from the next question on. Answers given earlier can "
                "still be opened at its words.",
                "Take it out",
                lambda: _changed(visit.client.documents.retire, found.id),
            )
        return
    heading.section("Bring it back", "Answers use it again from the next question on.")
    if st.button("Bring it back", icon=":material/undo:", type="primary", key="doc-restore"):
        try:
            _changed(visit.client.documents.restore, found.id)
        except VouchClientError as error:
            states.error(error)
            return
        st.rerun()


def _purge(visit: Visit, found: DocumentDetail) -> None:
    heading.section(
        "Erase it for good",
        "Every version, passage and vector, the uploaded file, and every answer that quotes it. "
        "Nobody can bring it back. Questions wait until it is done.",
    )

    def erase() -> None:
        proof = visit.client.documents.purge(found.id)
        st.session_state.setdefault(_PROOFS, {})[found.id] = proof
        data.forget()

    if st.button("Erase it for good", icon=":material/delete_forever:", key="doc-purge"):
        confirm.ask(
            "Erase this document for good?",
            f"{found.title}: this cannot be taken back. The service then searches its whole data "
            "folder for pieces of the text, and gives you the proof.",
            "Erase",
            erase,
            typed="PURGE",
        )


def _changed(do: Any, identity: str) -> None:
    do(identity)
    data.forget()


def _date(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
