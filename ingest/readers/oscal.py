"""OSCAL files (JSON or YAML): catalogues, profiles, mappings, component definitions, plans.

The models are those of https://pages.nist.gov/OSCAL, versions 1.0 to 1.2.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from ingest.limits import Limits
from ingest.readers.crosswalk_rows import crosswalk_document, relation
from ingest.readers.data_file import Record, listed, load_data, mapping, texts
from ingest.readers.framework_ids import control_id, framework_id, slug
from ingest.readers.oscal_catalog import catalog_documents
from ingest.readers.oscal_plan import component_blocks, plan_blocks
from ingest.readers.oscal_text import plain
from ingest.readers.prose import line, prose_blocks
from kb.errors import UnsupportedError
from kb.values import Block, BlockKind, Crosswalk, CrosswalkRow, Document, Facts

__all__ = ["read"]

_ABOUT = ("version", "oscal-version", "published", "last-modified")


def read(path: Path, limits: Limits) -> list[Document]:
    """The document an OSCAL file holds; a catalogue or mapping collection may hold several.

    Raises ``UnsupportedError`` for assessment plans, results, plans of action and other files.
    """
    data = load_data(path, limits)
    readers = {
        "catalog": _catalog,
        "profile": _profile,
        "mapping-collection": _mappings,
        "component-definition": _components,
        "system-security-plan": _plan,
    }
    for root, reader in readers.items():
        if body := mapping(data.get(root)):
            return [_about(document, body) for document in reader(body, path)]
    roots = ", ".join(str(key) for key in list(data)[:3])
    raise UnsupportedError(
        f"an OSCAL file with {roots} at the top is not read",
        f"these are: {', '.join(readers)}",
    )


def _title(body: Record, path: Path) -> str:
    return line(mapping(body.get("metadata")).get("title")) or path.stem


def _about(document: Document, body: Record) -> Document:
    """The document with what the file's metadata says about it."""
    metadata = mapping(body.get("metadata"))
    pairs = {name: line(metadata.get(name)) for name in _ABOUT} | {"uuid": line(body.get("uuid"))}
    found = tuple(sorted((name, value) for name, value in pairs.items() if value))
    facts = replace(document.facts, version=line(metadata.get("version")))
    return replace(document, metadata=(*document.metadata, *found), facts=facts)


def _issuer(body: Record) -> str:
    """The organisation that made the file: its creator, else its first organisation."""
    metadata = mapping(body.get("metadata"))
    parties = {line(party.get("uuid")): party for party in listed(metadata.get("parties"))}
    makers = [
        parties.get(uuid, {})
        for role in listed(metadata.get("responsible-parties"))
        if role.get("role-id") in ("creator", "publisher")
        for uuid in texts(role.get("party-uuids"))
    ]
    organisations = [p for p in parties.values() if p.get("type") == "organization"]
    return next(filter(None, (line(party.get("name")) for party in [*makers, *organisations])), "")


def _catalog(body: Record, path: Path) -> list[Document]:
    version = line(mapping(body.get("metadata")).get("version"))
    return catalog_documents(body, _title(body, path), version, _issuer(body))


def _plan(body: Record, path: Path) -> list[Document]:
    title = _title(body, path)
    return [Document(title=title, blocks=tuple(plan_blocks(body, title)))]


def _components(body: Record, path: Path) -> list[Document]:
    title = _title(body, path)
    return [Document(title=title, blocks=tuple(component_blocks(body, title)))]


def _profile(body: Record, path: Path) -> list[Document]:
    """The controls a profile takes from each source, and the values it sets."""
    title = _title(body, path)
    blocks = [Block(BlockKind.HEADING, title, level=1)]
    sources = _resources(body)
    for taken in listed(body.get("imports")):
        source = _source_name(line(taken.get("href")), sources)
        blocks += [Block(BlockKind.HEADING, source, level=2)] if source else []
        blocks += _chosen(taken)
    for setting in listed(mapping(body.get("modify")).get("set-parameters")):
        values = ", ".join(texts(setting.get("values"))) or line(setting.get("label"))
        if values:
            name = line(setting.get("param-id"))
            blocks.append(Block(BlockKind.PARAGRAPH, f"{name}: {values}"))
    return [Document(title=title, blocks=tuple(blocks))]


def _chosen(taken: Record) -> Iterator[Block]:
    if "include-all" in taken:
        yield Block(BlockKind.PARAGRAPH, "include-all")
    for name in ("include-controls", "exclude-controls"):
        groups = listed(taken.get(name))
        if groups and name == "exclude-controls":
            yield Block(BlockKind.PARAGRAPH, name)
        for group in groups:
            for control in texts(group.get("with-ids")):
                yield Block(BlockKind.LIST_ITEM, control_id(control), level=1)


def _resources(body: Record) -> dict[str, Record]:
    resources = listed(mapping(body.get("back-matter")).get("resources"))
    return {line(item.get("uuid")): item for item in resources}


def _source_name(href: str, resources: dict[str, Record]) -> str:
    """What a reference points to: the resource's title, or the file's name."""
    if not href.startswith("#"):
        return PurePosixPath(href).stem
    item = resources.get(href[1:], {})
    links = [PurePosixPath(line(link.get("href"))).stem for link in listed(item.get("rlinks"))]
    title = line(item.get("title")) or line(item.get("description"))
    return title or next(iter(links), href[1:])


def _mappings(body: Record, path: Path) -> list[Document]:
    """A crosswalk for each mapping of a collection."""
    title, resources = _title(body, path), _resources(body)
    found: list[Document] = []
    for at, item in enumerate(listed(body.get("mappings"))):
        source, target = (
            framework_id(_source_name(line(mapping(item.get(side)).get("href")), resources))
            for side in ("source-resource", "target-resource")
        )
        several = len(listed(body.get("mappings"))) > 1
        crosswalk = Crosswalk(
            id=slug(f"{source}-to-{target}"),
            name=f"{title}: {source} – {target}" if several else title,
            source=source,
            target=target,
            rows=tuple(row for entry in listed(item.get("maps")) for row in _rows(entry)),
            publisher=_issuer(body),
        )
        description = prose_blocks(plain(item.get("description") or item.get("remarks"), {}))
        part = slug(line(item.get("uuid")) or f"mapping-{at + 1}") if at else ""
        found.append(crosswalk_document(crosswalk, description, part))
    return found or [
        Document(title, (), Facts(), warnings=("the mapping collection holds no mappings",))
    ]


def _rows(entry: Record) -> Iterator[CrosswalkRow]:
    """A row for each pair of a source and a target of one map."""
    word = entry.get("relationship")
    kind = relation(line(mapping(word).get("type")) or line(word))
    for source in listed(entry.get("sources")):
        for target in listed(entry.get("targets")):
            yield CrosswalkRow(
                control_id(line(source.get("id-ref"))),
                control_id(line(target.get("id-ref"))),
                kind,
                line(plain(entry.get("remarks"), {})),
            )
