"""Changing the library: every change is one transaction with its history and its audit row.

What was signed is the question, the answer and what it rests on; who changes any of it takes the
approval away, unless approving it anew.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from kb.errors import NotFoundError, RuleError, VerificationError
from kb.library.entry import Change, Draft, Entry, State, entry_json, link_of
from kb.library.standing import Judge
from kb.records import audit, library
from kb.records.engine import now
from kb.records.sources import stored_text

#: Looks at an entry before it is changed, in the transaction that changes it; raises to forbid it.
Check = Callable[[Connection, Entry], None]


def anything(_connection: Connection, _entry: Entry) -> None:
    """Forbids nothing."""


#: Most characters of an answer: what no asker is given whole, nobody should sign.
LONGEST = 1_200
#: What may change without a new approval.
_UNSIGNED = frozenset({"owner", "tags", "origin"})
_FIELDS = frozenset(field.name for field in fields(Draft))
#: What cannot be taken back.
_FINAL = ("purge", "undo")


def add(connection: Connection, draft: Draft, by: str) -> Entry:
    """Store a new entry, as a draft.

    Raises ``RuleError`` where there is no question, ``VerificationError`` where evidence does not
    stand in the version it names.
    """
    at = now()
    made = Entry(uuid.uuid4().hex[:12], clean(draft), created_at=at, changed_at=at)
    _check_evidence(connection, made)
    return _recorded(connection, "add", None, made, by)


def edit(
    connection: Connection,
    identity: str,
    changed: Mapping[str, Any],
    by: str,
    check: Check = anything,
) -> Entry:
    """Change fields of an entry's draft; an approved one becomes a draft if it was signed so.

    Raises as ``add`` does, and ``NotFoundError`` where there is no such entry.
    """
    unknown = sorted(set(changed) - _FIELDS)
    if unknown:
        raise RuleError(f"an approved answer has no field {unknown[0]}")
    before = _held(connection, identity, check)
    after = replace(before, draft=clean(replace(before.draft, **changed)), changed_at=now())
    different = {n for n in _FIELDS if getattr(before.draft, n) != getattr(after.draft, n)}
    if not different:
        return before
    if different - _UNSIGNED and before.state is State.APPROVED:
        after = replace(after, state=State.DRAFT, approver="", approved_at="")
    if "evidence" in different:
        _check_evidence(connection, after)
    return _recorded(connection, "edit", before, after, by)


def approve(
    connection: Connection, identity: str, by: str, today: date, check: Check = anything
) -> Entry:
    """Sign an entry: from now on it may be given as approved.

    Evidence is carried forward to the present version of its document. Raises ``RuleError`` where
    there is no name, no answer, or a reason for which it could not be given today.
    """
    if not by.strip():
        raise RuleError("an approval needs the name of who approves")
    before = _held(connection, identity, check)
    if not (before.draft.answer.strip() or before.draft.verdict):
        raise RuleError(f"{identity} has no answer to approve; see `vouch library edit`")
    if len(before.draft.answer) > LONGEST:
        raise RuleError(
            f"{identity} has an answer of {len(before.draft.answer):,} characters, an approved one "
            f"may have {LONGEST:,}: shorten it"
        )
    standing = Judge(connection, today).standing(before)
    if standing.reasons:
        raise RuleError(
            f"{identity} cannot be approved: {'; '.join(standing.reasons)}; "
            "see `vouch library edit`"
        )
    draft = replace(before.draft, evidence=tuple(map(link_of, standing.citations)))
    at = now()
    after = replace(
        before, draft=draft, state=State.APPROVED, approver=by, approved_at=at, changed_at=at
    )
    return _recorded(connection, "approve", before, after, by)


def retire(connection: Connection, identity: str, by: str, check: Check = anything) -> Entry:
    """Take an entry out of use; it stays readable. Raises ``NotFoundError``."""
    before = _held(connection, identity, check)
    if before.state is State.RETIRED:
        return before
    after = replace(before, state=State.RETIRED, changed_at=now())
    return _recorded(connection, "retire", before, after, by)


def undo(
    connection: Connection,
    identity: str,
    by: str,
    check: Check = anything,
    check_result: Check = anything,
) -> Entry:
    """Take back the last change of an entry that was not taken back yet.

    Taking back the making of an entry retires it. ``check_result`` looks at what would come back.
    Raises ``NotFoundError`` where there is no such entry, ``RuleError`` where nothing is left to
    take back.
    """
    before = _held(connection, identity, check)
    changes = library.history(connection, identity)
    undone = {change.undoes for change in changes}
    last_purge = max((c.seq for c in changes if c.action == "purge"), default=0)
    for change in reversed(changes):
        if change.action in _FINAL or change.seq in undone:
            continue
        if change.seq < last_purge:
            break
        after = replace(before, state=State.RETIRED) if change.before is None else change.before
        after = replace(after, changed_at=now())
        check_result(connection, after)
        return _recorded(connection, "undo", before, after, by, undoes=change.seq)
    raise RuleError(f"there is no change of {identity} that can be taken back")


def _held(connection: Connection, identity: str, check: Check) -> Entry:
    held = library.get(connection, identity)
    check(connection, held)
    return held


def _recorded(
    connection: Connection,
    action: str,
    before: Entry | None,
    after: Entry,
    by: str,
    undoes: int | None = None,
) -> Entry:
    library.save(connection, after)
    library.append(connection, Change(0, after.id, now(), by, action, before, after, undoes))
    payload = {
        "action": action,
        "entry": after.id,
        "before": None if before is None else entry_json(before),
        "after": entry_json(after),
    }
    versions = (after,) if before is None else (before, after)
    cited = {link.document_id for one in versions for link in one.draft.evidence}
    audit.append(connection, f"library.{action}", payload, sources=cited, actor=by)
    return after


def clean(draft: Draft) -> Draft:
    """``draft`` as it is stored; ``RuleError`` where it has no question."""
    question = " ".join(draft.question.split())
    if not question:
        raise RuleError("an approved answer needs a question")
    wordings = (" ".join(wording.split()) for wording in draft.wordings)
    return replace(
        draft,
        question=question,
        answer=draft.answer.strip(),
        wordings=tuple(dict.fromkeys(w for w in wordings if w and w != question)),
        tags=tuple(dict.fromkeys(tag.strip() for tag in draft.tags if tag.strip())),
        product=draft.product.strip(),
        owner=draft.owner.strip(),
    )


def _check_evidence(connection: Connection, entry: Entry) -> None:
    for link in entry.draft.evidence:
        text = stored_text(connection, link.document_id, link.version)
        if text is None:
            raise NotFoundError(
                f"there is no version {link.version} of document {link.document_id}; "
                "see `vouch sources list`"
            )
        if not link.quote or text[link.start : link.end] != link.quote:
            raise VerificationError(
                f"the quote “{link.quote[:60]}” does not stand in version {link.version} of "
                f"“{link.document or link.document_id}” at {link.start}; quote it word for word"
            )
