"""``vouch library add`` and ``edit``."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.library_options import (
    Answer,
    Approve,
    AudienceName,
    By,
    Evidence,
    Identity,
    Owner,
    Product,
    Tags,
    Until,
    VerdictName,
    Wordings,
    done,
    opened,
    who,
)
from api.cli.output import JsonFlag, wrong_use

if TYPE_CHECKING:
    from kb.library.library import Library


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("add")(add)
    app.command("edit")(edit)


def add(
    question: Annotated[
        str | None, typer.Option("--question", metavar="TEXT", help="The question.")
    ] = None,
    answer: Answer = None,
    verdict: VerdictName = None,
    wording: Wordings = None,
    evidence: Evidence = None,
    owner: Owner = None,
    tag: Tags = None,
    product: Product = None,
    audience: AudienceName = None,
    valid_until: Until = None,
    from_answer: Annotated[
        str | None,
        typer.Option(metavar="RECORD", help='An answer given before: the "record" of ask --json.'),
    ] = None,
    approve: Approve = False,
    by: By = None,
    as_json: JsonFlag = False,
) -> None:
    """Add an entry, as a draft unless --approve.

    Example: vouch library add --question "Do you encrypt backups?" --verdict yes --answer "All
    backups are encrypted with AES-256." --approve --by "Dana Ito"
    """
    from dataclasses import replace

    from kb.library.entry import Draft

    if (question is None) == (from_answer is None):
        raise wrong_use("give --question TEXT, or --from-answer RECORD")
    with opened() as library:
        draft = library.from_answer(from_answer) if from_answer else Draft(str(question))
        changed = _changed(
            library, None, answer, verdict, wording, evidence, owner, tag, product, audience,
            valid_until,
        )  # fmt: skip
        origin = draft.origin or "a person"
        entry = library.add(
            replace(draft, **({"origin": origin} | changed)), who(by), approve=approve
        )
    done([entry], "Added", as_json=as_json)


def edit(
    identity: Identity,
    question: Annotated[
        str | None, typer.Option("--question", metavar="TEXT", help="The question.")
    ] = None,
    answer: Answer = None,
    verdict: VerdictName = None,
    wording: Wordings = None,
    evidence: Evidence = None,
    owner: Owner = None,
    tag: Tags = None,
    product: Product = None,
    audience: AudienceName = None,
    valid_until: Until = None,
    approve: Approve = False,
    by: By = None,
    as_json: JsonFlag = False,
) -> None:
    """Change what is given; the rest stays. Repeated options replace all of their kind.

    An approved entry becomes a draft again, unless only its owner or tags change or --approve is
    given. An empty text takes a field away: --valid-until "" has no last day, --evidence "" no
    evidence.

    Example: vouch library edit 3f0c9a7be21d --valid-until 2027-12-31 --approve --by "Dana Ito"
    """
    with opened() as library:
        changed = _changed(
            library, question, answer, verdict, wording, evidence, owner, tag, product, audience,
            valid_until,
        )  # fmt: skip
        if not changed and not approve:
            raise wrong_use("give at least one option to change")
        entry = library.edit(identity, changed, who(by), approve=approve)
    done([entry], "Changed", as_json=as_json)


def _changed(
    library: "Library",
    question: str | None,
    answer: str | None,
    verdict: str | None,
    wordings: list[str] | None,
    evidence: list[str] | None,
    owner: str | None,
    tags: list[str] | None,
    product: str | None,
    audience: str | None,
    until: str | None,
) -> dict[str, Any]:
    """The fields that options were given for."""
    from api.cli.audiences import parse_audience

    given: dict[str, Any] = {
        "question": question,
        "answer": answer,
        "owner": owner,
        "product": product,
        "wordings": None if wordings is None else tuple(wordings),
        "tags": None if tags is None else tuple(tags),
    }
    changed = {name: value for name, value in given.items() if value is not None}
    if verdict is not None:
        changed["verdict"] = _verdict(verdict)
    if audience is not None:
        changed["audience"] = parse_audience(audience)
    if until is not None:
        changed["valid_until"] = _day(until)
    if evidence is not None:
        changed["evidence"] = tuple(_link(library, text) for text in evidence if text)
    return changed


def _verdict(name: str) -> Any:
    from kb.values import Verdict

    if name in ("", "none"):
        return None
    if name not in [one.value for one in Verdict]:
        raise wrong_use(f"--verdict {name}: use yes, no, partial, not_applicable or none")
    return Verdict(name)


def _day(text: str) -> Any:
    from datetime import date

    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise wrong_use(f"--valid-until {text}: write the day as 2027-12-31") from None


def _link(library: "Library", text: str) -> Any:
    identity, mark, quote = text.partition("=")
    if not mark:
        raise wrong_use(f"--evidence {text}: write it as ID=QUOTE")
    return library.link(identity.strip(), quote.strip().strip('"“”'))
