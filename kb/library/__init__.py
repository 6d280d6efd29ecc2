"""Approved answers: who signed what, and when it may be given again."""
