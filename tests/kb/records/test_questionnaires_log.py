"""What the log tells of questionnaires: who took one in, and how it was given back last."""

from kb.records import Records, audit
from kb.records import questionnaires_log as log
from kb.values.questionnaires import Place


def note(records: Records, kind: str, identity: str, actor: str, **payload: object) -> None:
    with records.write() as connection:
        audit.append(connection, kind, {"questionnaire": identity, **payload}, actor=actor)


def test_each_questionnaire_has_who_took_it_in(records: Records) -> None:
    for identity, actor in (("a1", "person:ann"), ("b2", "key:desk")):
        note(records, log.START, identity, actor)
    note(records, log.EXPORT, "c3", "person:bo", **log.export_json("x.csv", 1, (), ()))
    with records.read() as connection:
        found = log.starters(connection, ["a1", "c3", "d4"])
        assert log.starters(connection, []) == {}
    assert found == {"a1": "person:ann"}


def test_the_last_export_counts_and_names_what_was_refused(records: Records) -> None:
    left = [log.Refused(Place("Controls", f"D{n}"), "it holds a formula") for n in range(1, 1_201)]
    note(records, log.EXPORT, "a1", "person:ann", **log.export_json("old.xlsx", 9, (), ()))
    said = log.export_json("new.xlsx", 7, left, ("its formulas are worked out when it is opened",))
    note(records, log.EXPORT, "a1", "person:bo", **said)
    note(records, log.EXPORT, "b2", "person:eve", **log.export_json("b.xlsx", 3, (), ()))
    with records.read() as connection:
        found = log.last_export(connection, "a1")
        assert log.last_export(connection, "c3") is None
    assert found is not None
    assert (found.by, found.target, found.written, found.refused) == (
        "person:bo", "new.xlsx", 7, 1_200,
    )  # fmt: skip
    assert found.left == tuple(left[:1_000])
    assert found.notes == ("its formulas are worked out when it is opened",)


def test_an_export_from_before_refusals_were_kept_is_read(records: Records) -> None:
    note(records, log.EXPORT, "a1", "local", target="x.csv", written=2)
    with records.read() as connection:
        found = log.last_export(connection, "a1")
    assert found is not None
    assert (found.written, found.refused, found.left) == (2, 0, ())
