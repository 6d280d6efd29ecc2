"""The service, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from api.service import asking, documents, health, opening, problems, uploads
from api.service.access import described_keys
from api.service.core import Core
from api.service.gate import BodyLimit, Gate, RequestIds
from api.service.keys import Keys
from kb.knowledge_base import KnowledgeBase


def create_app(base: KnowledgeBase, keys: Keys) -> FastAPI:
    """The service over ``base`` for the holders of ``keys``.

    While it runs, the model and the indexes are warmed in the background. The process that runs
    it should hold ``base.writing`` for as long.
    """
    core = Core(base)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        core.start_warming()
        try:
            yield
        finally:
            core.stop()

    app = FastAPI(
        title="Vouch",
        summary="Answers to compliance questions, with citations checked word for word.",
        version="1",
        openapi_url="/v1/openapi.json",
        docs_url=None,  # these pages load scripts from elsewhere, and cannot send a key
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.core = core
    problems.install(app)
    # The last one added is the first one passed.
    app.add_middleware(BodyLimit, upload_bytes=base.settings.upload_bytes)
    app.add_middleware(Gate, keys=keys)
    app.add_middleware(RequestIds)
    v1 = APIRouter(prefix="/v1")
    v1.include_router(health.router)
    v1.include_router(asking.router, dependencies=described_keys)
    v1.include_router(opening.router, dependencies=described_keys)
    v1.include_router(documents.router, dependencies=described_keys)
    v1.include_router(uploads.router, dependencies=described_keys)
    app.include_router(v1)
    return app
