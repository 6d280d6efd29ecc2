"""A table of our own: rows of finished HTML, for lists that a person reads and opens.

For rows that are sorted, selected or edited, use ``st.dataframe`` or ``st.data_editor``: both show
text as text.
"""

from collections.abc import Sequence

from ui.markup import esc, tag


def html(columns: Sequence[str], rows: Sequence[Sequence[str]], caption: str) -> str:
    """A table; every cell is finished HTML (``esc`` what is text), ``caption``, in our own
    words, names it for those who do not see it."""
    head = "".join(f'<th class="v-col" scope="col">{esc(name)}</th>' for name in columns)
    body = "".join(tag("tr", "v-row", *(tag("td", "v-cell", cell) for cell in row)) for row in rows)
    named = tag("caption", "v-hidden", esc(caption))
    top = tag("thead", "", tag("tr", "", head))
    whole = tag("table", "v-grid", named, top, tag("tbody", "", body))
    return tag("div", "v-scroll", whole, tabindex="0", role="region", aria_label=caption)
