"""Benchmarks: each registers itself; `python -m benchmarks` runs them and prints one table."""
