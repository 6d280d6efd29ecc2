"""Customers' questionnaires: read into questions and answer cells, and written back."""

from ingest.questionnaires.reading.pasted import read_text
from ingest.questionnaires.reading.request import QUESTIONNAIRE_LIMITS, read_questionnaire

__all__ = ["QUESTIONNAIRE_LIMITS", "read_questionnaire", "read_text"]
