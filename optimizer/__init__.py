"""The mathematics: build the program of a scenario, solve it, prove it, explain it."""

from optimizer import analyses
from optimizer.allocation import Allocation
from optimizer.solving import solve

__all__ = ["Allocation", "analyses", "solve"]
