"""API keys: the list, making one, ending one."""

import re

import streamlit as st

from ui import audiences, data
from ui.markup import esc, icon, sender, tag
from ui.parts import confirm, heading, paging, states, table
from ui.parts.dates import ago, day
from ui.screens.settings import rights
from ui.session import Visit
from vouch_client.errors import VouchClientError
from vouch_client.models import Key

SCOPES = {
    "ask": "Ask questions",
    "search": "Search, coverage, crosswalks",
    "documents": "Documents",
    "library": "Approved answers",
    "questionnaires": "Questionnaires",
    "tickets": "Tickets",
    "jobs": "Long work",
    "metrics": "Figures and evals",
    "admin": "Settings",
}
_ENDS: dict[str, int | None] = {"30 days": 30, "90 days": 90, "1 year": 365, "Never": None}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LIMIT = 50
_COPIED = "key-was-copied"


def draw(visit: Visit, sent: str = "") -> None:
    """The keys, and what may be done with them."""
    heading.section(
        "Keys",
        "A key lets a program use this service. Only its fingerprint is stored, so nobody can "
        "look it up again.",
    )
    if st.button("Make a key", icon=":material/add:", type="primary", key="make-key"):
        _make(visit)
    offset = paging.offset("keys", _LIMIT)
    found = data.kept(
        f"keys:{offset}", lambda: visit.client.keys.list(limit=_LIMIT, offset=offset), 30
    )
    if not found.total:
        states.empty(
            "No key was made yet",
            "The service's own key, which `vouch ui` uses, is not in this list.",
            "key",
        )
        return
    st.html(listing(found.keys))
    paging.bar("keys", found.total, _LIMIT, "keys")
    verb, _, identity = sent.partition(":")
    ended = next((key for key in found.keys if key.id == identity), None)
    if verb == "revoke" and ended is not None:
        _revoke(visit, ended)


def listing(keys: list[Key]) -> str:
    """The keys as a table; a live one has a button that sends ``revoke:<id>``."""
    columns = ("Name", "May do and see", "Only for", "Last used", "Ends", "")
    return table.html(columns, [_row(key) for key in keys], "Keys")


def _row(key: Key) -> list[str]:
    only = ", ".join(SCOPES.get(one, one) for one in key.scopes) or "everything"
    made = f"made {day(key.created_at)} by {key.created_by}"
    name = tag("div", "v-strong", esc(key.name)) + tag("div", "v-small", esc(made))
    end = esc(day(key.expires_at) or "never")
    act = sender("v-action", f"revoke:{key.id}", icon("block"), tag("span", "", "End"))
    if not key.live:
        said = (
            f"ended {day(key.revoked_at)}" if key.revoked_at else f"ran out {day(key.expires_at)}"
        )
        end, act = tag("span", "v-badge v-expired", icon("block"), esc(said)), ""
    return [
        name,
        esc(f"{rights.role(key.role)}, {audiences.said(key.audience)}"),
        esc(only),
        esc(ago(key.used_at) or "never"),
        end,
        act,
    ]


def _revoke(visit: Visit, key: Key) -> None:
    def end() -> None:
        visit.client.keys.revoke(key.id)
        data.forget("keys")

    confirm.ask(
        "End this key?",
        f"{key.name} opens nothing from the next request on. This cannot be taken back; make a "
        "new key instead.",
        "End the key",
        end,
    )


@st.dialog("Make a key")
def _make(visit: Visit) -> None:
    """Ask what the key is for; then show its token, this once."""
    if st.session_state.pop(_COPIED, False):
        st.rerun()
    place = st.empty()
    with place.container(), st.form("new-key", border=False):
        name = st.text_input(
            "Name",
            max_chars=64,
            placeholder="helpdesk",
            help="What the audit trail calls it: letters, digits, dots, hyphens.",
        )
        left, right = st.columns(2)
        role = left.selectbox(
            "May do",
            ("reader", "contributor", "reviewer", "admin"),
            format_func=rights.role,
            help=rights.ROLE_HELP,
        )
        audience = right.selectbox(
            "May see",
            audiences.seen(visit.me),
            format_func=audiences.said,
            help=rights.AUDIENCE_HELP,
        )
        scopes = st.pills(
            "Only for (nothing chosen: everything the role may)",
            list(SCOPES),
            selection_mode="multi",
            format_func=SCOPES.__getitem__,
        )
        ends = st.selectbox("Ends after", list(_ENDS), index=2)
        sent = st.form_submit_button("Make the key", type="primary")
    if not sent:
        return
    if not _NAME.fullmatch(name):
        st.html(
            states.problem_html(
                "This name cannot be used",
                "Begin with a letter or digit; then letters, digits, dots and hyphens, no spaces.",
            )
        )
        return
    facts = {"role": role, "audience": audience, "scopes": list(scopes), "days": _ENDS[ends]}
    try:
        made = visit.client.keys.make(name, **facts)
    except VouchClientError as error:
        states.error(error)
        return
    data.forget("keys")
    with place.container():
        states.note("Copy the key now. It is shown this once and stored nowhere.", "key")
        # The token is drawn and not kept: the next run of these pages has it no more.
        st.code(made.token or "", language=None, wrap_lines=True)
        # The next run of the dialog does not come this far: it closes by what is noted here.
        st.button("I have copied it", type="primary", key="key-copied", on_click=_copied)


def _copied() -> None:
    st.session_state[_COPIED] = True
