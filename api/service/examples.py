"""Examples of what is sent and returned, for the service's description, by the name of the schema.

Shapes that a module of its own describes have theirs there; these are the ones that many share.
"""

from typing import Any

from api.service.example_bodies import AT, BODIES, LATER, PAGE, QUOTE

Json = dict[str, Any]

_KEY: Json = {
    "id": "0e8d74fc185977cb",
    "name": "helpdesk",
    "role": "reader",
    "audience": "nda",
    "scopes": ["ask"],
    "live": True,
    "created_at": AT,
    "created_by": "service:local",
    "expires_at": "2027-11-23T07:23:41.414Z",
    "revoked_at": None,
    "used_at": None,
}
_PERSON: Json = {
    "id": "5b1f0c2e9a7d4c38",
    "handle": "eva@example.com",
    "email": "eva@example.com",
    "name": "Eva Berg",
    "role": "reviewer",
    "audience": "internal",
    "created_at": AT,
    "seen_at": LATER,
    "blocked_at": None,
}

SCHEMAS: dict[str, Json] = {
    **BODIES,
    "KeyList": {**PAGE, "keys": [_KEY]},
    "MadeKey": {**_KEY, "token": "vouch_0e8d74fc185977cb_…"},
    "PersonLine": _PERSON,
    "PeopleList": {**PAGE, "people": [_PERSON]},
    "SlackReply": {"response_type": "ephemeral", "text": "Looking it up …"},
    "Body_load_documents_v1_documents_post": {
        "file": ["(the bytes of backup.md)"],
        "collection": "policy",
        "audience": "internal",
        "wait": False,
    },
    "Body_open_ticket_v1_tickets_post": {
        "id": "REQ-1042",
        "subject": "Security questions of a customer",
        "text": "Are backups encrypted at rest?",
        "audience": "nda",
        "callback": "https://tickets.example.com/vouch",
    },
    "Body_import_entries_v1_library_import_post": {
        "file": "(the bytes of answers.csv)",
        "columns": "",
        "dry_run": True,
        "approve": False,
    },
    "Body_load_questionnaire_v1_questionnaires_post": {
        "file": "(the bytes of assurance.xlsx)",
        "audience": "nda",
        "customer": "Marram Holt",
        "due": "2026-12-18",
        "with_evidence": True,
        "organisation": ["the supplier"],
        "product": "",
        "run": True,
    },
}
#: What files hold, by the kind of text; which one comes is said by the request.
FILES: dict[str, Any] = {
    "application/json": [{"question": "Are backups encrypted at rest?", "answer": QUOTE}],
    "application/jsonl": f'{{"question": "Are backups encrypted?", "answer": "{QUOTE}"}}\n',
    "text/csv": f"Question,Answer\r\nAre backups encrypted at rest?,{QUOTE}\r\n",
    "text/html": f"<!doctype html><title>Answers</title><p>{QUOTE}</p>",
    "text/markdown": f"## Are backups encrypted at rest?\n\n{QUOTE}\n",
}


def add_examples(description: Json) -> None:
    """Give each shape and each file of text that has no example its own; what the example of a
    shape leaves out is shown in it as empty.

    Raises ``KeyError`` for an example of a shape that is not there any more.
    """
    schemas: Json = description["components"]["schemas"]
    for name, example in SCHEMAS.items():
        schemas[name].setdefault("examples", [example])
    for schema in schemas.values():
        if "examples" in schema:
            schema["examples"] = [_whole(one, schema, schemas) for one in schema["examples"]]
    for methods in description["paths"].values():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                if status.startswith("2"):
                    _add_to_files(response.get("content", {}))


def _add_to_files(content: Json) -> None:
    for kind, media in content.items():
        if kind in FILES and not media.get("schema") and not {"example", "examples"} & set(media):
            media["example"] = FILES[kind]


def _whole(example: Any, schema: Json, schemas: Json) -> Any:
    """``example`` with every field that ``schema`` requires."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rsplit("/", 1)[1]]
    if example is not None and "anyOf" in schema:
        schema = next((one for one in schema["anyOf"] if one.get("type") != "null"), {})
        return _whole(example, schema, schemas)
    if isinstance(example, list):
        return [_whole(one, schema.get("items", {}), schemas) for one in example]
    if not isinstance(example, dict):
        return example
    fields: Json = schema.get("properties", {})
    made = {name: _whole(one, fields.get(name, {}), schemas) for name, one in example.items()}
    missing = [name for name in schema.get("required", ()) if name not in made]
    return made | {name: _empty(fields[name], schemas) for name in missing}


_NOTHING: Json = {
    "array": [],
    "object": {},
    "string": "",
    "boolean": False,
    "integer": 0,
    "number": 0.0,
}


def _empty(schema: Json, schemas: Json) -> Any:
    """Nothing, as ``schema`` has it."""
    if "$ref" in schema:
        return _whole({}, schema, schemas)
    return _NOTHING.get(schema.get("type", ""))
