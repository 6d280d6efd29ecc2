"""Whether a sentence answers a question, and what it says to it, by a small trained model.

The model reads the states that the embedding model gives the words of both, so it needs nothing
but its own two megabytes; ``training/`` makes them. It proposes; quotes and verdicts are checked
as ever.
"""
