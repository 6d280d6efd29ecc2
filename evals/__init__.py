"""Measurements of quality that anyone can run on public data."""
