"""Whatever is changed in the stored log is found and named."""

import random
import threading

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.audit.check import check
from kb.audit.checkpoints import checkpoint_file, make
from kb.audit.findings import Report
from kb.audit.leaves import leaf_data, payload_hash
from kb.audit.tree import leaf_hash, parent_hash
from kb.records import Records, audit, audit_tree
from kb.records.audit_schema import audit_checkpoints, audit_leaves, audit_nodes
from kb.records.schema import audit as audit_rows
from kb.records.schema import audit_sources
from kb.settings import Settings
from tests.kb.audit.conftest import log
from tests.kb.audit.edits import ALL, unchecked

ROWS = 23
#: Random edits of one log; each is undone before the next.
EDITS = 400


def test_any_single_edit_is_found_and_named(records: Records, chosen: Settings) -> None:
    ids = log(records, ROWS)
    with records.write() as connection:
        audit.erase(connection, ids[3:5], {"document_id": "gone"}, "somebody")
    make(records, chosen)
    ids = [i for i in ids if i not in ids[3:5]]
    assert check(records, chosen).findings == ()
    chance = random.Random(7)
    kinds = set()
    for number in range(EDITS):
        with records.engine.connect() as connection, connection.begin() as undone:
            unchecked(connection)
            edit = chance.choice(ALL)
            named = edit(connection, chance, ids)
            kinds.add(edit)
            report = _checked(connection, records, chosen)
            undone.rollback()
        told = " ".join(f"{one.row} {one.detail}" for one in report.findings)
        assert report.findings, f"edit {number}: {edit.__name__}"
        assert any(name in told for name in named), f"edit {number}: {edit.__name__}: {told}"
    assert kinds == set(ALL)
    assert check(records, chosen).findings == ()


def _checked(connection: Connection, records: Records, chosen: Settings) -> Report:
    """What the check says of the state inside a transaction."""
    records._pinned.connection = connection
    try:
        return check(records, chosen)
    finally:
        records._pinned.connection = None


@pytest.mark.parametrize("lost", [1, 2, 7])
def test_a_tail_cut_off_is_found_by_the_checkpoint_alone(
    records: Records, chosen: Settings, lost: int
) -> None:
    log(records, 9)
    make(records, chosen)
    _cut(records, lost)
    found = check(records, chosen).findings
    assert [one.kind for one in found] == ["truncated"] * 2
    assert f"ends after {10 - lost} rows" in found[0].detail
    checkpoint_file(chosen).unlink()
    with records.write() as connection:
        connection.execute(sa.delete(audit_checkpoints))
    assert check(records, chosen).findings == ()


def test_a_checkpoint_kept_elsewhere_finds_what_the_store_no_longer_knows(
    records: Records, chosen: Settings
) -> None:
    log(records, 9)
    kept = chosen.home / "elsewhere.txt"
    kept.write_text(make(records, chosen).note, encoding="utf-8")
    assert check(records, chosen, since=kept).findings == ()
    checkpoint_file(chosen).unlink()
    with records.write() as connection:
        connection.execute(sa.delete(audit_checkpoints))
    _cut(records, 3)
    assert [one.kind for one in check(records, chosen, since=kept).findings] == ["truncated"]


def _cut(records: Records, lost: int) -> None:
    """Take the last rows away with everything that belongs to them."""
    with records.write() as connection:
        size = audit_tree.size(connection) - lost
        query = sa.select(audit_leaves.c.audit_id).where(audit_leaves.c.position >= size)
        gone = list(connection.execute(query).scalars())
        connection.execute(sa.delete(audit_leaves).where(audit_leaves.c.position >= size))
        for row in connection.execute(sa.select(audit_nodes)).all():
            if (row.number + 1) << row.level > size:
                same = sa.and_(audit_nodes.c.level == row.level, audit_nodes.c.number == row.number)
                connection.execute(sa.delete(audit_nodes).where(same))
        connection.execute(sa.delete(audit_sources).where(audit_sources.c.audit_id.in_(gone)))
        connection.execute(sa.delete(audit_rows).where(audit_rows.c.id.in_(gone)))


def test_a_log_written_anew_with_all_its_hashes_is_found_by_the_checkpoint(
    records: Records, chosen: Settings
) -> None:
    ids = log(records, 5)
    make(records, chosen)
    log(records, 5, 5)
    ids += log(records, 5, 10)
    make(records, chosen)
    with records.write() as connection:
        row = audit.read(connection, ids[7])
        assert row is not None
        connection.execute(
            sa.update(audit_rows).where(audit_rows.c.id == ids[7]).values(payload={"said": "lies"})
        )
        _forge(connection, ids[7])
    found = check(records, chosen).findings
    assert {one.kind for one in found} == {"checkpoint"}
    assert "places 6 to 15" in found[0].detail


def _forge(connection: Connection, identity: str) -> None:
    """Make every hash fit what the row says now."""
    row, place = audit.read(connection, identity), audit_tree.position(connection, identity)
    assert row is not None
    assert place is not None
    same = audit_leaves.c.audit_id == identity
    salt = connection.execute(sa.select(audit_leaves.c.salt).where(same)).scalar_one()
    hashed = payload_hash(row["payload"], salt)
    data = leaf_data(place, row, hashed, audit.sources_of(connection, identity))
    values = {"payload_hash": hashed, "leaf_hash": leaf_hash(data).hex()}
    connection.execute(sa.update(audit_leaves).where(same).values(**values))
    known = audit_tree.node(connection)
    for node in connection.execute(sa.select(audit_nodes).order_by(audit_nodes.c.level)).all():
        left, right = (known(node.level - 1, 2 * node.number + n) for n in (0, 1))
        same = sa.and_(audit_nodes.c.level == node.level, audit_nodes.c.number == node.number)
        made = parent_hash(left, right).hex()
        connection.execute(sa.update(audit_nodes).where(same).values(hash=made))


def test_an_erased_row_still_verifies_and_says_by_whom(records: Records, chosen: Settings) -> None:
    ids = log(records, 6)
    make(records, chosen)
    with records.write() as connection:
        erased = audit.erase(connection, ids[1:3], {"document_id": "d"}, "key:admin")
        again = audit.erase(connection, ids[1:2], {"document_id": "e"}, "key:other")
        row = audit.read(connection, ids[1])
        last = connection.execute(
            sa.select(audit_rows).order_by(audit_rows.c.seq.desc()).limit(1)
        ).one()
    assert (sorted(erased), again) == (sorted(ids[1:3]), [])
    assert row is not None
    assert row["payload"] == {"purged": "[purged]", "document_id": "d"}
    assert (last.kind, last.actor) == ("audit.erase", "key:admin")
    assert last.payload == {"about": {"document_id": "d"}, "rows": sorted(ids[1:3])}
    with records.write() as connection:
        assert audit.erase(connection, [last.id], {"document_id": "d"}, "key:admin") == []
    assert check(records, chosen).findings == ()


def test_an_erased_row_that_gets_content_back_is_found(records: Records, chosen: Settings) -> None:
    ids = log(records, 3)
    with records.write() as connection:
        audit.erase(connection, ids[:1], {"document_id": "d"}, "somebody")
        same = audit_rows.c.id == ids[0]
        connection.execute(sa.update(audit_rows).where(same).values(payload={"said": "lies"}))
    assert [one.kind for one in check(records, chosen).findings] == ["changed"]


def test_writers_side_by_side_leave_no_gap(records: Records, chosen: Settings) -> None:
    threads = [threading.Thread(target=log, args=(records, 8, 8 * n)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report = check(records, chosen)
    assert (report.rows, report.findings) == (32, ())


def test_a_transaction_taken_back_leaves_nothing_in_the_log(
    records: Records, chosen: Settings
) -> None:
    log(records, 3)
    with records.engine.connect() as connection, connection.begin() as undone:
        audit.append(connection, "test", {})
        undone.rollback()
    log(records, 2)
    report = check(records, chosen)
    assert (report.rows, report.findings) == (5, ())


def test_rows_of_before_the_tree_get_leaves_once(records: Records, chosen: Settings) -> None:
    log(records, 11)
    with records.write() as connection:
        for table in (audit_leaves, audit_nodes):
            connection.execute(sa.delete(table))
        assert audit.backfill(connection) == 11
        assert audit.backfill(connection) == 0
        assert audit_tree.size(connection) == 12
    log(records, 4)
    report = check(records, chosen)
    assert (report.rows, report.findings) == (16, ())
    assert any("11 rows" in note for note in report.notes)


def test_a_clock_set_back_is_told_and_no_finding(
    records: Records, chosen: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    log(records, 2)
    monkeypatch.setattr("kb.records.audit.now", lambda: "2001-01-01T00:00:00.000Z")
    log(records, 1)
    report = check(records, chosen)
    assert report.findings == ()
    assert any("earlier time" in note for note in report.notes)
