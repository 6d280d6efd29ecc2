"""JSON and YAML as plain data, and files made to cost more than their size."""

from pathlib import Path

import pytest

from ingest.limits import Limits
from ingest.readers.data_file import load_data
from kb.errors import LimitError, UnreadableError


def load(tmp_path: Path, text: str, limits: Limits | None = None) -> dict[str, object]:
    path = tmp_path / "file.yaml"
    path.write_text(text, encoding="utf-8")
    return dict(load_data(path, limits or Limits()))


def test_scalars_stay_as_written(tmp_path: Path) -> None:
    assert load(tmp_path, "a: 5.10\nb: 2013-13-05\nc: no\nd: true\ne: ~\nf: 0x10\n") == {
        "a": "5.10",
        "b": "2013-13-05",
        "c": "no",
        "d": True,
        "e": None,
        "f": "0x10",
    }


def test_json_numbers_keep_their_zeros(tmp_path: Path) -> None:
    assert load(tmp_path, '{"a": 5.10, "b": 2}') == {"a": "5.10", "b": 2}


def test_merge_keys_and_aliases_of_ordinary_size_work(tmp_path: Path) -> None:
    text = "base: &base {a: one}\nother: {<<: *base, b: two}\nagain: *base\n"
    assert load(tmp_path, text)["other"] == {"a": "one", "b": "two"}


def _chain(first: str, entry: str) -> str:
    lines = [f"a0: &a0 {first}"]
    for at in range(1, 12):
        lines.append(f"a{at}: &a{at} " + entry % ",".join([f"*a{at - 1}"] * 10))
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (_chain("[x]", "[%s]"), "aliases"),
        (_chain("{x: 1, y: 2}", "{<<: [%s]}"), "merge keys"),
        ("- " * 100_000, "nested"),
        ("[" * 100_000, "nested"),
        ('{"a":' * 100_000, "nested"),
        ("a: {<<: {b: 1}}\n" + "\n".join(f"k{n}: {{<<: {{b: 1}}}}" for n in range(200)), "merge"),
    ],
)
def test_bombs_are_refused(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(LimitError, match=reason):
        load(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &a [*a]\n", "refers to itself"),
        ("a: 1\nb: [1, 2\n", "line 3: it is not valid YAML"),
        ('{"a": 1,\n "b" 2}', "line 2: it is not valid JSON"),
        ("a: !!python/object/apply:os.getcwd []\n", "not valid YAML"),
        ("- a\n- b\n", "no named fields"),
        ("", "no named fields"),
        ("a: 1\n---\nb: 2\n", "not valid YAML"),
        ("a: \x01\n", "not valid YAML"),
    ],
)
def test_broken_files_say_where(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UnreadableError, match=message):
        load(tmp_path, text)


def test_size_and_encoding(tmp_path: Path) -> None:
    with pytest.raises(LimitError, match="limit of 3"):
        load(tmp_path, "a: 12345\n", Limits(file_bytes=3))
    path = tmp_path / "latin.yaml"
    path.write_bytes("a: caf\xe9".encode("latin-1"))
    with pytest.raises(UnreadableError, match="UTF-8"):
        load_data(path, Limits())
