"""Reads Word files (DOCX): headings by style, lists, tables, text boxes and notes."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.archives import check_container
from ingest.facts import facts_from_lines, facts_from_pairs
from ingest.limits import Limits
from ingest.readers.docx_body import Body
from ingest.readers.docx_styles import Styles
from ingest.readers.docx_tables import children, table_rows
from ingest.readers.docx_text import W, paragraph_text
from ingest.readers.tables import fact_pairs
from ingest.readers.titles import file_title, head_lines, merged_facts, sensible_title
from kb.errors import UnreadableError
from kb.values import BlockKind, Document, Dropped, Facts

_PARTS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_PROPERTIES = ("author", "subject", "keywords", "category", "comments", "last_modified_by")


def read(path: Path, limits: Limits) -> list[Document]:
    """The document in a DOCX file.

    Tracked insertions are read, deletions, hidden text, comments, headers, footers and the table
    of contents listed in ``dropped``. Pages are known only where Word saved where they broke.
    Raises ``UnreadableError`` for a damaged file, ``LimitError`` past a limit.
    """
    check_container(path, limits)
    word = _open(path)
    parts = _related(word.part)
    root = word.element.body
    body = Body(
        styles=Styles(getattr(word.styles, "element", None)),
        notes=_notes(parts),
        has_pages=next(root.iter(f"{W}lastRenderedPageBreak"), None) is not None,
        characters=limits.characters,
    )
    body.read(root)
    body.finish()
    dropped, edge_facts = _edges(parts)
    dropped.extend(_left_out(body, parts))
    if not body.blocks:
        raise UnreadableError("it holds no text", "if it holds scanned images, run OCR on it")
    own_title, properties = _properties(word)
    facts = merged_facts(
        facts_from_pairs(body.pairs),
        facts_from_lines(head_lines(body.blocks)),
        edge_facts,
        properties,
    )
    heading = next((b.text for b in body.blocks[:5] if b.kind is BlockKind.HEADING), "")
    title = next(
        (t for name in (body.title, own_title, heading) if (t := sensible_title(name, path))),
        file_title(path),
    )
    return [Document(title, tuple(body.blocks), facts, dropped=tuple(dropped))]


def _open(path: Path) -> Any:
    import docx
    from docx.opc.exceptions import OpcError
    from lxml import etree

    try:
        return docx.Document(str(path))
    except (OpcError, KeyError, ValueError, AttributeError, zipfile.BadZipFile, OSError) as error:
        raise UnreadableError(
            "it is not a Word document, or it is damaged", "open it in Word and save it again"
        ) from error
    except etree.XMLSyntaxError as error:
        raise UnreadableError(
            "a part of it is not valid XML", "open it in Word and save it again"
        ) from error


def _related(part: Any) -> dict[str, list[Any]]:
    """The roots of the parts that the main part refers to, by the kind of reference."""
    from docx.oxml.parser import parse_xml
    from lxml import etree

    found: dict[str, list[Any]] = {}
    for relation in part.rels.values():
        kind = relation.reltype.removeprefix(_PARTS)
        if relation.is_external or kind not in (
            "header",
            "footer",
            "footnotes",
            "endnotes",
            "comments",
        ):
            continue
        target = relation.target_part
        root = getattr(target, "element", None)
        if root is None:
            try:
                root = parse_xml(target.blob)
            except etree.XMLSyntaxError:
                continue
        found.setdefault(kind, []).append(root)
    return found


def _notes(parts: dict[str, list[Any]]) -> dict[tuple[str, str], Any]:
    """Footnotes and endnotes by kind and id; the separators Word keeps among them left out."""
    return {
        (kind, note.get(f"{W}id", "")): note
        for kind in ("footnote", "endnote")
        for root in parts.get(f"{kind}s", ())
        for note in root.iter(f"{W}{kind}")
        if note.get(f"{W}type", "normal") == "normal"
    }


def _edges(parts: dict[str, list[Any]]) -> tuple[list[Dropped], Facts]:
    """Headers and footers as dropped text, and the facts they state."""
    dropped: dict[Dropped, None] = {}
    lines: list[str] = []
    pairs: list[tuple[str, str]] = []
    for kind in ("header", "footer"):
        for root in parts.get(kind, ()):
            texts: list[str] = []
            for node in children(root, f"{W}p", f"{W}tbl"):
                if node.tag == f"{W}tbl":
                    rows, _ = table_rows(node, lambda _: None)
                    pairs.extend(fact_pairs(rows))
                    texts.extend("\t".join(row) for row in rows if any(row))
                else:
                    texts.append(paragraph_text(node).text)
            texts = [text for text in texts if text]
            lines.extend(text.replace("\t", " | ") for text in texts)
            if texts:
                dropped[Dropped("\n".join(texts), f"running {kind}")] = None
    return list(dropped), merged_facts(facts_from_pairs(pairs), facts_from_lines(lines))


def _left_out(body: Body, parts: dict[str, list[Any]]) -> Iterator[Dropped]:
    comments = [
        text
        for root in parts.get("comments", ())
        for node in root.iter(f"{W}p")
        if (text := paragraph_text(node).text)
    ]
    for texts, reason in (
        (body.contents, "table of contents"),
        (body.deleted, "deleted in tracked changes"),
        (body.hidden, "hidden text"),
        (comments, "comment"),
    ):
        if texts:
            yield Dropped("\n".join(texts), reason)


def _properties(word: Any) -> tuple[str, Facts]:
    """The title and the facts in the file's properties; nothing where it has none."""
    if not any(relation.reltype == _CORE for relation in word.part.package.rels.values()):
        return "", Facts()
    core = word.core_properties
    other = [
        (name.replace("_", " ").capitalize(), value)
        for name in _PROPERTIES
        if (value := getattr(core, name)) and "python-docx" not in value
    ]
    for name in ("created", "modified"):
        moment = getattr(core, name)
        if moment is not None:
            other.append((name.capitalize(), moment.date().isoformat()))
    return core.title, Facts(version=core.version, status=core.content_status, other=tuple(other))
