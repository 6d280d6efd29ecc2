"""Checking the whole audit log: every row against its leaf, every leaf against the tree, and the
tree against the checkpoints that were signed."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.audit import leaves, tree
from kb.audit.findings import Finding
from kb.records import audit as rows_of
from kb.records.audit_schema import audit_leaves, audit_nodes
from kb.records.schema import audit, audit_sources

_BATCH = 2_000
#: Most findings of one kind that are told; more say nothing new.
_MOST = 1_000


@dataclass
class Walk:
    """One pass over the log. ``levels`` are the hashes of the tree as the rows make it."""

    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    levels: list[bytearray] = field(default_factory=list)
    size: int = 0
    _next: int = 0
    _seq: int = 0
    _at: str = ""
    _backs: int = 0
    _told: Counter[str] = field(default_factory=Counter)
    _erased: dict[str, tuple[int, str, Any]] = field(default_factory=dict)
    _erasures: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)

    def over(self, connection: Connection) -> None:
        """Look at every row."""
        for row, sources in _rows(connection):
            self._gap(row["position"])
            self._row(row, sources)
            self.size += 1
        self._check_erasures()
        for lone in connection.execute(_without_leaf()).mappings():
            told = f"row {lone['id']} ({lone['kind']}, {lone['at']}) was put in: it has no leaf"
            self.say("inserted", None, lone["id"], told)
        if not self.findings:
            self._check_nodes(connection)
        if self._backs > 1:
            self.notes.append(f"{self._backs - 1} more rows are of an earlier time than the last")

    def say(self, kind: str, position: int | None, identity: str, detail: str) -> None:
        """Note something wrong."""
        self._told[kind] += 1
        if self._told[kind] <= _MOST:
            self.findings.append(Finding(kind, position, identity, detail))

    def root(self, size: int) -> bytes:
        """The head of the first ``size`` rows as they are."""
        return tree.root(self.node, size)

    def node(self, level: int, number: int) -> bytes:
        """A hash of the tree as the rows make it."""
        return bytes(self.levels[level][32 * number : 32 * number + 32])

    def _gap(self, position: int) -> None:
        first, last = self._next, position - 1
        self._next = position + 1
        if position == first:
            return
        places = f"place {first}" if first == last else f"places {first} to {last}"
        self.say("removed", first, "", f"{places} of the log: the row and its leaf were taken away")

    def _row(self, row: Mapping[str, Any], sources: list[str]) -> None:
        at, identity = row["position"], row["audit_id"]
        if row["id"] is None:
            self._grow(_bytes(row["leaf_hash"]))
            self.say("removed", at, identity, f"row {identity} at place {at} was taken away")
            return
        who = f"row {identity} at place {at} ({row['kind']}, {row['at']})"
        computed = tree.leaf_hash(leaves.leaf_data(at, row, row["payload_hash"], sources))
        self._grow(computed)
        if computed.hex() != row["leaf_hash"]:
            what = "its time, kind, actor, documents or place is not what was logged"
            self.say("changed", at, identity, f"{who} was changed: {what}")
        payload = _payload(row["payload"])
        if row["erased_by"]:
            self._erased[identity] = (at, row["erased_by"], payload)
        elif not _is_payload(payload, row):
            self.say(
                "changed", at, identity, f"{who} was changed: its content is not what was logged"
            )
        if row["kind"] == rows_of.ERASE and isinstance(payload, dict):
            self._erasures[identity] = (at, payload)
        if row["kind"] == rows_of.BACKFILL and isinstance(payload, dict):
            self.notes.append(
                f"the first {payload.get('rows')} rows were logged before the log had a tree; it "
                f"holds them as they were on {row['at']}"
            )
        if row["seq"] <= self._seq:
            self.say("reordered", at, identity, f"{who} stands in another order than was logged")
        self._seq = max(row["seq"], self._seq)
        if str(row["at"]) < self._at:
            self._backs += 1
            if self._backs == 1:
                self.notes.append(
                    f"{who} is of an earlier time than the row before it ({self._at}): the clock "
                    "was set back, or the row was dated back when it was logged"
                )
        self._at = str(row["at"])

    def _grow(self, leaf: bytes) -> None:
        if not self.levels:
            self.levels.append(bytearray())
        size = len(self.levels[0]) // 32
        self.levels[0] += leaf
        for level, _, made in tree.grown(self.node, size, leaf):
            if level == len(self.levels):
                self.levels.append(bytearray())
            self.levels[level] += made

    def _check_erasures(self) -> None:
        """An erased row is named by a later row that says who erased it and about what."""
        for identity, (at, by, payload) in self._erased.items():
            where, said = self._erasures.get(by, (-1, {}))
            about = said.get("about")
            named = where > at and identity in said.get("rows", ()) and isinstance(about, dict)
            if not named or payload != rows_of.placeholder(about or {}):
                told = f"row {identity} at place {at} was changed: no row of the log erased it so"
                self.say("changed", at, identity, told)
        for where, said in self._erasures.values():
            for identity in said.get("rows", ()):
                if identity not in self._erased:
                    told = f"row {identity} has its content back, which row {where} erased"
                    self.say("changed", None, identity, told)

    def _check_nodes(self, connection: Connection) -> None:
        """The stored tree is the one that the rows make."""
        query = sa.select(audit_nodes).order_by(audit_nodes.c.level, audit_nodes.c.number)
        counts = [len(level) // 32 for level in self.levels]
        expected = ((level, n) for level in range(1, len(counts)) for n in range(counts[level]))
        wrong = None
        with connection.execute(query.execution_options(yield_per=_BATCH)) as held:
            for stored in held:
                place = (stored.level, stored.number)
                if place != next(expected, None) or self.node(*place) != _bytes(stored.hash):
                    wrong = place
                    break
            else:
                wrong = next(expected, None)
        if wrong is None:
            return
        level, number = wrong
        told = f"the stored tree is not that of the rows, at node {number} of level {level}"
        self.say("tree", min(number << level, self.size), "", told)


def _rows(connection: Connection) -> Iterator[tuple[Mapping[str, Any], list[str]]]:
    """Every leaf with its row (whose columns are None where it is gone) and its documents."""
    columns = [column for column in audit.c if column.name != "payload"]
    payload = sa.cast(audit.c.payload, sa.Text).label("payload")
    joined = audit_leaves.outerjoin(audit, audit.c.id == audit_leaves.c.audit_id)
    last = None
    while True:
        query = sa.select(audit_leaves, *columns, payload).select_from(joined)
        if last is not None:
            query = query.where(audit_leaves.c.position > last)
        page = query.order_by(audit_leaves.c.position).limit(_BATCH)
        found = list(connection.execute(page).mappings())
        if not found:
            return
        first, last = found[0]["position"], found[-1]["position"]
        named: dict[str, list[str]] = {}
        cited = (
            sa.select(audit_sources)
            .join(audit_leaves, audit_leaves.c.audit_id == audit_sources.c.audit_id)
            .where(audit_leaves.c.position.between(first, last))
        )
        for source in connection.execute(cited):
            named.setdefault(source.audit_id, []).append(source.document_id)
        for row in found:
            yield dict(row), named.get(row["audit_id"], [])


def _without_leaf() -> sa.Select[Any]:
    query = sa.select(audit.c.id, audit.c.kind, audit.c.at)
    query = query.outerjoin(audit_leaves, audit_leaves.c.audit_id == audit.c.id)
    return query.where(audit_leaves.c.audit_id.is_(None)).order_by(audit.c.seq)


def _payload(text: Any) -> Any:
    """The payload, or the text itself where it is no JSON any more."""
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return text


def _is_payload(payload: Any, row: Mapping[str, Any]) -> bool:
    try:
        return leaves.payload_hash(payload, row["salt"]) == str(row["payload_hash"])
    except (TypeError, ValueError):
        return False


def _bytes(text: Any) -> bytes:
    """A stored hash; what is none becomes a hash that nothing has."""
    try:
        found = bytes.fromhex(text)
    except (TypeError, ValueError):
        found = b""
    return found if len(found) == 32 else bytes(32)
