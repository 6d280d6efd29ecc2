"""How the parts of an office file refer to one another (ECMA-376 part 2, 9)."""

import posixpath
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from ingest.questionnaires.writing.container import Container
from kb.errors import UnreadableError

__all__ = ["Relation", "main_part", "relations", "tree"]


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: ``kind`` is the last word of the reference's type."""

    id: str
    kind: str
    part: str


def main_part(container: Container) -> str:
    """The part that the file is about: the workbook, the document."""
    for relation in relations(container, ""):
        if relation.kind == "officeDocument" and relation.part in container:
            return relation.part
    raise UnreadableError(
        "it is not an office file, or it is damaged", "open it in an office program and save it"
    )


def relations(container: Container, part: str) -> list[Relation]:
    """What ``part`` refers to inside the container; ``""`` is the container itself."""
    folder, name = posixpath.split(part)
    rels = tree(container, posixpath.join(folder, "_rels", f"{name}.rels"))
    found = []
    for one in rels if rels is not None else ():
        target = unquote(one.get("Target", ""))
        if target and one.get("TargetMode") != "External":
            place = target[1:] if target.startswith("/") else posixpath.join(folder, target)
            kind = one.get("Type", "").rpartition("/")[2]
            found.append(Relation(one.get("Id", ""), kind, posixpath.normpath(place)))
    return found


def tree(container: Container, part: str) -> Any:
    """The root element of a small part; None where there is no such part."""
    from lxml import etree

    if part not in container:
        return None
    safe = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(container.read(part), safe)
    except etree.XMLSyntaxError as error:
        raise UnreadableError(
            f"its XML is damaged: {error.msg}", "open it in an office program and save it", part
        ) from error
