"""Requests made up from the service's own description: none breaks it, and it keeps to it."""
