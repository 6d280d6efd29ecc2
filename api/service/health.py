"""``GET /v1/health``, open to anyone, and ``GET /v1/ready``."""

from fastapi import APIRouter, Response

from api.service.access import CoreDep
from api.service.responses import Health, Ready

router = APIRouter(tags=["service"])


@router.get("/health")
def health() -> Health:
    """Whether the service is there; says nothing else, and needs no key."""
    return Health()


@router.get("/ready", responses={503: {"model": Ready}})
def ready(core: CoreDep, response: Response) -> Ready:
    """Whether the model is loaded and the indexes are open; 503 until they are."""
    if core.state != "ready":
        response.status_code = 503
    return Ready.model_validate(
        {
            "status": core.state,
            "model": core.model_ready,
            "indexes": core.indexes_ready,
            "passages": core.passages(),
            "problem": core.problem or None,
        }
    )
