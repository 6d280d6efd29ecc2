"""``vouch ask`` and ``vouch search``."""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.audiences import parse_audience
from api.cli.output import (
    JsonFlag,
    check_target,
    counted,
    knowledge_base,
    progress,
    read_jsonl,
    say,
    say_wrapped,
    short_path,
    tell,
    tell_if_empty,
    whoami,
    write_json,
    write_jsonl,
    wrong_use,
)

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase
    from kb.values import Answer, Citation, Passage, Question, SearchFilter

AudienceOption = Annotated[
    str,
    typer.Option(
        metavar="WHO", help="Who is asking: public, nda or internal; sees no more than that."
    ),
]
BatchOption = Annotated[
    Path | None,
    typer.Option("--batch", metavar="FILE", help="A file of them, one JSON object a line."),
]
OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Where a batch's results go.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("ask")(ask)
    app.command("search")(search)


def _question_or_batch(text: str | None, batch: Path | None, out: Path | None) -> None:
    if (text is None) == (batch is None):
        raise wrong_use("give one question, or --batch FILE --out FILE")
    if (batch is None) != (out is None):
        raise wrong_use("--batch and --out go together")
    if out is not None:
        check_target(out)


def ask(
    question: Annotated[
        str | None, typer.Argument(metavar="QUESTION", help="The question, in quotes.")
    ] = None,
    batch: BatchOption = None,
    out: OutOption = None,
    audience: AudienceOption = "internal",
    as_json: JsonFlag = False,
) -> None:
    """Answer a question from the documents, with citations.

    Where the documents do not answer it, say so and why.

    Example: vouch ask "Do you enforce multi-factor authentication?"

    A batch holds {"id", "question", "history": [earlier turns]} a line and gives one answer a
    line: vouch ask --batch questions.jsonl --out answers.jsonl
    """
    from kb.contract import answer_json
    from kb.values import Question

    _question_or_batch(question, batch, out)
    level = parse_audience(audience)
    if batch is not None and out is not None:
        _ask_batch(batch, out, level, as_json=as_json)
        return
    with knowledge_base() as base:
        tell_if_empty(base)
        answer, row = base.ask(Question(str(question), audience=level), actor=whoami())
    if as_json:
        write_json(answer_json(answer) | {"record": row})
    else:
        show_answer(answer)


def _ask_batch(batch: Path, out: Path, level: Any, *, as_json: bool) -> None:
    from kb.contract import answer_json

    records = list(read_jsonl(batch, "id", "question"))
    questions = [_question(record, batch, level) for record in records]

    def answered(base: "KnowledgeBase", told: Callable[[str], None]) -> Iterator[dict[str, Any]]:
        answers = base.ask_each(questions, actor=whoami())
        for record, (answer, _) in zip(records, answers, strict=True):
            told(answer.question.text)
            # The id goes back as it came, a number as a number.
            yield answer_json(answer) | {"id": record["id"]}

    _run_batch("Answering", ("question", ""), len(records), answered, out, as_json=as_json)


def _question(record: dict[str, Any], batch: Path, level: Any) -> "Question":
    from kb.values import Question

    history = record.get("history") or []
    if not isinstance(history, list) or not all(isinstance(turn, str) for turn in history):
        raise wrong_use(f'{batch}, id {record["id"]}: "history" must be a list of earlier turns')
    return Question(str(record["question"]), str(record["id"]), tuple(history), level)


def _run_batch(
    stage: str,
    noun: tuple[str, str],
    total: int,
    results: "Callable[[KnowledgeBase, Callable[[str], None]], Iterable[dict[str, Any]]]",
    out: Path,
    *,
    as_json: bool,
) -> None:
    """Write ``results`` to ``out`` and say how many and how fast."""
    with knowledge_base() as base:
        tell_if_empty(base)
        began = time.monotonic()
        with progress() as watcher:
            watcher.stage(stage, total)
            count = write_jsonl(out, results(base, lambda note: watcher.advance(note=note)))
        seconds = time.monotonic() - began
    if as_json:
        write_json({"count": count, "seconds": round(seconds, 2), "out": str(out)})
    else:
        tell(f"{counted(count, *noun)} in {seconds:.1f} s; see {out}")


def search(
    query: Annotated[
        str | None, typer.Argument(metavar="QUERY", help="What to look for, in quotes.")
    ] = None,
    k: Annotated[
        int,
        typer.Option("-k", metavar="N", min=1, max=1000, help="How many passages, at most 1000."),
    ] = 10,
    batch: BatchOption = None,
    out: OutOption = None,
    collection: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Only in this collection: policy, framework, reference or answers; may be "
            "repeated.",
        ),
    ] = None,
    document: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Only in this document; may be repeated."),
    ] = None,
    in_date: Annotated[
        bool, typer.Option("--in-date", help="Only documents that are not out of date today.")
    ] = False,
    audience: AudienceOption = "internal",
    as_json: JsonFlag = False,
) -> None:
    """Find passages by word and by meaning.

    Example: vouch search "A.5.15 access reviews" -k 5 --collection policy

    A batch holds {"id", "query"} a line: vouch search --batch queries.jsonl --out run.jsonl
    """
    from datetime import date

    from kb.contract import hit_json
    from kb.values import Collection, SearchFilter

    _question_or_batch(query, batch, out)
    known = [c.value for c in Collection]
    for name in collection or ():
        if name not in known:
            raise wrong_use(f"--collection {name}: use one of {', '.join(known)}")
    only = SearchFilter(
        parse_audience(audience),
        tuple(Collection(name) for name in collection or ()),
        tuple(document or ()),
        date.today() if in_date else None,
    )
    if batch is not None and out is not None:
        _search_batch(batch, out, k, only, as_json=as_json)
        return
    with knowledge_base() as base:
        tell_if_empty(base)
        hits = base.search(str(query), k, only)
    if as_json:
        write_json({"query": query, "hits": [hit_json(hit) for hit in hits]})
    else:
        _show_hits(hits)


def _search_batch(batch: Path, out: Path, k: int, only: "SearchFilter", *, as_json: bool) -> None:
    from kb.contract import hit_json

    queries = list(read_jsonl(batch, "id", "query"))

    def found(base: "KnowledgeBase", told: Callable[[str], None]) -> Iterator[dict[str, Any]]:
        retriever = base.retriever()
        for record in queries:
            hits = retriever.search(str(record["query"]), k, only)
            told(str(record["query"]))
            yield {"id": record["id"], "hits": [hit_json(hit) for hit in hits]}

    _run_batch("Searching", ("query", "queries"), len(queries), found, out, as_json=as_json)


def show_answer(answer: "Answer") -> None:
    """An answer as text: the verdict, the answer, and each citation below it."""
    from kb.values import Status

    if answer.status is Status.ABSTAINED:
        reason = answer.reason.value.replace("_", " ") if answer.reason else "unknown"
        say_wrapped(f"No answer ({reason}). {answer.note}".rstrip())
        _show_conflicts(answer)
        if answer.nearest:
            say()
            say("Closest evidence, which does not answer the question:")
            _show_citations(answer.nearest)
        return
    if answer.verdict is not None:
        say(f"{answer.verdict.value.replace('_', ' ').capitalize()}.")
    say_wrapped(answer.answer)
    _show_conflicts(answer)
    if answer.note:
        say_wrapped(f"Note: {answer.note}")
    say()
    _show_citations(answer.citations)


def _show_conflicts(answer: "Answer") -> None:
    for conflict in answer.conflicts:
        same = conflict.topic in ("", answer.question.text)
        say()
        say_wrapped("The sources disagree" + (":" if same else f": {conflict.topic}"))
        for given in conflict.values:
            place = " > ".join((given.citation.document, *given.citation.heading))
            say_wrapped(f"- {given.value}: {place}", "  ", "    ")


def _show_citations(citations: "tuple[Citation, ...]") -> None:
    for number, cited in enumerate(citations, start=1):
        place = " > ".join((cited.document, *cited.heading))
        page = f", page {cited.page}" if cited.page else ""
        dated = f", out of date since {cited.valid_until}" if cited.expired else ""
        say_wrapped(f"[{number}] {place}{page} (version {cited.version}{dated})", "  ", " " * 6)
        say_wrapped(f"“{shown(cited.quote)}”", " " * 6)
        say(f"      {short_path(cited.source)}")


def shown(quote: str) -> str:
    """A quote on one line, cut for the eye; the JSON form has it whole."""
    flat = " ".join(quote.replace("\t", " | ").split())
    return flat if len(flat) <= 300 else flat[:299] + "…"


def _show_hits(hits: "list[Passage]") -> None:
    if not hits:
        say("Nothing found.")
    for number, hit in enumerate(hits, start=1):
        page = f", page {hit.page}" if hit.page else ""
        place = " > ".join((hit.title, *hit.heading))
        say_wrapped(f"{number:3}. {hit.score:.3f}  {place}{page}", "", " " * 5)
        say_wrapped(shown(hit.text), " " * 5)
        say(f"     {hit.collection.value}, {hit.audience.value}, {short_path(hit.source)}")
