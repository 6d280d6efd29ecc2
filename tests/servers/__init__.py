"""Real servers for tests, on loopback, with everything they write in a folder that goes away."""
