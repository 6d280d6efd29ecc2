"""docs/api.md names every address and every kind of problem."""

import re
from pathlib import Path

from fastapi import FastAPI

from api.service import problems

TEXT = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")


def test_every_route_is_documented(app: FastAPI) -> None:
    for path, methods in app.openapi()["paths"].items():
        written = re.sub(r"{\w+_id}", "{id}", path)
        for method in methods:
            assert f"{method.upper()} {written}" in TEXT


def test_every_parameter_is_documented(app: FastAPI) -> None:
    for methods in app.openapi()["paths"].values():
        for operation in methods.values():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "query":
                    assert f"`{parameter['name']}`" in TEXT


def test_every_problem_is_documented() -> None:
    for kind in [*problems.KINDS.values(), *problems.OWN]:
        assert f"`{kind.slug}`" in TEXT
        assert str(kind.status) in TEXT
