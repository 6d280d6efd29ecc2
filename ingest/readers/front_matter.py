"""Front matter: the YAML (or TOML-like) lines above a Markdown text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_LARGEST = 64_000  # characters
_MOST_ALIASES = 50  # a few hundred bytes of nested aliases can stand for gigabytes
_MOST_PAIRS = 500
_OPEN = re.compile(r"\A\ufeff?(?P<mark>---|\+\+\+)[ \t]*\n")
_HEADLESS = re.compile(r"\A\ufeff?[A-Za-z][\w -]{0,40}:(\s|$)")
_ALIAS = re.compile(r"(?<![\w*&])[*&][A-Za-z0-9_-]+")
_TOML = re.compile(r"^(?P<label>[\w.-]+)\s*=\s*[\"']?(?P<value>.*?)[\"']?\s*$")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Labels and values from above a text, nested labels joined by dots; and the text below."""

    pairs: tuple[tuple[str, str], ...]
    body: str
    warnings: tuple[str, ...] = ()


def split_front_matter(text: str) -> FrontMatter:
    """Front matter and body.

    The opening ``---`` may be missing, as in some policy templates, where the text begins with
    ``label: value`` lines and a ``---`` closes them. Front matter that cannot be read becomes part
    of the body, with a warning.
    """
    opened = _OPEN.match(text)
    start = opened.end() if opened else 0
    if not opened and not _HEADLESS.match(text):
        return FrontMatter((), text)
    mark = re.escape(opened["mark"]) if opened else "---"
    closing = re.compile(rf"^(?:{mark}|\.\.\.)[ \t]*$", re.M).search(text, start, start + _LARGEST)
    if closing is None:
        return FrontMatter((), text)
    raw, body = text[start : closing.start()], text[closing.end() :]
    if not opened and ("\n\n" in raw.strip() or len(raw) > 4_000):
        return FrontMatter((), text)  # a rule below ordinary paragraphs
    if opened and opened["mark"] == "+++":
        lines = (_TOML.match(line) for line in raw.split("\n"))
        return FrontMatter(tuple((m["label"], m["value"]) for m in lines if m), body)
    return _yaml(raw, body, text, closed_rule=opened is None)


def _yaml(raw: str, body: str, text: str, *, closed_rule: bool) -> FrontMatter:
    import yaml

    if len(_ALIAS.findall(raw)) > _MOST_ALIASES:
        return FrontMatter((), text, ("front matter with too many aliases was read as text",))
    try:
        value = yaml.load(raw, Loader=_text_loader())  # noqa: S506 - a SafeLoader, dates as text
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        reason = str(error).split("\n")[0]
        return FrontMatter((), text, (f"front matter is not valid YAML ({reason}); read as text",))
    if not isinstance(value, dict):
        wrong = (
            () if closed_rule or value is None else ("front matter holds no labels; read as text",)
        )
        return FrontMatter((), body if value is None else text, wrong)
    pairs = []
    for pair in _flat(value, "", set()):
        pairs.append(pair)
        if len(pairs) >= _MOST_PAIRS:
            warning = f"front matter has more than {_MOST_PAIRS} values; the rest was left out"
            return FrontMatter(tuple(pairs), body, (warning,))
    return FrontMatter(tuple(pairs), body)


def _text_loader() -> Any:
    """PyYAML's safe loader without types: ``1.10`` stays ``1.10`` and a date as it is written."""
    import yaml

    class TextLoader(yaml.SafeLoader):
        """Safe, and every scalar is text."""

    TextLoader.yaml_implicit_resolvers = {}
    return TextLoader


def _flat(value: object, label: str, above: set[int]) -> Iterator[tuple[str, str]]:
    if id(value) in above:
        return  # an alias of something it stands in
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{label}.{key}" if label else str(key), above | {id(value)})
    elif isinstance(value, list):
        if all(not isinstance(inner, dict | list) for inner in value):
            yield label, ", ".join(str(inner) for inner in value)
            return
        for inner in value:
            yield from _flat(inner, label, above | {id(value)})
    elif value is not None and str(value).strip():
        yield label, str(value).strip()
