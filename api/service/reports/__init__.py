"""Reports over everything that is stored, frameworks, and what is due for review."""
