"""A citation opened: the stored text around it, laid out as it is, the quoted words marked."""

from itertools import groupby

from ui.markup import esc, tag
from vouch_client.models import OpenedText, TextBlock


def passage(opened: OpenedText) -> str:
    """The opened text as HTML."""
    view = _View(opened)
    blocks = opened.blocks or [TextBlock(kind="paragraph", start=opened.from_, end=opened.to)]
    parts = []
    for is_row, group in groupby(blocks, key=lambda block: block.kind.startswith("table")):
        rows = list(group)
        parts.append(_table(view, rows) if is_row else "".join(_block(view, b) for b in rows))
    return tag("div", "v-passage", *parts)


class _View:
    """The characters that were opened, by their place in the document."""

    def __init__(self, opened: OpenedText) -> None:
        self.first, self.last = opened.from_, opened.to
        self.text = opened.before + opened.quote + opened.after
        self.quote = (opened.start, opened.end)

    def html(self, start: int, end: int) -> str:
        """Characters ``start`` to ``end``, as far as they were opened, the quoted ones marked."""
        low, high = max(start, self.first), min(end, self.last)
        if low >= high:
            return ""
        one = min(max(self.quote[0], low), high)
        two = min(max(self.quote[1], one), high)
        marked = self._plain(one, two)
        return (
            ("… " if low > start else "")
            + self._plain(low, one)
            + (tag("mark", "v-quoted", marked) if marked else "")
            + self._plain(two, high)
            + (" …" if high < end else "")
        )

    def is_whole(self, start: int, end: int) -> bool:
        """Whether all of a row was opened, or the part that is quoted: half a row misleads."""
        whole = self.first <= start and end <= self.last
        return whole or (start < self.quote[1] and end > self.quote[0])

    def raw(self, start: int, end: int) -> str:
        return self.text[max(start, self.first) - self.first : max(end, self.first) - self.first]

    def _plain(self, start: int, end: int) -> str:
        return esc(self.raw(start, end))


def _block(view: _View, block: TextBlock) -> str:
    inner = view.html(block.start, block.end)
    kind = {"heading": "v-heading", "list_item": "v-item", "code": "v-pre"}.get(block.kind)
    return tag("div", kind or "v-para", inner)


def _table(view: _View, rows: list[TextBlock]) -> str:
    """Table rows as a table; the column names stand above when they are not a row of their own."""
    rows = [row for row in rows if view.is_whole(row.start, row.end)]
    if not rows:
        return ""
    header = rows[0].header
    top = ""
    if header and rows[0].kind != "table_header":
        top = "<tr>" + "".join(tag("th", "v-th", esc(name)) for name in header) + "</tr>"
    whole = tag("table", "v-table", top, *(_row(view, r) for r in rows))
    # A table wider than the panel is moved with the arrows: it has to take the focus.
    return tag("div", "v-scroll", whole, tabindex="0", role="region", aria_label="Table")


def _row(view: _View, block: TextBlock) -> str:
    cell = "th" if block.kind == "table_header" else "td"
    start, cells = max(block.start, view.first), []
    for piece in view.raw(block.start, min(block.end, view.last)).split("\t"):
        cells.append(tag(cell, f"v-{cell}", view.html(start, start + len(piece))))
        start += len(piece) + 1
    return "<tr>" + "".join(cells) + "</tr>"
