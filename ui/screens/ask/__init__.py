"""The Ask page: a chat that shows its evidence."""
