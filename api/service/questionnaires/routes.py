"""The questionnaires' routes; fixed addresses come before those with a number in them."""

from fastapi import APIRouter

from api.service.questionnaires import intake, reading, returning, reviewing, running

router = APIRouter()
for one in (intake, reading, reviewing, running, returning):
    router.include_router(one.router)
