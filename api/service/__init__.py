"""The HTTP service: thin routes over one knowledge base, JSON in and out, a key for everything."""
