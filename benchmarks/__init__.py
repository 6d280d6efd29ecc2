"""Measurements of speed and memory, in processes of their own; ``docs/benchmarks.md`` explains."""
