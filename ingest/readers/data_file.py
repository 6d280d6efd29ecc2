"""JSON and YAML files as plain data, read so that no file can cost more than its size.

Scalars of YAML stay text: ``5.10`` is a control and no number, ``2013-13-05`` must not stop the
file. Aliases are bounded by what they expand to, nesting by depth.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ingest.limits import Limits
from kb.errors import LimitError, UnreadableError

__all__ = ["Record", "listed", "load_data", "mapping", "texts"]

Record = Mapping[str, Any]

_DEPTH = 100
_HINT_YAML = "check the file with a YAML validator"
_HINT_JSON = "check the file with a JSON validator"


def load_data(path: Path, limits: Limits) -> Record:
    """The mapping that a JSON or YAML file holds.

    Raises ``UnreadableError`` where it holds none or is broken, ``LimitError`` where it is larger,
    deeper or expands further than ``limits`` allow.
    """
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise LimitError(
            f"{size:,} bytes are more than the limit of {limits.file_bytes:,}",
            "split the file or raise limits.file_bytes",
        )
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise UnreadableError("it is not text in UTF-8", "save it as UTF-8") from exc
    data = _json(text) if text.lstrip().startswith("{") else _yaml(text, limits)
    if not isinstance(data, Mapping) or not data:
        raise UnreadableError("it holds no named fields", "expected a mapping at the top level")
    return data


def mapping(value: object) -> Record:
    """The value if it is a mapping, else an empty one: files leave parts out or empty."""
    return value if isinstance(value, Mapping) else {}


def listed(value: object) -> list[Record]:
    """The mappings in a list; a single mapping counts as a list of one."""
    if isinstance(value, Mapping):
        return [value]
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def texts(value: object) -> list[str]:
    """The texts in a list; a single text counts as a list of one."""
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _json(text: str) -> object:
    try:
        return json.loads(text, parse_float=str)
    except RecursionError as exc:
        raise LimitError("it is nested too deeply", _HINT_JSON) from exc
    except ValueError as exc:
        line = getattr(exc, "lineno", 0)
        raise UnreadableError(
            f"it is not valid JSON: {getattr(exc, 'msg', exc)}",
            _HINT_JSON,
            f"line {line}" if line else "",
        ) from exc


def _yaml(text: str, limits: Limits) -> object:
    import yaml

    try:
        _check_events(text)
        data = yaml.load(text, Loader=_loader())  # noqa: S506 - a safe loader with fewer types
    except RecursionError as exc:
        raise LimitError("it is nested too deeply", _HINT_YAML) from exc
    except yaml.MarkedYAMLError as exc:
        raise UnreadableError(
            f"it is not valid YAML: {exc.problem or exc.context}",
            _HINT_YAML,
            _place(exc.problem_mark),
        ) from exc
    except (yaml.YAMLError, ValueError, TypeError) as exc:
        raise UnreadableError(f"it is not valid YAML: {exc}", _HINT_YAML) from exc
    _check_expansion(data, limits)
    return data


def _place(mark: Any) -> str:
    return f"line {mark.line + 1}" if mark is not None else ""


def _safe_loader() -> type[Any]:
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _check_events(text: str) -> None:
    """Refuse what would blow up while it is loaded: deep nesting and chains of merge keys.

    The C composer recurses without a guard of its own, and a merge key (``<<``) copies what it
    merges, so that a few lines could stand for billions of entries.
    """
    import yaml

    depth = merges = 0
    for event in yaml.parse(text, Loader=_safe_loader()):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEPTH:
                raise LimitError(
                    f"it is nested more than {_DEPTH} levels deep",
                    _HINT_YAML,
                    _place(event.start_mark),
                )
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.ScalarEvent) and event.value == "<<" and event.implicit[0]:
            merges += 1
            if merges > _DEPTH:
                raise LimitError(
                    f"it has more than {_DEPTH} merge keys (<<)",
                    "write the merged entries out",
                    _place(event.start_mark),
                )


def _loader() -> type[Any]:
    """A safe YAML loader that makes text, null and true/false, and merges without blowing up."""
    base: Any = _safe_loader()

    class _TextLoader(base):  # type: ignore[misc]
        yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - the base class's protocol

        def flatten_mapping(self, node: Any) -> None:
            super().flatten_mapping(node)
            if len(node.value) > 10_000 and len({id(key) for key, _ in node.value}) < len(
                node.value
            ):
                raise LimitError("its merge keys (<<) expand too far", "write them out")

    keep = ("tag:yaml.org,2002:null", "tag:yaml.org,2002:merge")
    for first, resolvers in base.yaml_implicit_resolvers.items():
        kept = [(tag, pattern) for tag, pattern in resolvers if tag in keep]
        _TextLoader.yaml_implicit_resolvers[first] = kept
    truth = re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$")
    for first in "tTfF":
        _TextLoader.yaml_implicit_resolvers.setdefault(first, []).append(
            ("tag:yaml.org,2002:bool", truth)
        )
    return _TextLoader


def _check_expansion(data: object, limits: Limits) -> None:
    """Refuse data whose aliases, written out, would pass the limit on characters, or a loop."""
    sizes: dict[int, int] = {}
    open_ids: set[int] = set()

    def children(value: object) -> Iterator[object]:
        if isinstance(value, Mapping):
            yield from value.keys()
            yield from value.values()
        elif isinstance(value, (list, tuple, set)):
            yield from value

    def size(value: object) -> int:
        if isinstance(value, str):
            return len(value) + 1
        if not isinstance(value, (Mapping, list, tuple, set)):
            return 1
        key = id(value)
        if key in open_ids:
            raise UnreadableError("one of its aliases refers to itself", "write the entry out")
        if key not in sizes:
            open_ids.add(key)
            sizes[key] = 1 + sum(size(child) for child in children(value))
            open_ids.discard(key)
        if sizes[key] > limits.characters:
            raise LimitError(
                f"with its aliases written out, it passes {limits.characters:,} characters",
                "split the file or raise limits.characters",
            )
        return sizes[key]

    size(data)
