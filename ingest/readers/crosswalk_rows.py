"""A mapping between two frameworks as a document: one table row a pair of controls."""

from collections.abc import Iterable

from kb.values import Block, BlockKind, Crosswalk, CrosswalkRow, Document, Facts, Relation

__all__ = ["crosswalk_document", "inverse", "relation"]

# Words of CISO Assistant libraries, OSCAL mappings and NIST OLIR submissions (NIST IR 8477).
_RELATIONS = {
    "equal": Relation.EQUAL,
    "equal-to": Relation.EQUAL,
    "equivalent": Relation.EQUAL,
    "equivalent-to": Relation.EQUAL,
    "subset": Relation.SUBSET,
    "subset-of": Relation.SUBSET,
    "superset": Relation.SUPERSET,
    "superset-of": Relation.SUPERSET,
    "not_related": Relation.NONE,
    "not-related": Relation.NONE,
    "no-relationship": Relation.NONE,
    "none": Relation.NONE,
}
_INVERSE = {Relation.SUBSET: Relation.SUPERSET, Relation.SUPERSET: Relation.SUBSET}


def relation(word: str) -> Relation:
    """The set relation that a mapping file's word stands for; ``RELATED`` for any weaker word."""
    return _RELATIONS.get(word.strip().lower().replace(" ", "-"), Relation.RELATED)


def inverse(rows: Iterable[CrosswalkRow]) -> frozenset[tuple[str, str, Relation]]:
    """What the rows say when read from target to source."""
    return frozenset(
        (row.target, row.source, _INVERSE.get(row.relation, row.relation)) for row in rows
    )


def crosswalk_document(
    crosswalk: Crosswalk,
    description: Iterable[Block] = (),
    part: str = "",
    metadata: tuple[tuple[str, str], ...] = (),
    warnings: tuple[str, ...] = (),
) -> Document:
    """The crosswalk with a title, its description, and its rows as a table.

    The columns are source control, relation and target control, named by the two frameworks' ids,
    and a note where any row has one.
    """
    noted = any(row.note for row in crosswalk.rows)
    header = (crosswalk.source, "relation", crosswalk.target, *(("note",) if noted else ()))
    blocks = [Block(BlockKind.HEADING, crosswalk.name, level=1), *description]
    blocks.append(Block(BlockKind.TABLE_HEADER, "\t".join(header), header=header))
    for row in crosswalk.rows:
        cells = (row.source, str(row.relation), row.target, *((row.note,) if noted else ()))
        blocks.append(Block(BlockKind.TABLE_ROW, "\t".join(cells), header=header))
    return Document(
        title=crosswalk.name,
        blocks=tuple(blocks),
        facts=Facts(reference=crosswalk.id),
        part=part,
        metadata=metadata,
        warnings=warnings,
        crosswalk=crosswalk,
    )
