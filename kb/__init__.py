"""The knowledge base: values, records, indexes, retrieval and answers."""
