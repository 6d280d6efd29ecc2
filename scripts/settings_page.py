"""Write docs/settings.md from the settings themselves: .venv/bin/python scripts/settings_page.py"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pydantic import AliasChoices, BaseModel, SecretStr
from pydantic.fields import FieldInfo

from kb.settings import Settings
from scripts.page import table, write_or_check

INTRODUCTION = """\
# Settings

<!-- Written by scripts/settings_page.py from kb/settings.py; do not edit by hand. -->

A setting comes from the environment, else from the file `settings.toml` in the data folder, else
it has its default. A wrong or unknown one is refused, with its name and what is allowed.

```sh
VOUCH_CHUNK_WORDS=120 vouch ingest ~/policies
```

```toml
# ~/.vouch/settings.toml
chunk_words = 120

[limits]
pages = 500
```

`VOUCH_HOME` itself can only come from the environment, since it says where that file is.
"""
LIMITS = """
## Limits

What one file may cost. A file that reaches a limit is refused and named in the report; the others
are loaded. Each is one of `[limits]` in `settings.toml`.
"""
HEADER = ["Setting", "In the environment", "Default", "Allowed", "What it does"]
_BOUNDS = (("ge", "at least {}"), ("gt", "more than {}"), ("le", "at most {}"))
_KINDS = {int: "whole number", float: "number", bool: "true or false", Path: "path", str: "text",
          SecretStr: "text, kept out of logs"}  # fmt: skip


def page() -> str:
    """The whole page."""
    limits = Settings.model_fields["limits"].annotation
    if not (isinstance(limits, type) and issubclass(limits, BaseModel)):
        raise TypeError("Settings.limits is no longer a model; this script has to follow")
    return (
        INTRODUCTION
        + "\n"
        + table(HEADER, list(_rows(Settings, "VOUCH_")))
        + "\n"
        + LIMITS
        + "\n"
        + table(HEADER, list(_rows(limits, "VOUCH_LIMITS__")))
        + "\n"
    )


def _rows(model: type[BaseModel], prefix: str) -> Iterator[list[str]]:
    for name, field in model.model_fields.items():
        if isinstance(field.default, BaseModel):
            continue
        variables = " or ".join(f"`{v}`" for v in _variables(name, field, prefix))
        yield [f"`{name}`", variables, _default(field), _allowed(field), field.description or ""]


def _variables(name: str, field: FieldInfo, prefix: str) -> list[str]:
    if isinstance(field.validation_alias, AliasChoices):
        return [str(choice) for choice in field.validation_alias.choices]
    return [prefix + name.upper()]


def _default(field: FieldInfo) -> str:
    value = field.default
    if value is None:
        return "none"
    return f"`{_plain(value)}`"


def _plain(value: object) -> str:
    """A value as one may type it; a large number with its thousands set apart."""
    if isinstance(value, int) and value >= 100_000:
        return f"{value:_}"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _allowed(field: FieldInfo) -> str:
    kinds = [field.annotation, *get_args(field.annotation)]
    for kind in kinds:
        if get_origin(kind) is Literal:
            return ", ".join(f"`{value}`" for value in get_args(kind))
    if get_origin(field.annotation) is Literal:
        return ", ".join(f"`{value}`" for value in get_args(field.annotation))
    kind = next((_KINDS[k] for k in kinds if k in _KINDS), "text")
    bounds = [
        words.format(_plain(getattr(limit, name)))
        for limit in _limits(field)
        for name, words in _BOUNDS
        if getattr(limit, name, None) is not None
    ]
    return ", ".join([kind, *bounds])


def _limits(field: FieldInfo) -> list[Any]:
    """The bounds on a field, those that stand inside an ``Annotated`` among them."""
    found: list[Any] = []
    for item in field.metadata:
        found.extend(item.metadata if isinstance(item, FieldInfo) else [item])
    return found


if __name__ == "__main__":
    write_or_check("settings.md", page(), "scripts/settings_page.py")
