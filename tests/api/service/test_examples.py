"""The description has an example of everything that is sent and returned, and each is right."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from jsonschema import Draft202012Validator

Json = dict[str, Any]


def bodies(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Every body: whose it is, its media type, and what is said of it. Pictures and office files,
    which nobody reads as text, are left out."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            found = [("request", operation.get("requestBody", {}))]
            found += [(code, r) for code, r in operation["responses"].items() if code[0] == "2"]
            for name, body in found:
                for kind, media in body.get("content", {}).items():
                    if kind.startswith(("text/", "multipart/")) or "json" in kind:
                        yield f"{method.upper()} {path} {name}", kind, media


def examples(document: Json, media: Json) -> list[Any]:
    if "example" in media:
        return [media["example"]]
    if "examples" in media:
        return [one["value"] for one in media["examples"].values()]
    schema = media.get("schema", {})
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return list(schema.get("examples", []))


def test_every_body_has_an_example(app: FastAPI) -> None:
    document = app.openapi()
    found = [(name, kind, examples(document, media)) for name, kind, media in bodies(document)]
    assert len(found) > 100
    assert not [f"{name} ({kind})" for name, kind, held in found if not held]


def test_every_example_is_what_its_schema_says(app: FastAPI) -> None:
    document = app.openapi()
    wrong: list[str] = []
    for name, kind, media in bodies(document):
        schema = {**media.get("schema", {}), "components": document["components"]}
        validator = Draft202012Validator(schema)
        for example in examples(document, media) if "schema" in media else ():
            wrong += [f"{name} ({kind}): {e.message}" for e in validator.iter_errors(example)]
    assert not wrong
