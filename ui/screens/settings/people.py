"""People who signed in: what they may do and see, and keeping them out."""

import streamlit as st

from ui import audiences, data
from ui.markup import esc, icon, sender, tag
from ui.parts import heading, paging, states, table
from ui.parts.dates import ago
from ui.screens.settings import rights
from ui.session import Visit
from vouch_client.errors import VouchClientError
from vouch_client.models import Person

_LIMIT = 50


def draw(visit: Visit, sent: str = "") -> None:
    """The people, and a button each to change what they may do."""
    heading.section(
        "People", "Everybody who signed in with your sign-in provider (OpenID Connect)."
    )
    offset = paging.offset("people", _LIMIT)
    found = data.kept(
        f"people:{offset}", lambda: visit.client.people.list(limit=_LIMIT, offset=offset), 30
    )
    if not found.total:
        states.empty(
            "Nobody has signed in yet",
            "People appear here after their first sign-in. It is set up with "
            "`VOUCH_OIDC_ISSUER` and `VOUCH_OIDC_CLIENT_ID`.",
            "group",
        )
        return
    st.html(listing(found.people))
    paging.bar("people", found.total, _LIMIT, "people")
    verb, _, identity = sent.partition(":")
    wanted = next((one for one in found.people if one.id == identity), None)
    if verb == "person" and wanted is not None:
        _change(visit, wanted)


def listing(people: list[Person]) -> str:
    """The people as a table; each has a button that sends ``person:<id>``."""
    columns = ("Name", "May do", "May see", "Last seen", "")
    return table.html(columns, [_row(one) for one in people], "People")


def _row(person: Person) -> list[str]:
    name = tag("div", "v-strong", esc(person.name or person.handle))
    kept_out = tag("span", "v-badge v-expired", icon("block"), "kept out")
    edit = tag("span", "", "Change")
    return [
        name + tag("div", "v-small", esc(person.email or person.handle)),
        esc(rights.role(person.role)),
        esc(audiences.said(person.audience)),
        kept_out if person.blocked_at else esc(ago(person.seen_at)),
        sender("v-action", f"person:{person.id}", icon("edit"), edit),
    ]


@st.dialog("What this person may do")
def _change(visit: Visit, person: Person) -> None:
    levels = audiences.seen(visit.me)
    st.html(tag("p", "v-state-detail", esc(f"{person.name or person.handle} · {person.email}")))
    if visit.me.actor.endswith(person.handle):
        states.note("This is you: take care not to lock yourself out.", "warning")
    with st.form("person", border=False):
        roles = ("reader", "contributor", "reviewer", "admin")
        role = st.selectbox(
            "May do",
            roles,
            index=roles.index(person.role),
            format_func=rights.role,
            help=rights.ROLE_HELP,
        )
        audience = st.selectbox(
            "May see",
            levels,
            index=levels.index(person.audience) if person.audience in levels else None,
            format_func=audiences.said,
            help=rights.AUDIENCE_HELP,
        )
        blocked = st.toggle(
            "Keep this person out",
            value=bool(person.blocked_at),
            help="They can sign in with your provider, but not here.",
        )
        if not st.form_submit_button("Save", type="primary"):
            return
    changes: dict[str, object] = {}
    if role != person.role:
        changes["role"] = role
    if audience is not None and audience != person.audience:
        changes["audience"] = audience
    if blocked != bool(person.blocked_at):
        changes["blocked"] = blocked
    try:
        if changes:
            visit.client.people.change(person.id, **changes)
    except VouchClientError as error:
        states.error(error)
        return
    data.forget("people")
    st.rerun()
