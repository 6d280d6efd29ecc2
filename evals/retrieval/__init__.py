"""How well search finds the passages that are known to answer a question."""
