"""The audit trail: who did what; past answers as they were given; checkpoints and proofs."""

import json
from typing import Any

import streamlit as st

from ui import data
from ui.markup import esc, icon, sender, tag
from ui.parts import heading, paging, states, table
from ui.parts.dates import ago, day
from ui.screens.trust import past
from ui.session import Visit
from vouch_client.errors import ForbiddenError, NotFoundError
from vouch_client.models.audit import AuditRow, Checkpoint

KINDS = {
    "": "Everything",
    "answer": "Answers given",
    "library": "Approved answers",
    "document": "Documents",
    "questionnaire": "Questionnaires",
    "key": "Keys",
    "person": "People",
    "sign-in": "Sign-ins",
    "settings": "Settings",
    "audit": "Audit trail",
}
_STEPS = {
    "library.add": "Answer written",
    "library.approve": "Answer approved",
    "library.edit": "Answer changed",
    "library.retire": "Answer retired",
    "library.export": "Answers exported",
    "key.create": "Key made",
    "key.revoke": "Key ended",
    "person.welcome": "First sign-in",
    "person.change": "Rights changed",
    "audit.key": "Audit key made",
    "settings": "Service started with these settings",
    "answer": "Answer given",
}
_LIMIT = 50
_QUERY = "record"
_SHORT = 90


def draw(visit: Visit, sent: str) -> None:
    """The log, a page at a time; or the past answer that the address names."""
    verb, _, identity = sent.partition(":")
    if verb == "answer":
        st.query_params[_QUERY] = identity
    elif verb == "log":
        st.query_params.pop(_QUERY, None)
    record = st.query_params.get(_QUERY, "")
    if record:
        past.draw(visit, record)
        return
    heading.section(
        "Audit trail",
        "Every answer, change and sign-in, in the order it happened. Rows are chained: none can "
        "be changed or taken out unnoticed.",
    )
    _checkpoint(visit)
    chosen = _filters()
    offset = paging.offset("audit", _LIMIT)
    name = f"audit:{offset}:{sorted((k, str(v)) for k, v in chosen.items())}"
    found = data.kept(
        name, lambda: visit.client.audit.list(limit=_LIMIT, offset=offset, **chosen), 15
    )
    if not found.total:
        states.empty("Nothing was logged like this", "Choose other days or kinds.", "history")
        return
    st.html(listing(found.rows))
    paging.bar("audit", found.total, _LIMIT, "rows")
    shown = next((row for row in found.rows if row.id == identity), None)
    if verb == "row" and shown is not None:
        _details(visit, shown)


def listing(rows: list[AuditRow]) -> str:
    """Rows as a table; an answer opens as it was given, every other row its details."""
    columns = ("When", "What", "Who", "About", "")
    drawn = table.html(columns, [_row(row) for row in rows], "Audit trail")
    return tag("div", "v-log", drawn)


def _row(row: AuditRow) -> list[str]:
    place = "" if row.position is None else f"row {row.position:,}"
    when = tag("div", "", esc(ago(row.at))) + tag("div", "v-small", esc(clock(row.at)))
    kind = KINDS.get(row.kind.split(".")[0], row.kind)
    step = row.kind.partition(".")[2]
    said = _STEPS.get(row.kind) or (f"{kind}: {step}" if step else kind)
    what = tag("div", "v-strong", esc(said))
    if row.kind == "answer" and not row.erased_by:
        act = sender("v-action", f"answer:{row.id}", icon("history"), tag("span", "", "As given"))
    else:
        act = sender("v-action", f"row:{row.id}", icon("info"), tag("span", "", "Details"))
    about = tag("span", "v-badge v-expired", "erased") if row.erased_by else esc(summary(row))
    return [when, what + tag("div", "v-small", esc(place)), esc(row.actor), about, act]


def summary(row: AuditRow) -> str:
    """What a row is about, in a few words of its own."""
    held: dict[str, Any] = row.payload if isinstance(row.payload, dict) else {}
    answer = held.get("answer")
    if isinstance(answer, dict):
        return _cut(str(answer.get("question") or ""))
    inner = held.get("after") or held.get("before")
    if isinstance(inner, dict):  # an approved answer: what it was about
        held = {"action": "" if row.kind in _STEPS else held.get("action"), **inner}
    words = (held.get(name) for name in ("question", "title", "name", "change", "action"))
    parts = [str(one) for one in words if isinstance(one, str) and one]
    many = len(row.documents)
    parts += [f"{many:,} documents" if many > 1 else "1 document"] if many else []
    return _cut(" · ".join(parts))


def clock(at: str) -> str:
    """A time of the log as day and minute: ``23 November 2026, 09:00 UTC``."""
    return f"{day(at)}, {at[11:16]} UTC" if len(at) > 16 else at


def _cut(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 1].rstrip() + "…"


def _filters() -> dict[str, Any]:
    with st.container(horizontal=True, vertical_alignment="bottom", key="v-audit-filters"):
        kind = st.selectbox(
            "What", list(KINDS), format_func=KINDS.__getitem__, key="audit-kind", on_change=_first
        )
        actor = st.text_input(
            "Who",
            max_chars=200,
            placeholder="key:helpdesk",
            key="audit-actor",
            on_change=_first,
            help="A name as the column Who shows it.",
        )
        since = st.date_input(
            "From", value=None, format="DD/MM/YYYY", key="audit-since", on_change=_first
        )
        until = st.date_input(
            "To", value=None, format="DD/MM/YYYY", key="audit-until", on_change=_first
        )
    return {"kind": kind or "", "actor": actor.strip(), "since": since, "until": until}


def _first() -> None:
    paging.first("audit")


def _checkpoint(visit: Visit) -> None:
    """The last signed checkpoint, to be kept elsewhere."""
    try:
        found = data.kept("checkpoint", visit.client.audit.checkpoint, 60)
    except ForbiddenError:
        return  # the tree is over everybody's rows: not for a key that sees less
    if found.size is None:
        states.note(
            f"{found.rows:,} rows, no signed checkpoint yet: the service makes one a day.",
            "pending",
        )
        return
    st.html(checkpoint(found))
    with st.popover("Keep this checkpoint", icon=":material/verified:"):
        st.html(
            tag(
                "p",
                "v-state-detail",
                esc(
                    "Save it on another machine. `vouch audit verify --since FILE` then proves "
                    "that nothing before it was changed since."
                ).replace("`", ""),
            )
        )
        st.code(found.note or "", language=None)


def checkpoint(found: Checkpoint) -> str:
    """The checkpoint in a sentence."""
    said = (
        f"Signed {ago(found.at)} over the first {found.size or 0:,} of {found.rows:,} rows. "
        "A row's details tell whether it is among them."
    )
    return tag("div", "v-remark", icon("verified_user"), tag("span", "", esc(said)))


@st.dialog("A row of the audit trail", width="large")
def _details(visit: Visit, row: AuditRow) -> None:
    facts = (
        ("When", clock(row.at)),
        ("What", row.kind),
        ("Who", row.actor),
        ("Id", row.id),
        ("Proof", proved(visit, row)),
    )
    st.html(
        tag("dl", "v-facts", *(tag("dt", "", esc(n)) + tag("dd", "", esc(v)) for n, v in facts))
    )
    st.code(json.dumps(row.payload, indent=2, ensure_ascii=False), language="json")


def proved(visit: Visit, row: AuditRow) -> str:
    """Whether the row is in the log of the last checkpoint, worked out here."""
    try:
        last = data.kept("checkpoint", visit.client.audit.checkpoint, 60)
        if last.size is None or last.root is None:
            return "no checkpoint was signed yet"
        if row.position is None or row.position >= last.size:
            return "newer than the last checkpoint"
        good = visit.client.audit.check(row.id, last.root, last.size)
    except (ForbiddenError, NotFoundError) as error:
        return error.detail
    if good:
        return (
            f"it is in the log that was signed {ago(last.at)}; checked on this page by its hashes"
        )
    return "it is NOT in the signed log: run `vouch audit verify` at once"
