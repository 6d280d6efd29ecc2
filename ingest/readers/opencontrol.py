"""OpenControl files: components with control narratives, standards, certifications, projects.

The schemas are those of https://github.com/opencontrol/schemas, versions 1.0 to 3.1: a narrative
is one text in the first, a list of parts with a key and a text from the second on.
"""

from collections.abc import Iterator
from pathlib import Path

from ingest.limits import Limits
from ingest.readers.data_file import Record, listed, load_data, mapping, texts
from ingest.readers.framework_ids import framework_id
from ingest.readers.prose import line, prose_blocks
from kb.errors import UnsupportedError
from kb.values import Block, BlockKind, Catalog, Control, Document

__all__ = ["read"]


def read(path: Path, limits: Limits) -> list[Document]:
    """The component, standard, certification or project that an OpenControl file describes.

    A component has a heading a control (``AC-2 (NIST-800-53)``) with its narratives, a standard a
    heading a control and a catalogue. Raises ``UnsupportedError`` for other files.
    """
    data = load_data(path, limits)
    if "satisfies" in data:
        return [_component(data, path)]
    if any(key in data for key in ("components", "dependencies")) and "name" in data:
        return [_project(data)]
    if mapping(data.get("standards")):
        return [_certification(data, path)]
    if any(_is_standard_entry(value) for value in data.values()):
        return [_standard(data, path)]
    raise UnsupportedError(
        "it is not an OpenControl component, standard, certification or project",
        "a component has a list `satisfies`, a standard one entry a control with its `family`",
    )


def _component(data: Record, path: Path) -> Document:
    """Title, then a heading a control with its narratives, parameters, status and evidence."""
    title = line(data.get("name")) or path.parent.name or path.stem
    names = {line(item.get("key")): _evidence(item) for item in listed(data.get("verifications"))}
    blocks = [Block(BlockKind.HEADING, title, level=1)]
    empty = 0
    for item in listed(data.get("satisfies")):
        found = list(_narratives(item))
        if not found:
            empty += 1
        blocks.append(Block(BlockKind.HEADING, _control_heading(item), level=2))
        blocks += found
        blocks += _status(item, names)
    warnings = [f"{empty} controls have no narrative"] if empty else []
    if not listed(data.get("satisfies")):
        warnings.append("the component satisfies no control")
    return Document(
        title=title,
        blocks=tuple(blocks),
        metadata=_pairs(
            data, "key", "schema_version", "documentation_complete", "responsible_role"
        ),
        warnings=tuple(warnings),
    )


def _control_heading(item: Record) -> str:
    standard = line(item.get("standard_key"))
    return line(item.get("control_key")) + (f" ({standard})" if standard else "")


def _narratives(item: Record) -> Iterator[Block]:
    narrative = item.get("narrative")
    yield from prose_blocks(narrative)
    for part in [*listed(narrative), *listed(item.get("parameters"))]:
        key, blocks = line(part.get("key")), prose_blocks(part.get("text"))
        if key and blocks and blocks[0].kind is BlockKind.PARAGRAPH:
            blocks[0] = Block(BlockKind.PARAGRAPH, f"({key}) {blocks[0].text}")
        elif key and blocks:
            blocks.insert(0, Block(BlockKind.PARAGRAPH, f"({key})"))
        yield from blocks


def _status(item: Record, names: dict[str, str]) -> Iterator[Block]:
    """What stands beside a narrative: how far it is implemented, and what proves it."""
    statuses = [
        *texts(item.get("implementation_status")),
        *texts(item.get("implementation_statuses")),
    ]
    if statuses:
        yield Block(BlockKind.PARAGRAPH, f"implementation_status: {', '.join(statuses)}")
    keys = (line(entry.get("verification_key")) for entry in listed(item.get("covered_by")))
    if evidence := [names.get(key) or key for key in keys if key]:
        yield Block(BlockKind.PARAGRAPH, f"covered_by: {'; '.join(evidence)}")


def _evidence(item: Record) -> str:
    name, place = line(item.get("name")), line(item.get("path"))
    return " ".join(filter(None, (name, f"({place})" if place else "")))


def _is_standard_entry(value: object) -> bool:
    return bool({"family", "description"} & set(mapping(value)))


def _standard(data: Record, path: Path) -> Document:
    title = line(data.get("name")) or path.stem
    blocks = [Block(BlockKind.HEADING, title, level=1)]
    controls: list[Control] = []
    for key, value in data.items():
        item = mapping(value)
        if not item:
            continue
        control = Control(
            id=line(key),
            title=line(item.get("name")),
            text=line(item.get("description")),
            parent=line(item.get("family")),
        )
        controls.append(control)
        heading = f"{control.id} {control.title}".strip()
        blocks.append(Block(BlockKind.HEADING, heading, level=2))
        blocks += prose_blocks(item.get("description"))
    catalog = Catalog(framework_id(title), title, tuple(controls))
    return Document(title=title, blocks=tuple(blocks), catalog=catalog)


def _certification(data: Record, path: Path) -> Document:
    """The controls a certification asks for, standard by standard."""
    title = line(data.get("name")) or path.stem
    blocks = [Block(BlockKind.HEADING, title, level=1)]
    for standard, controls in mapping(data.get("standards")).items():
        blocks.append(Block(BlockKind.HEADING, line(standard), level=2))
        blocks += [Block(BlockKind.LIST_ITEM, line(key), level=1) for key in mapping(controls)]
    return Document(title=title, blocks=tuple(blocks))


def _project(data: Record) -> Document:
    """The name, description and parts of a project; its components are files of their own."""
    title = line(data.get("name"))
    description = line(mapping(data.get("metadata")).get("description"))
    blocks = [Block(BlockKind.HEADING, title, level=1)]
    blocks += [Block(BlockKind.PARAGRAPH, description)] if description else []
    groups = {"components": data.get("components")}
    groups |= dict(mapping(data.get("dependencies")))
    for name, items in groups.items():
        entries = texts(items) + [line(item.get("url")) for item in listed(items)]
        if entries:
            blocks.append(Block(BlockKind.HEADING, line(name), level=2))
            blocks += [Block(BlockKind.LIST_ITEM, line(entry), level=1) for entry in entries]
    return Document(
        title=title,
        blocks=tuple(blocks),
        warnings=("only names of components are in this file: load the component files too",),
    )


def _pairs(data: Record, *names: str) -> tuple[tuple[str, str], ...]:
    pairs = ((name, line(data.get(name))) for name in names)
    return tuple(sorted((name, value) for name, value in pairs if value))
