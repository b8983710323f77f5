"""Runs at work: a durable queue, workers that may die, and a process of its own for each run."""
