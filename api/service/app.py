"""The service, put together."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from api.service import health, problems
from api.service.access import described_keys
from api.service.audit_keeping import Keeping
from api.service.callers import Callers, LastUse
from api.service.core import Core
from api.service.described import describe
from api.service.front.busy import Rates, Turns
from api.service.front.etags import ETags
from api.service.front.hosts import ANY, Hosts
from api.service.front.idempotent import Idempotency
from api.service.front.metrics import Metrics
from api.service.front.observed import Observed
from api.service.front.route_table import Routed
from api.service.gate import BodyLimit, Gate, RequestIds
from api.service.keys import Keys
from api.service.oidc import provider_of
from api.service.routes import ROUTERS
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings


def create_app(base: KnowledgeBase, keys: Keys, hosts: Collection[str] = ANY) -> FastAPI:
    """The service over ``base`` for the holders of ``keys``, created keys, and people who sign in.

    It answers to the names ``hosts``. While it runs, the model and the indexes are warmed in the
    background. The process that runs it should hold ``base.writing`` for as long. After it ran,
    ``app.state`` says whether its jobs were ``handed_back`` and a request was ``cut_off``: then a
    thread may still work.
    """
    core = Core(base)
    last_use = LastUse(base.records)
    keeping = Keeping(base)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        core.start_warming()
        core.jobs.start()
        last_use.start()
        keeping.start()
        try:
            yield
        finally:
            app.state.handed_back = core.stop(base.settings.grace_seconds)
            last_use.stop()
            keeping.stop()

    app = FastAPI(
        title="Vouch",
        summary="Answers to compliance questions, with citations checked word for word.",
        version="1",
        openapi_url=None,  # health.describe has it, behind the key like everything else
        docs_url=None,  # these pages load scripts from elsewhere, and cannot send a key
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.core = core
    app.state.handed_back, app.state.cut_off = True, False
    app.state.metrics = Metrics(core)
    app.state.last_use = last_use
    problems.install(app)
    describe(app)
    callers = Callers(keys, base.settings, base.records, provider_of(base.settings), last_use)
    _add_front(app, callers, base.settings, hosts)
    v1 = APIRouter(prefix="/v1")
    v1.include_router(health.router)
    for router in ROUTERS:
        v1.include_router(router, dependencies=described_keys)
    app.include_router(v1)
    app.include_router(health.outside, dependencies=described_keys)
    return app


def _add_front(app: FastAPI, callers: Callers, settings: Settings, hosts: Collection[str]) -> None:
    """What a request passes on its way in; the last one added is the first one passed."""
    app.add_middleware(ETags)
    app.add_middleware(Idempotency, records=callers.records)
    app.add_middleware(Turns, working=settings.working_requests, seconds=settings.waiting_seconds)
    app.add_middleware(BodyLimit, upload_bytes=settings.upload_bytes)
    app.add_middleware(Rates, per_minute=settings.requests_per_minute)
    app.add_middleware(Gate, callers=callers)
    app.add_middleware(Routed, owner=app)
    app.add_middleware(Hosts, names=hosts)
    app.add_middleware(Observed, metrics=app.state.metrics)
    app.add_middleware(RequestIds)
