"""A document's sections: the blocks below each heading, with the path of headings above them."""

from dataclasses import dataclass, field

from ingest.readers.markers import is_label
from kb.values import Block, BlockKind, Document, Span

__all__ = ["Section", "sections"]

_BELOW_LABEL = 0.5  # how much deeper such a name stands than its number


@dataclass
class Section:
    """Blocks under one heading path, each with its place in the document's text."""

    heading: tuple[str, ...]
    blocks: list[tuple[Block, Span]] = field(default_factory=list)
    depth: float = 0.0
    own: tuple[Block, Span] | None = None


def sections(document: Document) -> list[Section]:
    """The sections of ``document`` that hold text, in order.

    A heading with nothing below it, neither text nor a deeper heading, is its section's only block.
    """
    path: list[tuple[float, str]] = []
    labels: dict[tuple[int, str], float] = {}  # the depth of numbers, where names changed it
    found = [Section(())]
    for block, span in zip(document.blocks, document.spans, strict=True):
        above = found[-1]
        if block.kind is not BlockKind.HEADING:
            above.blocks.append((block, span))
            continue
        depth: float = block.level
        if is_label(block.text):
            depth = labels.get(_series(block), depth)
        if above.own is not None and _names(above):
            label = labels[_series(above.own[0])] = min(above.depth, depth)
            path = [*_above(path[:-1], label), (label, path[-1][1])]
            depth = label + _BELOW_LABEL
        elif depth <= above.depth:
            _keep_heading(above)
        path = [*_above(path, depth), (depth, block.text)]
        found.append(Section(_shown(path, document.title), depth=depth, own=(block, span)))
    _keep_heading(found[-1])
    return [section for section in found if section.blocks]


def _series(label: Block) -> tuple[int, str]:
    """What numbers of one kind have in common: their level and ``clause`` or ``article``."""
    return label.level, label.text.split()[0].casefold()


def _names(above: Section) -> bool:
    """Whether a heading right below ``above`` is the name of what ``above`` only numbers."""
    return not above.blocks and above.own is not None and is_label(above.own[0].text)


def _above(path: list[tuple[float, str]], depth: float) -> list[tuple[float, str]]:
    return [entry for entry in path if entry[0] < depth]


def _keep_heading(section: Section) -> None:
    if not section.blocks and section.own is not None:
        section.blocks.append(section.own)


def _shown(path: list[tuple[float, str]], title: str) -> tuple[str, ...]:
    """The heading path, without a first heading that repeats the title."""
    names = [name for _, name in path]
    return tuple(names[1:] if names[0] == title and len(names) > 1 else names)
