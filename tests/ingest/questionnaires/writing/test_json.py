import json

import pytest

from ingest.questionnaires.writing.compare import compare_bytes
from ingest.questionnaires.writing.json_ import fill
from kb.errors import UnreadableError
from kb.values.questionnaires import CellWrite, FileKind, Place

VSAQ = b"""// Copyright, and {"a": 1} in a comment
{
  "questionnaire": [
    {
      "type": "block", "items": [
        {
          "type": "line",
          "text": "The \\"name\\":",
          "id": "name"
        },
        {"type":"check","id":"ok"} /* last */
      ]
    }
  ]
}
"""


def write(pointer: str, text: str, *, numeric: bool = False) -> CellWrite:
    return CellWrite(Place("", pointer), text, numeric)


def filled(data: bytes, *writes: CellWrite, suffix: str = ".json") -> str:
    result = fill(data, writes, suffix)
    assert not result.refused
    assert compare_bytes(data, result.data, result.written, FileKind.JSON, suffix).clean
    return result.data.decode()


def test_a_vsaq_questionnaire_keeps_its_comments_and_layout():
    items = "/questionnaire/0/items"
    new = filled(
        VSAQ, write(f"{items}/0/answer", 'We are "Vouch" – ok'), write(f"{items}/1/answer", "yes")
    )
    expected = VSAQ.decode().replace(
        '"id": "name"', '"id": "name",\n          "answer": "We are \\"Vouch\\" – ok"'
    )
    assert new == expected.replace('"id":"ok"}', '"id":"ok","answer":"yes"}')


@pytest.mark.parametrize(
    ("before", "pointer", "text", "after"),
    [
        ('{"a": "old", "b": 1}', "/a", "new", '{"a": "new", "b": 1}'),
        ('{"a": null}', "/a", "new", '{"a": "new"}'),
        ("{}", "/a", "new", '{"a": "new"}'),
        ("[{ }]", "/0/a", "new", '[{"a": "new" }]'),
        ('{"a": false}', "/a", "TRUE", '{"a": true}'),
        ('{"a/b": {"~c": ""}}', "/a~1b/~0c", "x", '{"a/b": {"~c": "x"}}'),
        ('{\n\t"a": 1\n}', "/b", "é\n", '{\n\t"a": 1,\n\t"b": "é\\n"\n}'),
        ('{"a": {"b": [1, 2]}}', "/a/c", "x", '{"a": {"b": [1, 2], "c": "x"}}'),
        ('["x", "y"]', "/1", "z", '["x", "z"]'),
        ('{"a": "x" +\n "y" , "b": "z"+"z",}', "/a", "n", '{"a": "n" , "b": "z"+"z",}'),
        ('{"t": "x" + "y",\n "b": 1,\n}', "/a", "n", '{"t": "x" + "y",\n "b": 1,\n "a": "n",\n}'),
    ],
)
def test_a_value_is_changed_or_added_in_place(before, pointer, text, after):
    assert filled(before.encode(), write(pointer, text)) == after


def test_several_answers_in_one_object():
    writes = [write("/a/x", "1"), write("/a/y", "2"), write("/b", "3")]
    assert json.loads(filled(b'{"a": {}}', *writes)) == {"a": {"x": "1", "y": "2"}, "b": "3"}
    assert json.loads(filled(b'{"a": {"z": 0}}', *writes))["a"] == {"z": 0, "x": "1", "y": "2"}


@pytest.mark.parametrize(("text", "stored"), [("5", 5), ("-2.50", -2.5), ("007", 7.0), ("+1", 1)])
def test_a_number_is_written_as_one(text, stored):
    new = filled(b'{"a": ""}', write("/a", text, numeric=True))
    assert json.loads(new) == {"a": stored}
    refused = fill(b'{"a": ""}', [write("/a", "five", numeric=True)]).refused
    assert "not a number" in refused[0].reason


def test_json_lines_are_counted_from_the_first():
    data = b'{"q": "One?"}\n{"q": "Two?", "answer": ""}\r\n\n{"q": "Three?"}'
    new = filled(data, write("/1/answer", "b"), write("/2/answer", "c"), suffix=".jsonl")
    assert new == (
        '{"q": "One?"}\n{"q": "Two?", "answer": "b"}\r\n\n{"q": "Three?", "answer": "c"}'
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_is_kept(encoding):
    data = '{"Größe": ""}'.encode(encoding)
    result = fill(data, [write("/Größe", "≥ 5 m")])
    assert json.loads(result.data.decode(encoding)) == {"Größe": "≥ 5 m"}


@pytest.mark.parametrize("pointer", ["/b/c", "/a/0/x", "/list", "/list/2", "answer", "", "/obj"])
def test_places_that_take_no_answer_are_refused(pointer):
    result = fill(b'{"a": ["x"], "list": [1], "obj": {}}', [write(pointer, "x")])
    assert not result.written
    assert "nothing there" in result.refused[0].reason


def test_a_second_answer_for_a_place_is_refused():
    result = fill(b'{"a": ""}', [write("/a", "1"), write("/a", "2")])
    assert (result.data, len(result.refused)) == (b'{"a": "1"}', 1)


@pytest.mark.parametrize(
    "text", ['{"a": }', "{'a': 1}", '{"a" 1}', "[1 2]", '{"a": 1} 2', "[" * 300, '{"a": "x', ""]
)
def test_what_is_not_well_formed_is_refused(text):
    with pytest.raises(UnreadableError):
        fill(text.encode() or b" ", [write("/a", "x")])


def test_more_than_the_answers_is_seen():
    before = b'{"a": "", "b": "keep"}'
    after = fill(before, [write("/a", "x"), write("/c", "y")]).data
    places = [Place("", "/a"), Place("", "/c")]
    assert compare_bytes(before, after, places, FileKind.JSON).clean
    assert not compare_bytes(before, after, places[:1], FileKind.JSON).clean
    for harmed in (after.replace(b"keep", b"kept"), after.replace(b'"b"', b' "b"')):
        assert not compare_bytes(before, harmed, places, FileKind.JSON).clean
