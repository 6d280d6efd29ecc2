"""Tickets of other tools: taken in by signed webhooks, answered as drafts for a person."""
