"""The routes of the reports."""

from fastapi import APIRouter

from api.service.reports import conflicts, coverage, crosswalks, evals, frameworks, review_due

router = APIRouter()
for one in (frameworks, crosswalks, coverage, conflicts, evals, review_due):
    router.include_router(one.router)
