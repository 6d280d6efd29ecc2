"""``POST /v1/ask`` and ``POST /v1/search``."""

import time
from datetime import date

from fastapi import APIRouter

from api.service.access import CallerDep, CoreDep, lowered
from api.service.requests import AskRequest, SearchRequest
from api.service.responses import Answer, SearchResult
from kb.contract import answer_json, hit_json
from kb.values import Question, SearchFilter

router = APIRouter(tags=["answers"])


@router.post("/ask")
def ask(asked: AskRequest, core: CoreDep, caller: CallerDep) -> Answer:
    """Answer a question from the documents, with citations, or say why it cannot be answered."""
    began = time.monotonic()
    sight = lowered(caller, asked.audience)
    question = Question(asked.question, asked.id, tuple(asked.history), sight)
    with core.turn:
        answer, row = core.base.ask(question, actor=f"service:{caller.name}")
    seconds = round(time.monotonic() - began, 3)
    return Answer.model_validate(answer_json(answer) | {"record": row, "seconds": seconds})


@router.post("/search")
def search(asked: SearchRequest, core: CoreDep, caller: CallerDep) -> SearchResult:
    """Find passages by word and by meaning."""
    began = time.monotonic()
    only = SearchFilter(
        lowered(caller, asked.audience),
        tuple(asked.collections),
        tuple(asked.documents),
        date.today() if asked.in_date else None,
    )
    with core.turn:
        hits = core.base.search(asked.query, asked.k, only)
    return SearchResult.model_validate(
        {
            "query": asked.query,
            "hits": [hit_json(hit) for hit in hits],
            "seconds": round(time.monotonic() - began, 3),
        }
    )
