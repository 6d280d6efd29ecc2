"""Every group of routes behind the key, in the order of the API's description."""

from fastapi import APIRouter

from api.service import (
    asking,
    audit,
    conversations,
    document_changes,
    document_editing,
    document_outline,
    document_problems,
    documents,
    feedback,
    jobs,
    key_routes,
    opening,
    originals,
    passages,
    people,
    settings_routes,
    streaming,
    suggestions,
    ticket_hooks,
    tickets,
    topics,
    unanswered,
    uploads,
)
from api.service.library import routes as library
from api.service.questionnaires import routes as questionnaires
from api.service.reports import routes as reports

ROUTERS: tuple[APIRouter, ...] = (
    asking.router,
    streaming.router,
    conversations.router,
    feedback.router,
    unanswered.router,
    suggestions.router,
    opening.router,
    passages.router,
    document_problems.router,
    documents.router,
    document_changes.router,
    document_editing.router,
    document_outline.router,
    originals.router,
    uploads.router,
    jobs.router,
    key_routes.me,
    key_routes.router,
    people.router,
    settings_routes.router,
    topics.router,
    ticket_hooks.router,
    tickets.router,
    library.router,
    questionnaires.router,
    reports.router,
    audit.answers,
    audit.router,
)
