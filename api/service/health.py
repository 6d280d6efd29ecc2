"""The service itself: ``GET /v1/health``, open to anyone, ``/v1/ready``, ``/metrics``, and the
description of every address."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.service.access import CallerDep, CoreDep, requires
from api.service.front.metrics import Metrics
from api.service.responses import Health, Ready
from api.service.roles import Role
from kb.disk import folder_problem

router = APIRouter(tags=["service"])
outside = APIRouter(tags=["service"])

_CHROMA_AWAY = "the Chroma server does not answer; every vector is compared instead"


@router.get("/health")
async def health() -> Health:
    """Whether the service is there; says nothing else, and needs no key."""
    return Health()


@router.get("/ready", responses={503: {"model": Ready}}, dependencies=[requires(Role.READER)])
def ready(core: CoreDep, caller: CallerDep, response: Response) -> Ready:
    """Whether the model is loaded, the indexes are open and the data folder can be written; 503
    until they are."""
    problem = core.problem or folder_problem(core.base.settings.home)
    state = "failed" if problem else core.state
    if state != "ready":
        response.status_code = 503
    return Ready.model_validate(
        {
            "status": state,
            "model": core.model_ready,
            "indexes": core.indexes_ready,
            "passages": core.passages(caller.audience),
            "problem": problem or None,
            "warning": _CHROMA_AWAY if core.base.chroma_problem else None,
        }
    )


@router.get("/openapi.json", include_in_schema=False, dependencies=[requires(Role.READER)])
def describe(request: Request) -> JSONResponse:
    """Every address, for machines."""
    return JSONResponse(request.app.openapi())


@outside.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"example": "vouch_requests_total 1.0"}}}},
    dependencies=[requires(Role.ADMIN, also="metrics")],
)
def metrics(request: Request) -> Response:
    """The figures of the service, for Prometheus; for admins and keys with the scope `metrics`."""
    figures: Metrics = request.app.state.metrics
    return Response(figures.text(), media_type="text/plain; version=0.0.4; charset=utf-8")
