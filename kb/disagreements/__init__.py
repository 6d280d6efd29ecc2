"""Sources that give different values for the same thing, over the whole knowledge base."""
