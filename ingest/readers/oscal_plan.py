"""OSCAL system security plans and component definitions: how each control is implemented."""

import re
from collections.abc import Iterator

from ingest.readers.data_file import Record, listed, mapping
from ingest.readers.framework_ids import control_id
from ingest.readers.oscal_text import joined, plain, with_values
from ingest.readers.prose import line, prose_blocks
from kb.values import Block, BlockKind

__all__ = ["component_blocks", "plan_blocks"]

_STATEMENT = re.compile(r"_s(?:t)?mt\.(?P<path>[\w.]+)$")
_SET = "set-parameters"

Params = dict[str, Record]
Response = tuple[str, str, Record, Params]


def plan_blocks(plan: Record, title: str) -> Iterator[Block]:
    """A plan's system, its components, then a heading a control with its responses."""
    yield Block(BlockKind.HEADING, title, level=1)
    system = mapping(plan.get("system-characteristics"))
    name = line(system.get("system-name"))
    if name and name != title:
        yield Block(BlockKind.HEADING, name, level=2)
    yield from _described(system, {})
    implementation = mapping(plan.get("system-implementation"))
    names: dict[str, str] = {}
    for component in listed(implementation.get("components")):
        names[line(component.get("uuid"))] = line(component.get("title"))
        yield Block(BlockKind.HEADING, line(component.get("title")), level=2)
        yield from _described(component, {})
    controls = mapping(plan.get("control-implementation"))
    params = with_values({}, controls.get(_SET))
    for requirement in listed(controls.get("implemented-requirements")):
        yield from _requirement(requirement, params, names, 2)


def component_blocks(definition: Record, title: str) -> Iterator[Block]:
    """A definition's components (or capabilities), and below each the controls it implements."""
    yield Block(BlockKind.HEADING, title, level=1)
    items = [*listed(definition.get("components")), *listed(definition.get("capabilities"))]
    for component in items:
        name = line(component.get("title")) or line(component.get("name"))
        yield Block(BlockKind.HEADING, name, level=2)
        yield from _described(component, {})
        for implementation in listed(component.get("control-implementations")):
            params = with_values({}, implementation.get(_SET))
            yield from _described(implementation, params)
            for requirement in listed(implementation.get("implemented-requirements")):
                yield from _requirement(requirement, params, {}, 3)


def _described(item: Record, params: Params) -> Iterator[Block]:
    for name in ("description", "purpose"):
        yield from prose_blocks(plain(item.get(name), params))


def _requirement(
    requirement: Record, params: Params, names: dict[str, str], level: int
) -> Iterator[Block]:
    """A control's responses, grouped by the component that gives them."""
    inner = with_values(params, requirement.get(_SET))
    yield Block(BlockKind.HEADING, control_id(line(requirement.get("control-id"))), level=level)
    grouped: dict[str, list[Response]] = {}
    for response in _responses(requirement, inner):
        grouped.setdefault(response[0], []).append(response)
    for component, responses in grouped.items():
        if component:
            name = names.get(component) or component
            yield Block(BlockKind.HEADING, name, level=level + 1)
        for _, mark, item, values in responses:
            yield from _response(mark, item, values)


def _responses(requirement: Record, params: Params) -> Iterator[Response]:
    """Component, statement letter, response and parameters of each response to a control."""
    scopes = [("", requirement, params)]
    for statement in listed(requirement.get("statements")):
        found = _STATEMENT.search(line(statement.get("statement-id")))
        mark = f"({found['path']})" if found else ""
        scopes.append((mark, statement, with_values(params, statement.get(_SET))))
    for mark, scope, values in scopes:
        yield "", mark, scope, values
        for response in listed(scope.get("by-components")):
            component = line(response.get("component-uuid"))
            yield component, mark, response, with_values(values, response.get(_SET))


def _response(mark: str, item: Record, params: Params) -> Iterator[Block]:
    """A response's description and remarks, and what it hands on to or takes from others."""
    pieces = [item, *_shared(item)]
    for piece in pieces:
        for name in ("description", "remarks"):
            blocks = prose_blocks(plain(piece.get(name), params))
            if blocks and mark:
                first = blocks[0]
                blocks[0] = Block(first.kind, joined((mark, first.text)), first.level)
            yield from blocks


def _shared(item: Record) -> Iterator[Record]:
    export = mapping(item.get("export"))
    yield from (export, *listed(export.get("provided")), *listed(export.get("responsibilities")))
    yield from (*listed(item.get("inherited")), *listed(item.get("satisfied")))
