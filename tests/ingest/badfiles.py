"""Hostile and broken files of our own making, one a kind of trouble."""

import struct
from collections.abc import Callable
from pathlib import Path

from tests.ingest.badoffice import BAD_OFFICE, container
from tests.ingest.badpdfs import BAD_PDFS

__all__ = ["BAD_FILES", "HARMLESS", "write_bad_files"]

_LINE = "Passwords have at least 14 characters and are checked against known leaks.\n"
_PAGE = "<!doctype html><html><body>{}</body></html>"


def write_bad_files(folder: Path) -> list[Path]:
    """Write every bad file into ``folder``; their paths, in order."""
    paths = []
    for name, make in BAD_FILES.items():
        content = make()
        paths.append(folder / name)
        paths[-1].write_bytes(content.encode() if isinstance(content, str) else content)
    return paths


def _ole(stream: str) -> bytes:
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<I", header, 48, 0)
    return bytes(header) + stream.encode("utf-16-le").ljust(512, b"\0")


def _nested_zip() -> bytes:
    inner = b"text"
    for depth in range(20):
        inner = container({f"{depth}.zip" if depth else "a.txt": inner})
    return inner


def _laughs_yaml(head: str) -> str:
    lists = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    return f"{head}a0: &a0 [lol]\n{lists}"


_LIBRARY = "urn: urn:acme:risk:library:x\nlocale: en\nref_id: X\nname: X\n"
_COMPONENT = "schema_version: 3.0.0\nname: AC\nsatisfies:\n"
_OSCAL = '{{"catalog": {{"uuid": "1", "metadata": {{"title": "T", "oscal-version": "1"}}, {}}}}}'


def _looping_parameters() -> str:
    prose = "{{ insert: param, a }} {{ insert: param, a }}"
    control = (
        '{"id": "ac-1", "title": "T", "params": [{"id": "a", "label": "%s"}],'
        ' "parts": [{"name": "statement", "prose": "%s"}]}'
    )
    return _OSCAL.format(f'"controls": [{control % (prose, prose)}]')


_TEXTS: dict[str, Callable[[], str | bytes]] = {
    "empty.txt": lambda: "",
    "blank.txt": lambda: " \n" * 1000,
    "zeros.txt": lambda: bytes(100_000),
    "zeros-within.txt": lambda: _LINE * 50 + "pass\0words\0\n",
    "utf-16.txt": lambda: (_LINE * 50).encode("utf-16"),
    "latin-1.txt": lambda: ("Zugänge für Prüfer sind befristet. " * 50).encode("latin-1"),
    "broken-utf-8.txt": lambda: _LINE.encode() * 50 + b"\xc3\x28\xff\xfe" + _LINE.encode(),
    "one-line.txt": lambda: "word " * 900_000,
    "one-word.txt": lambda: "a" * 4_000_000,
    "spaces.txt": lambda: "a" + " " * 3_000_000 + "b",
    "newlines.txt": lambda: "a" + "\n" * 3_000_000 + "b",
    "dots.txt": lambda: "a." * 1_000_000,
    "rules.txt": lambda: ("-" * 2000 + "\n") * 1000,
    "numbers.txt": lambda: "1.1.1.1." * 300_000,
    "quotes.txt": lambda: "'\"" * 500_000,
    "capitals.txt": lambda: "AAAA BBBB " * 200_000,
    "tabs.txt": lambda: "\t" * 2_000_000 + "x",
    "combining.txt": lambda: "a" + "\u0301" * 500_000,
    "brackets.md": lambda: "[" * 100_000,
    "quotes.md": lambda: ">" * 50_000 + " deep",
    "lists.md": lambda: "".join("  " * n + "- a\n" for n in range(1500)),
    "stars.md": lambda: "*a **b " * 100_000,
    "ticks.md": lambda: "".join("`" * n + " " for n in range(1500)),
    "links.md": lambda: "[a](" * 100_000,
    "references.md": lambda: "".join(f"[a{n}]: x\n[a{n}]\n" for n in range(50_000)),
    "columns.md": lambda: "|a" * 50_000 + "|\n" + "|-" * 50_000 + "|\n" + "|b" * 50_000 + "|\n",
    "front-matter.md": lambda: "---\n" + _laughs_yaml("") + "---\n# Title\n",
    "comments.md": lambda: "<!--" * 200_000,
    "deep.html": lambda: _PAGE.format("<div>" * 200_000 + "deep"),
    "deep-tables.html": lambda: _PAGE.format("<table><tr><td>" * 5000 + "deep"),
    "deep-lists.html": lambda: _PAGE.format("<ul><li>" * 20_000 + "deep"),
    "entities.html": lambda: _PAGE.format("<p>" + "&amp;" * 1_000_000),
    "open-tags.html": lambda: _PAGE.format("<b><i><a>" * 50_000 + _LINE),
    "paragraphs.html": lambda: _PAGE.format("<p>x" * 300_000),
    "span.html": lambda: _PAGE.format(
        "<table><tr><td colspan=1000000000 rowspan=1000000000>x</table>"
    ),
    "attributes.html": lambda: _PAGE.format("<p " + "a=b " * 300_000 + f">{_LINE}</p>"),
    "comments.html": lambda: _PAGE.format("<!--" * 300_000),
    "empty.html": lambda: _PAGE.format(""),
    "zeros.html": lambda: _PAGE.format(f"<p>{_LINE}</p>" * 50 + "\0\0"),
    "charset.html": lambda: f'<!doctype html><meta charset="utf-32"><p>{_LINE * 20}</p>',
    "columns.csv": lambda: ",".join(f"c{n}" for n in range(1_000_000)) + "\n1,2\n",
    "commas.csv": lambda: "," * 5_000_000,
    "rows.csv": lambda: "a,b\n" + "1,2\n" * 600_000,
    "open-quote.csv": lambda: 'a,b\n"' + _LINE * 50_000,
    "long-field.csv": lambda: "a,b\n1," + "x" * 3_000_000 + "\n",
    "zeros.csv": lambda: "a,b\n1,\0\0\n" * 50,
    "ragged.csv": lambda: "a,b\n1\n1,2,3,4\n\n,,,\n",
    "broken.jsonl": lambda: '{"id": "1", "text": "one"}\n{"id": "2", "te\nnot json\n[1]\n7\n',
    "deep.jsonl": lambda: '{"id": "1", "text": ' + "[" * 500_000 + "]" * 500_000 + "}\n",
    "long-number.jsonl": lambda: '{"id": ' + "9" * 1_000_000 + ', "text": "x"}\n',
    "surrogates.jsonl": lambda: '{"id": "1", "text": "\\ud800 and \\udfff"}\n',
    "records.jsonl": lambda: '{"id": "1", "text": "x"}\n' * 300_000,
    "same-ids.jsonl": lambda: '{"id": "1", "text": "x"}\n{"id": "1", "text": "y"}\n',
    "deep.json": lambda: _OSCAL.format(
        '"groups": [' + '{"id": "a", "title": "a", "groups": [' * 50_000 + "]}" * 50_000 + "]"
    ),
    "open.json": lambda: _OSCAL.format('"groups": [')[:-3],
    "looping-parameters.json": _looping_parameters,
    "odd-types.json": lambda: _OSCAL.format('"groups": {"id": 7}, "controls": "none"'),
    "laughs.yaml": lambda: _laughs_yaml(_LIBRARY) + "objects:\n  framework: *a11\n",
    "loop.yaml": lambda: _LIBRARY + "objects: &a\n  framework: *a\n",
    "code.yaml": lambda: _LIBRARY + "objects: !!python/object/apply:os.getcwd []\n",
    "deep.yaml": lambda: _LIBRARY + "objects: " + "[" * 100_000,
    "wrong-types.yaml": lambda: _LIBRARY + "objects:\n- 1\n- [2]\n",
    "component.yaml": lambda: _laughs_yaml(_COMPONENT + "- *missing\n"),
    "laughs-opencontrol.yaml": lambda: (
        _laughs_yaml("schema_version: 1\nname: x\n") + "satisfies: *a11\n"
    ),
}

_NAMED_WRONGLY: dict[str, Callable[[], str | bytes]] = {
    "is-pdf.docx": BAD_PDFS["huge-page.pdf"],
    "is-docx.pdf": BAD_OFFICE["wide-span.docx"],
    "is-xlsx.docx": BAD_OFFICE["last-cell.xlsx"],
    "is-docx.zip": BAD_OFFICE["wide-span.docx"],
    "is-html.md": lambda: _PAGE.format(f"<h1>Access</h1><p>{_LINE * 10}</p>"),
    "is-text.pdf": lambda: _LINE * 10,
    "is-image.docx": lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(100),
    "is-noise.pdf": lambda: b"%PDF-1.4\n" + bytes(range(256)) * 400,
    "encrypted-office.docx": lambda: _ole("EncryptedPackage"),
    "old.doc": lambda: _ole("WordDocument"),
    "old.xls": lambda: _ole("Workbook"),
    "picture.png": lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(100),
    "program.exe": lambda: b"MZ\x90\0\x03\0\0\0" + bytes(100),
    "nested.zip": _nested_zip,
    "traversal.zip": lambda: container({"../../up.txt": "x"}),
    "cut-off.zip": lambda: container({"a.txt": "text"})[:-9],
    "pointer.pdf": lambda: "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n",
}

BAD_FILES: dict[str, Callable[[], str | bytes]] = {
    **BAD_PDFS,
    **BAD_OFFICE,
    **_TEXTS,
    **_NAMED_WRONGLY,
}

HARMLESS = frozenset(
    (
        *("zeros-within.txt", "utf-16.txt", "latin-1.txt", "broken-utf-8.txt", "ragged.csv"),
        *("is-pdf.docx", "is-docx.pdf", "is-html.md", "is-text.pdf", "is-docx.zip"),
        *("zeros.html", "same-ids.jsonl", "surrogates.jsonl", "is-xlsx.docx", "last-cell.xlsx"),
    )
)
"""Files that only look bad: a reader has to make documents of them."""
