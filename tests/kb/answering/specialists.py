"""Small documents for the specialists' tests, and the way to ask one of them."""

from collections.abc import Callable
from datetime import date

from ingest.intake import Options, Prepared, prepare
from kb.answering.asked import Asked, understand
from kb.answering.tools import Tools
from kb.knowledge_base import KnowledgeBase
from kb.values import Answer, Audience, Block, BlockKind, Collection, Document, Question

Specialist = Callable[[Question, Asked, Tools], Answer | None]


def page(
    title: str,
    *lines: str,
    collection: Collection = Collection.REFERENCE,
    audience: Audience = Audience.PUBLIC,
) -> Prepared:
    """A document from lines: ``# heading``, ``## sub-heading``, ``- item``, ``a | b`` rows.

    The first row of a run is the table's header; anything else is a paragraph.
    """
    blocks = [Block(BlockKind.HEADING, title, level=1)]
    header: tuple[str, ...] = ()
    for line in lines:
        cells = tuple(cell.strip() for cell in line.split("|"))
        if len(cells) > 1:
            kind = BlockKind.TABLE_ROW if header else BlockKind.TABLE_HEADER
            header = header or cells
            blocks.append(Block(kind, "\t".join(cells), header=header))
            continue
        header = ()
        if line.startswith("#"):
            marks, _, text = line.partition(" ")
            blocks.append(Block(BlockKind.HEADING, text, level=len(marks) + 1))
        elif line.startswith("- "):
            blocks.append(Block(BlockKind.LIST_ITEM, line[2:], level=1))
        else:
            blocks.append(Block(BlockKind.PARAGRAPH, line))
    made = Document(title=title, blocks=tuple(blocks))
    return prepare(made, title, title, Options(collection, audience))


def ask(
    base: KnowledgeBase,
    specialist: Specialist,
    text: str,
    audience: Audience = Audience.INTERNAL,
    longest: int = 1_200,
) -> Answer | None:
    """What a specialist makes of a question."""
    tools = Tools(
        base.records,
        base.retriever(),
        base.thesaurus,
        base.contrasts,
        base.unit_vectors,
        lambda: date(2026, 1, 1),
        longest,
    )
    return specialist(Question(text, audience=audience), understand(text), tools)


def answered(
    base: KnowledgeBase,
    specialist: Specialist,
    text: str,
    audience: Audience = Audience.INTERNAL,
    longest: int = 1_200,
) -> Answer:
    """As ``ask``, where there must be an answer; every quote is checked against what is stored."""
    answer = ask(base, specialist, text, audience, longest)
    assert answer is not None
    for cited in answer.citations:
        with base.records.read() as connection:
            from kb.records.sources import stored_text

            stored = stored_text(connection, cited.document_id, cited.version) or ""
        assert stored[cited.start : cited.end] == cited.quote
    return answer
