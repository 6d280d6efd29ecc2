"""Framework libraries in the YAML format of the CISO Assistant community: catalogues and mappings.

A framework becomes a document with a heading a requirement, and a catalogue; a mapping set a
document with a table row a pair of requirements, and a crosswalk. The format is described in the
documentation of https://github.com/intuitem/ciso-assistant-community.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ingest.limits import Limits
from ingest.readers.crosswalk_rows import crosswalk_document, inverse, relation
from ingest.readers.data_file import Record, listed, load_data, mapping
from ingest.readers.framework_ids import control_id, framework_id, slug, urn_tail
from ingest.readers.prose import line, prose_blocks
from kb.errors import LimitError, UnsupportedError
from kb.values import (
    Block,
    BlockKind,
    Catalog,
    Control,
    Crosswalk,
    CrosswalkRow,
    Document,
    Dropped,
    Facts,
)

__all__ = ["read"]

_ABOUT = ("urn", "provider", "version", "publication_date", "locale", "copyright", "packager")
_DEEPEST = 9


def read(path: Path, limits: Limits) -> list[Document]:
    """The frameworks, mapping sets, reference controls and threats of a library.

    One document each; the first has the part ``""``. A mapping set that only says in reverse what
    another one of the file says is dropped, and named in that one's ``dropped``. Raises
    ``UnsupportedError`` where the file is no library or holds nothing of these.
    """
    library = load_data(path, limits)
    objects = mapping(library.get("objects"))
    if not objects:
        raise UnsupportedError(
            "it is not a framework library", "a library has `urn`, `ref_id` and `objects`"
        )
    found = [_framework(item, library) for item in _objects(objects, "framework")]
    found += _mapping_sets(_objects(objects, "requirement_mapping_set"), library)
    for kind in ("reference_control", "threat"):
        if items := _objects(objects, kind):
            found.append(_entries(items, kind, library))
    if not found:
        raise UnsupportedError(
            f"a library of {', '.join(str(key) for key in objects)} is not read",
            "frameworks, requirement mapping sets, reference controls and threats are",
        )
    return _parts(found, limits)


def _objects(objects: Record, kind: str) -> list[Record]:
    """The objects of one kind, which a library names in the singular or the plural."""
    return [*listed(objects.get(kind)), *listed(objects.get(f"{kind}s"))]


def _parts(documents: list[Document], limits: Limits) -> list[Document]:
    """The documents with parts that are unique within the file."""
    if len(documents) > limits.records:
        raise LimitError(f"it yields more than {limits.records:,} documents")
    return documents[:1] + [
        replace(document, part=f"{at}-{document.facts.reference or 'object'}")
        for at, document in enumerate(documents[1:], 2)
    ]


def _framework(framework: Record, library: Record) -> Document:
    nodes = listed(framework.get("requirement_nodes"))
    name = line(framework.get("name")) or line(library.get("name"))
    urn = line(framework.get("urn")) or line(library.get("urn")) or name
    blocks = _title_blocks(name, framework.get("description"))
    controls: list[Control] = []
    ids: dict[str, str] = {}
    depths: dict[str, int] = {}
    taken: set[str] = set()
    for node in nodes:
        node_urn, parent = line(node.get("urn")), line(node.get("parent_urn"))
        depths[node_urn] = _depth(node, depths.get(parent, 0))
        control = _control(node, ids.get(parent, ""), taken)
        taken.add(control.id)
        ids[node_urn] = control.id
        controls.append(control)
        blocks += _node_blocks(node, depths[node_urn] + 1)
    catalog = Catalog(
        framework_id(urn),
        name,
        tuple(controls),
        issuer=line(library.get("provider")),
        version=line(library.get("version")),
    )
    return Document(
        title=name,
        blocks=tuple(blocks),
        facts=Facts(reference=line(framework.get("ref_id"))),
        metadata=_about(library),
        catalog=catalog,
    )


def _control(node: Record, parent: str, taken: set[str]) -> Control:
    """A requirement under its own number; one without, or with a used one, under its URN's end."""
    own = line(node.get("ref_id"))
    tail = control_id(urn_tail(line(node.get("urn"))))
    return Control(
        id=own if own and own not in taken else tail,
        title=line(node.get("name")),
        text="\n".join(block.text for block in _prose(node, "description")),
        parent=parent,
        assessable=node.get("assessable") is True,
    )


def _depth(node: Record, above: int) -> int:
    """The depth a node states, else one below its parent."""
    stated = line(node.get("depth"))
    return min(int(stated) if stated.isdigit() and int(stated) else above + 1, _DEEPEST)


def _node_blocks(node: Record, level: int) -> list[Block]:
    title = " ".join(filter(None, (line(node.get("ref_id")), line(node.get("name")))))
    blocks = [Block(BlockKind.HEADING, title, level=level)] if title else []
    for name in ("description", "annotation", "typical_evidence"):
        blocks += _prose(node, name)
    questions = mapping(node.get("questions"))
    for question in questions.values():
        if text := line(mapping(question).get("text")):
            blocks.append(Block(BlockKind.LIST_ITEM, text, level=1))
    return blocks


def _prose(item: Record, name: str) -> list[Block]:
    return prose_blocks(item.get(name), wrapped=False)


def _title_blocks(name: str, description: object) -> list[Block]:
    blocks = [Block(BlockKind.HEADING, name, level=1)]
    if line(description) != name:
        blocks += prose_blocks(description, wrapped=False)
    return blocks


def _mapping_sets(sets: Iterable[Record], library: Record) -> list[Document]:
    found: list[Document] = []
    seen: dict[frozenset[tuple[str, str, object]], int] = {}
    for item in sets:
        document = _mapping_set(item, library)
        crosswalk = document.crosswalk
        if crosswalk is None:
            continue
        said = frozenset((row.source, row.target, row.relation) for row in crosswalk.rows)
        mirror = seen.get(said)
        if mirror is not None and _mirrored(found[mirror], crosswalk):
            dropped = Dropped(crosswalk.name, "says in reverse what this mapping says")
            found[mirror] = replace(found[mirror], dropped=(*found[mirror].dropped, dropped))
            continue
        seen[inverse(crosswalk.rows)] = len(found)
        found.append(document)
    return found


def _mirrored(document: Document, crosswalk: Crosswalk) -> bool:
    other = document.crosswalk
    return other is not None and (other.source, other.target) == (
        crosswalk.target,
        crosswalk.source,
    )


def _mapping_set(item: Record, library: Record) -> Document:
    rows = []
    skipped = 0
    for row in listed(item.get("requirement_mappings")):
        source, target = (
            control_id(urn_tail(line(row.get(f"{side}_requirement_urn"))))
            for side in ("source", "target")
        )
        if not source or not target:
            skipped += 1
            continue
        word = line(row.get("relationship"))
        rows.append(CrosswalkRow(source, target, relation(word), line(row.get("annotation"))))
    crosswalk = Crosswalk(
        id=slug(line(item.get("ref_id")) or urn_tail(line(item.get("urn")))),
        name=line(item.get("name")) or line(library.get("name")),
        source=framework_id(line(item.get("source_framework_urn"))),
        target=framework_id(line(item.get("target_framework_urn"))),
        rows=tuple(rows),
        publisher=line(library.get("provider")),
    )
    warnings = (f"{skipped} rows name no source or no target and were left out",) if skipped else ()
    description = _title_blocks(crosswalk.name, item.get("description"))[1:]
    return crosswalk_document(crosswalk, description, metadata=_about(library), warnings=warnings)


def _entries(items: Iterable[Record], kind: str, library: Record) -> Document:
    """Reference controls or threats: a heading each, with its description."""
    name = line(library.get("name")) or kind.replace("_", " ")
    blocks = _title_blocks(name, library.get("description"))
    for item in items:
        blocks += _node_blocks(item, 2)
    return Document(
        title=name,
        blocks=tuple(blocks),
        facts=Facts(reference=line(library.get("ref_id"))),
        metadata=_about(library),
    )


def _about(library: Record) -> tuple[tuple[str, str], ...]:
    pairs = ((name, line(library.get(name))) for name in _ABOUT)
    return tuple(sorted((name, value) for name, value in pairs if value))
