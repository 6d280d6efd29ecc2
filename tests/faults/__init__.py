"""Faults of the world around the service: what is lost, and what its users see."""
