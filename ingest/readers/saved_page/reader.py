"""A page saved from a browser as text, put back into an article, its facts and its teasers."""

import re
from collections import Counter

from ingest.facts import facts_from_pairs
from ingest.readers.lines import units
from ingest.readers.saved_page.banners import drop_banners, drop_image_texts, drop_repeats
from ingest.readers.saved_page.body import body_blocks
from ingest.readers.saved_page.page import Page, Teaser
from ingest.readers.saved_page.tables import find_tables
from ingest.readers.saved_page.tail import read_tail, teaser_paragraphs, teaser_title
from ingest.readers.saved_page.top import read_top
from ingest.readers.saved_page.vocabulary import is_author_line, is_related_heading, reason_alone
from kb.values import Block, BlockKind, Document

_SIGNS = 2  # kinds of site furniture that make a text a saved page …
# … one of which is none of these, since a printed policy may have them, too
_ALSO_ON_PAPER = frozenset({"table of contents", "footer", "tags", "image", "comments"})


def is_saved_page(text: str) -> bool:
    """Whether a text carries site furniture of at least two kinds that paper would not have."""
    kinds: Counter[str] = Counter()
    for unit in units(text):
        if unit.words > 20:
            continue
        if is_related_heading(unit.text) and unit.words > 1:
            kinds["related"] += 1
        elif is_author_line(unit.text) and unit.words > 1:
            kinds["author"] += 1
        elif reason := reason_alone(unit.text):
            kinds[reason] += 1
    kinds.pop("marks without words", None)
    return len(kinds) >= _SIGNS and not kinds.keys() <= _ALSO_ON_PAPER


def read_page(text: str, name: str) -> list[Document]:
    """The article of a saved page and, as documents of their own, the teasers it carries.

    ``name`` is the title where the page shows none. The steps, in this order: the top, tables
    (before anything could take a cell for a banner), the tail, banners, repeats, image texts; what
    is left is the body.
    """
    page = Page(units(text))
    read_top(page)
    find_tables(page)
    read_tail(page)
    drop_banners(page)
    drop_image_texts(page)
    drop_repeats(page)
    blocks, warnings = body_blocks(page)
    title = page.units[page.title].text if page.title is not None else name
    main = Document(
        title=title,
        blocks=tuple(blocks),
        facts=facts_from_pairs(page.pairs),
        dropped=page.left_out(),
        warnings=tuple(warnings),
    )
    return [main, *_teaser_documents(page.teasers)]


def _teaser_documents(teasers: list[Teaser]) -> list[Document]:
    documents: list[Document] = []
    parts: Counter[str] = Counter()
    for teaser in teasers:
        title = teaser_title(teaser)
        slug = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:60].strip("-") or "untitled"
        parts[slug] += 1
        part = f"teaser/{slug}" + (f"-{parts[slug]}" if parts[slug] > 1 else "")
        blocks = [Block(BlockKind.HEADING, teaser.title, level=1)] if teaser.title else []
        blocks += [
            Block(BlockKind.PARAGRAPH, piece) for piece in teaser_paragraphs(teaser.text) if piece
        ]
        documents.append(Document(title=title, blocks=tuple(blocks), part=part, truncated=True))
    return documents
