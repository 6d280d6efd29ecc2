"""OSCAL catalogues: groups, controls, their statements and guidance, enhancements, mappings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.readers.crosswalk_rows import crosswalk_document
from ingest.readers.data_file import Record, listed
from ingest.readers.framework_ids import framework_id, slug
from ingest.readers.oscal_text import (
    identifier,
    joined,
    label,
    params_of,
    plain,
    property_of,
)
from ingest.readers.prose import line, prose_blocks
from kb.values import (
    Block,
    BlockKind,
    Catalog,
    Control,
    Crosswalk,
    CrosswalkRow,
    Document,
    Dropped,
)

__all__ = ["catalog_documents"]

_DEEPEST = 9
# What an assessor does about a control (SP 800-53A) is no part of what the control asks for.
_ASSESSMENT = re.compile(r"^(?:assessment|objective)")


def catalog_documents(catalog: Record, title: str, version: str, issuer: str) -> list[Document]:
    """A catalogue as a document, and one more for each framework its controls are mapped to.

    Controls in a control are its enhancements, except where their class names another framework's
    edition (``iso-27001-2022``): those are rows of a crosswalk.
    """
    walk = _Walk(params_of(catalog))
    walk.blocks.append(Block(BlockKind.HEADING, title, level=1))
    walk.parts(catalog, walk.params, 1)
    walk.items(catalog, "", 2, walk.params)
    found = Catalog(framework_id(title), title, tuple(walk.controls), issuer, version)
    documents = [
        Document(
            title=title,
            blocks=tuple(walk.blocks),
            dropped=tuple(walk.dropped),
            catalog=found,
        )
    ]
    for (source, target), rows in walk.mapped.items():
        crosswalk = Crosswalk(
            id=f"{source or found.id}-to-{target}",
            name=f"{title}: {target}",
            source=source or found.id,
            target=target,
            rows=tuple(dict.fromkeys(rows)),
            publisher=issuer,
        )
        documents.append(crosswalk_document(crosswalk, part=slug(crosswalk.id)))
    return documents


@dataclass
class _Walk:
    """What a walk through a catalogue has found."""

    params: dict[str, Record]
    blocks: list[Block] = field(default_factory=list)
    controls: list[Control] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    mapped: dict[tuple[str, str], list[CrosswalkRow]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def items(self, item: Record, parent: str, level: int, params: dict[str, Record]) -> None:
        """The groups and controls directly in a catalogue or group."""
        for group in listed(item.get("groups")):
            inner = params | params_of(group)
            name = self._add(group, parent, level, inner, assessable=False)
            self.items(group, name, min(level + 1, _DEEPEST), inner)
        for control in listed(item.get("controls")):
            self.control(control, parent, level, params)

    def control(self, control: Record, parent: str, level: int, params: dict[str, Record]) -> None:
        inner = params | params_of(control)
        withdrawn = property_of(control, "status").lower() == "withdrawn"
        name = self._add(control, parent, level, inner, assessable=not withdrawn)
        if withdrawn:
            self.blocks.append(Block(BlockKind.PARAGRAPH, property_of(control, "status")))
        for enhancement in listed(control.get("controls")):
            if _names_other_framework(line(enhancement.get("class")), line(control.get("class"))):
                self._map(enhancement, name, line(control.get("class")))
            else:
                self.control(enhancement, name, min(level + 1, _DEEPEST), inner)

    def _add(
        self, item: Record, parent: str, level: int, params: dict[str, Record], assessable: bool
    ) -> str:
        """Add the heading, parts and control of one group or control; its id."""
        name, title = identifier(item), line(item.get("title"))
        if name in self.taken:
            name = line(item.get("id")) or f"{name}#{len(self.taken)}"
        self.taken.add(name)
        self.blocks.append(Block(BlockKind.HEADING, joined((name, title)), level=level))
        statement = self.parts(item, params, level)
        self.controls.append(Control(name, title, statement, parent, assessable))
        return name

    def parts(self, item: Record, params: dict[str, Record], level: int) -> str:
        """Add the blocks of an item's parts; the text of its statement."""
        statement: list[str] = []
        for part in listed(item.get("parts")):
            name = line(part.get("name"))
            if _ASSESSMENT.match(name):
                text = " ".join(block.text for block in _part_blocks(part, params, level))
                if text:
                    self.dropped.append(Dropped(text, f"{name} of {identifier(item)}"))
                continue
            blocks = list(_part_blocks(part, params, level))
            self.blocks += blocks
            if name in ("statement", "overview", "instruction"):
                statement += [block.text for block in blocks if block.kind is not BlockKind.HEADING]
        return "\n".join(statement)

    def _map(self, control: Record, source: str, outer: str) -> None:
        """Add rows from ``source`` to a control of another framework, or to the controls in it.

        A class that names an edition says which framework the source is of; else this catalogue.
        """
        own = framework_id(outer) if re.search(r"\d", outer) else ""
        rows = self.mapped.setdefault((own, framework_id(line(control.get("class")))), [])
        for item in listed(control.get("controls")) or [control]:
            rows.append(CrosswalkRow(source, identifier(item), note=_gist(item)))


def _part_blocks(
    part: Record, params: dict[str, Record], level: int, depth: int = 0
) -> Iterator[Block]:
    """A part's title, prose and inner parts; inner ones and labelled ones are list items."""
    mark, title = label(part), line(part.get("title"))
    if title:
        yield Block(BlockKind.HEADING, title, level=min(level + 1, _DEEPEST + 1))
    blocks = prose_blocks(plain(part.get("prose"), params), level=depth + 1)
    mark = "" if mark == title else mark
    if blocks and (mark or depth):
        yield Block(BlockKind.LIST_ITEM, joined((mark, blocks[0].text)), level=max(depth, 1))
        yield from blocks[1:]
    else:
        yield from blocks
    for inner in listed(part.get("parts")):
        yield from _part_blocks(inner, params, level, depth + 1)


def _gist(control: Record) -> str:
    """A control's title, or where it has none its statement."""
    prose = (line(plain(part.get("prose"), {})) for part in listed(control.get("parts")))
    return line(control.get("title")) or next(filter(None, prose), "")


def _names_other_framework(inner: str, outer: str) -> bool:
    """``iso-27001-2022`` in ``MVSP-v3.0``, but not ``SP800-53-enhancement`` in ``SP800-53``."""
    return (
        bool(outer)
        and re.search(r"\d", inner) is not None
        and not inner.lower().startswith(outer.lower())
        and framework_id(inner) != framework_id(outer)
    )
