"""Documents survive the pipe, and nothing but a document does."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import codec
from kb.values import (
    Block,
    BlockKind,
    Catalog,
    Control,
    Crosswalk,
    CrosswalkRow,
    Document,
    Dropped,
    Facts,
    Relation,
)

texts = st.text(max_size=20)
pairs = st.lists(st.tuples(texts, texts), max_size=3).map(tuple)
days = st.none() | st.dates()
blocks = st.builds(
    Block,
    st.sampled_from(BlockKind),
    texts,
    st.integers(0, 9),
    st.none() | st.integers(1, 5000),
    st.lists(texts, max_size=3).map(tuple),
)
facts = st.builds(Facts, texts, texts, texts, days, days, days, texts, pairs)
controls = st.builds(Control, texts, texts, texts, texts, st.booleans())
catalogs = st.builds(Catalog, texts, texts, st.lists(controls, max_size=3).map(tuple), texts, texts)
rows = st.builds(CrosswalkRow, texts, texts, st.sampled_from(Relation), texts)
crosswalks = st.builds(
    Crosswalk, texts, texts, texts, texts, st.lists(rows, max_size=3).map(tuple), texts
)
documents = st.builds(
    Document,
    title=texts,
    blocks=st.lists(blocks, max_size=6).map(tuple),
    facts=facts,
    part=texts,
    truncated=st.booleans(),
    external_id=texts,
    metadata=pairs,
    dropped=st.lists(st.builds(Dropped, texts, texts), max_size=3).map(tuple),
    warnings=st.lists(texts, max_size=3).map(tuple),
    catalog=st.none() | catalogs,
    crosswalk=st.none() | crosswalks,
)


@given(documents)
def test_a_document_comes_back_as_it_went(document: Document) -> None:
    crossed = json.loads(json.dumps(codec.encode(document)))

    assert codec.decode(crossed) == document


def test_column_names_cross_once() -> None:
    row = Block(BlockKind.TABLE_ROW, "a\tb", header=("First column", "Second column"))

    line = json.dumps(codec.encode(Document("Table", (row,) * 100)))

    assert line.count("First column") == 1


def test_size_counts_all_text_and_column_names_once() -> None:
    row = Block(BlockKind.TABLE_ROW, "ab\tcd", header=("x", "yz"))
    document = Document(
        "not counted",
        (row, row),
        metadata=(("k", "vv"),),
        dropped=(Dropped("12345", "furniture"),),
        catalog=Catalog("c", "C", (Control("A.1", "Title", "Text"),)),
        crosswalk=Crosswalk("x", "X", "a", "b", (CrosswalkRow("s", "t", note="n"),)),
    )

    assert codec.size(document) == 2 * 5 + 3 + 3 + 5 + 12 + 3


VALID: dict[str, Any] = codec.encode(
    Document(
        "Title",
        (Block(BlockKind.PARAGRAPH, "text"),),
        Facts(effective=date(2026, 1, 2)),
        catalog=Catalog("c", "C", (Control("A.1", "Title"),)),
    )
)


@pytest.mark.parametrize(
    "change",
    [
        {"title": None},
        {"title": 7},
        {"blocks": {}},
        {"blocks": [{"kind": "paragraph"}]},
        {"blocks": [{"kind": "song", "text": "x"}]},
        {"blocks": [{"kind": "paragraph", "text": "x", "level": True}]},
        {"blocks": [{"kind": "paragraph", "text": "x", "page": "1"}]},
        {"blocks": [{"kind": "paragraph", "text": "x", "header": 0}]},
        {"blocks": [{"kind": "paragraph", "text": "x", "header": -1}], "headers": [["a"]]},
        {"blocks": [{"kind": "paragraph", "text": "x", "extra": 1}]},
        {"facts": {"effective": "soon"}},
        {"facts": []},
        {"truncated": 1},
        {"metadata": [["only one"]]},
        {"warnings": "text"},
        {"catalog": {"id": "c"}},
        {"catalog": VALID["catalog"] | {"controls": [["A", "t", "x", "", 1]]}},
        {"surprise": 1},
    ],
)
def test_anything_else_is_refused(change: dict[str, Any]) -> None:
    codec.decode(VALID)

    with pytest.raises(ValueError):
        codec.decode(VALID | change)


@pytest.mark.parametrize("data", [None, [], "text", {}])
def test_what_is_no_object_is_refused(data: object) -> None:
    with pytest.raises(ValueError):
        codec.decode(data)


def test_equal_text_in_another_place_is_another_document() -> None:
    first = Document("Title", (Block(BlockKind.PARAGRAPH, "text", page=1),))
    second = replace(first, blocks=(Block(BlockKind.PARAGRAPH, "text", page=2),))

    assert codec.decode(codec.encode(first)) != codec.decode(codec.encode(second))
