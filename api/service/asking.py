"""``POST /v1/ask`` and ``POST /v1/search``."""

import time
from datetime import date

from fastapi import APIRouter

from api.service.access import CallerDep, CoreDep, MetricsDep, lowered, requires
from api.service.questions import answer_shown, asking
from api.service.requests import AskRequest, SearchRequest
from api.service.responses import Answer, SearchResult
from api.service.roles import Role
from kb.contract import hit_json
from kb.values import SearchFilter

router = APIRouter(tags=["answers"], dependencies=[requires(Role.READER)])


@router.post("/ask")
def ask(asked: AskRequest, core: CoreDep, caller: CallerDep, metrics: MetricsDep) -> Answer:
    """Answer a question from the documents, with citations, or say why it cannot be answered."""
    began = time.monotonic()
    wanted = asking(asked, core, caller)
    answer, record = core.base.ask(wanted.question, actor=caller.actor, then=wanted.then)
    metrics.answered(answer.status)
    sight = wanted.question.audience
    return answer_shown(core, answer, record, time.monotonic() - began, sight)


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
    hits = core.base.search(asked.query, asked.k, only)
    return SearchResult.model_validate(
        {
            "query": asked.query,
            "hits": [hit_json(hit) for hit in hits],
            "seconds": round(time.monotonic() - began, 3),
        }
    )
