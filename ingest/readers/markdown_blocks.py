"""Markdown source to blocks, by markdown-it-py's tokens."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import dedent
from typing import TYPE_CHECKING

from ingest.readers.grid_table import grid_rows
from ingest.readers.html_tree import parse_html
from ingest.readers.html_walk import walk
from kb.values import Block, BlockKind, Dropped
from kb.values.documents import clean_text

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

_NESTING = 100  # how deep markdown-it follows quotes and lists; it leaves the rest out …
_DEEPEST = 90  # … so that a text that comes near is read again with its lines set flush
_CONTAINERS = re.compile(
    r"^[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]*)*(?=(?:[-*+]|\d{1,9}[.)])[ \t]|)", re.M
)
_ATTRIBUTES = re.compile(r"\s*\{[#.:][^{}]*\}\s*$")
_PAGE_BREAK = re.compile(r"\\(pagebreak|newpage|clearpage)\b.*")
# "a. text", "iv) text": lists that CommonMark does not know but many policies use
_LETTERED = re.compile(r"^\(?(?:[a-z]|[ivx]{1,5}|[A-Z])[.)]\s+(?=\S)")
_LISTED = re.compile(r"^\s*(?:[-*+]|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,5})[.)])\s+\S")
# A link whose target is a template: its blanks would keep Markdown from seeing the link
_TEMPLATED = re.compile(r"\]\((\{\{[^(){}<>\n]*\}\}[^()\s<>]*)\)")
_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.S)
_BOLD_WORDS = 12  # longest bold line that is a heading
# Marks that one paragraph may hold; with more of them, looking for pairs takes seconds.
_MARKS = re.compile(r"[*_`\[\]!<>&~\\]")
_MOST_MARKS = 5_000
# A heading as people type it: "#Policy". CommonMark wants a space there.
_TIGHT_HEADING = re.compile(r"(#{1,6})(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Found:
    """What a piece of Markdown gave: blocks, what was left out, and what went wrong."""

    blocks: list[Block]
    dropped: list[Dropped]
    warnings: list[str]


def markdown_blocks(source: str, level: int = 1) -> Found:
    """The blocks of Markdown without front matter.

    ``level``: that of the section the source stands in, for headings that carry none (a bold line,
    a ``<summary>``).
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": _NESTING}).enable(["table", "strikethrough"])
    parser.core.ruler.before("inline", "too_many_marks", _set_aside)
    source = _TEMPLATED.sub(r"](<\1>)", source)
    tokens = parser.parse(source)
    if max((token.level for token in tokens), default=0) >= _DEEPEST:
        source = _CONTAINERS.sub("", source)
        tokens = parser.parse(source)
    builder = _Builder(source, level)
    builder.take(tokens)
    return Found(builder.blocks, builder.dropped, list(dict.fromkeys(builder.warnings)))


def _set_aside(state: "StateCore") -> None:
    """Keep paragraphs with more marks than any author sets from the search for pairs of them."""
    for token in state.tokens:
        if token.type == "inline" and len(token.content) > _MOST_MARKS:
            marks = sum(1 for _ in _MARKS.finditer(token.content))
            token.type = "inline" if marks <= _MOST_MARKS else "plain"


def grid_blocks(source: str) -> list[Block]:
    """The blocks of a grid table, its cells' mark-up taken off."""
    header, rows = grid_rows(source)
    names = tuple(_plain(cell) for cell in header)
    return _rows([tuple(_plain(cell) for cell in row) for row in rows], names)


def _rows(rows: Sequence[tuple[str, ...]], header: tuple[str, ...]) -> list[Block]:
    blocks = [Block(BlockKind.TABLE_HEADER, "\t".join(header))] if any(header) else []
    for row in rows:
        names = header if len(header) == len(row) else ()
        blocks.append(Block(BlockKind.TABLE_ROW, "\t".join(row), header=names))
    return blocks


def _plain(source: str) -> str:
    return clean_text(" ".join(block.text for block in markdown_blocks(source).blocks))


class _Builder:
    """Turns tokens into blocks."""

    def __init__(self, source: str, level: int) -> None:
        self._lines = source.split("\n")
        self._section = level
        self._lists: list[int | None] = []  # the next ordinal, None for a bulleted list
        self._item = ""  # what the next paragraph begins with; a mark that it is a list item
        self._row: list[str] = []
        self._header: tuple[str, ...] = ()
        self._opened = ""
        self._past = 0  # lines that an HTML table has used up
        self.blocks: list[Block] = []
        self.dropped: list[Dropped] = []
        self.warnings: list[str] = []

    def take(self, tokens: Sequence["Token"]) -> None:
        """Add the blocks of a token stream."""
        for token in tokens:
            if token.map and token.map[0] < self._past:
                continue
            self._one(token)

    def _one(self, token: "Token") -> None:
        kind = token.type
        if kind == "inline":
            self._inline(token, self._text(token.children or []))
        elif kind == "plain":
            self.warnings.append(
                f"a paragraph with more than {_MOST_MARKS:,} marks was read as plain text"
            )
            self._inline(token, clean_text(token.content))
        elif kind in ("fence", "code_block"):
            self._code(token)
        elif kind == "html_block":
            self._html(token)
        elif kind.startswith(("bullet_list", "ordered_list", "list_item")):
            self._list(token)
        elif kind == "tr_close":
            self._end_row()
        elif kind.endswith("_open"):
            self._opened = token.tag
            if kind == "table_open":
                self._header = ()

    def _list(self, token: "Token") -> None:
        kind = token.type
        if kind.endswith("_list_open"):
            start = token.attrGet("start")
            self._lists.append(int(start or 1) if kind.startswith("ordered") else None)
        elif kind.endswith("_list_close"):
            self._lists.pop()
        elif kind == "list_item_close":
            self._item = ""
        else:
            self._item = "-"
            if self._lists and (ordinal := self._lists[-1]) is not None:
                self._item, self._lists[-1] = f"{ordinal}. ", ordinal + 1

    def _inline(self, token: "Token", text: str) -> None:
        children = token.children or []
        if self._opened in ("th", "td"):
            self._row.append(text)
            return
        if not text:
            return
        if self._opened.startswith("h"):
            self._section = int(self._opened[1])
            text = _ATTRIBUTES.sub("", text) or text
            self.blocks.append(Block(BlockKind.HEADING, text, level=self._section))
        elif (tight := _TIGHT_HEADING.match(text)) and len(text.split()) <= _BOLD_WORDS:
            self._section = len(tight[1])
            self._add(BlockKind.HEADING, text[tight.end() :], self._section)
        elif self._item:
            prefix, self._item = self._item.removeprefix("-"), ""
            self._add(BlockKind.LIST_ITEM, prefix + text, max(1, len(self._lists)))
        elif _PAGE_BREAK.fullmatch(text):
            self.dropped.append(Dropped(text, "page break"))
        elif _LETTERED.match(text):
            for line in _lettered_lines(text, token.content):
                self._add(BlockKind.LIST_ITEM, line, len(self._lists) + 1)
        elif _is_bold_heading(children, text):
            self._add(BlockKind.HEADING, text, min(6, self._section + 1))
        else:
            self._add(BlockKind.PARAGRAPH, text, 0)

    def _add(self, kind: BlockKind, text: str, level: int) -> None:
        self.blocks.append(Block(kind, text, level=level))

    def _end_row(self) -> None:
        row, self._row = tuple(self._row), []
        if self._opened == "th":
            self._header = row
            if any(row):
                self.blocks.append(Block(BlockKind.TABLE_HEADER, "\t".join(row)))
        elif any(row):
            names = self._header if len(self._header) == len(row) and any(self._header) else ()
            self.blocks.append(Block(BlockKind.TABLE_ROW, "\t".join(row), header=names))

    def _code(self, token: "Token") -> None:
        """Code, or a list that was indented so far that Markdown takes it for code."""
        text = token.content.replace("\t", "    ").rstrip()
        if token.type == "code_block" and _LISTED.match(text):
            found = markdown_blocks(dedent(text), self._section)
            for block in found.blocks:
                deeper = block.level + 1 if block.kind is BlockKind.LIST_ITEM else block.level
                self.blocks.append(Block(block.kind, block.text, deeper, header=block.header))
            self.dropped.extend(found.dropped)
            self.warnings.extend(found.warnings)
        elif text.strip():
            self._add(BlockKind.CODE, text.strip("\n"), 0)

    def _html(self, token: "Token") -> None:
        """A block of HTML; a table goes on to its end tag, over empty lines inside it."""
        source = token.content
        if "<table" in source.lower() and "</table" not in source.lower() and token.map:
            stop = token.map[0]
            while stop < len(self._lines) and "</table" not in self._lines[stop].lower():
                stop += 1
            if stop < len(self._lines):
                self._past = stop + 1
                source = "\n".join(self._lines[token.map[0] : stop + 1])
        self._comments(source)
        root, _ = parse_html(_COMMENT.sub(" ", source))
        for item in walk(root) if root is not None else ():
            block = item.block
            if item.hidden:
                self.dropped.append(Dropped(block.text, "hidden text"))
            elif block.kind is BlockKind.HEADING and "<summary" in source.lower():
                self._add(BlockKind.HEADING, block.text, min(6, self._section + 1))
            else:
                self.blocks.append(block)

    def _comments(self, source: str) -> None:
        for match in _COMMENT.finditer(source):
            if text := clean_text(match.group(1)):
                self.dropped.append(Dropped(text, "comment"))

    def _text(self, children: Sequence["Token"]) -> str:
        """The words of inline mark-up: link texts, code and image texts stay, targets go."""
        pieces: list[str] = []
        struck: list[str] | None = None
        for child in children:
            if child.type == "s_open":
                struck = []
            elif child.type == "s_close" and struck is not None:
                self.dropped.append(Dropped(clean_text("".join(struck)), "struck out"))
                struck = None
            elif child.type == "html_inline":
                self._comments(child.content)
                if re.match(r"</?(br|p|div|li)\b", child.content, re.I):
                    pieces.append(" ")
            else:
                into = pieces if struck is None else struck
                into.append(" " if child.type in ("softbreak", "hardbreak") else child.content)
        return clean_text("".join(pieces))


def _is_bold_heading(children: Sequence["Token"], text: str) -> bool:
    """Whether a paragraph is one short bold line that ends no sentence."""
    types = [child.type for child in children if child.type != "text" or child.content.strip()]
    whole = types[:1] == ["strong_open"] and types[-1:] == ["strong_close"]
    if not whole or types.count("strong_open") != 1:
        return False
    return len(text.split()) <= _BOLD_WORDS and not re.search(r"[.!:;,]$", text)


def _lettered_lines(text: str, source: str) -> list[str]:
    """The items of a lettered list whose lines stand in one paragraph."""
    lines = source.split("\n")
    if len(lines) < 2 or not all(_LETTERED.match(line.strip()) for line in lines):
        return [text]
    return [_plain(line.strip()) for line in lines]
