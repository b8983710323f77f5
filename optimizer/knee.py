"""Where a curve of value bends most: the point after which a tighter bound costs far more."""

from __future__ import annotations

from typing import Final

import numpy as np

from scenarios.ledger import Floats

METHOD: Final = "chord"
"""The largest distance to the chord, both axes scaled to 0-1 (Satopaa et al. 2011, "Kneedle")."""

STRAIGHT: Final = 0.01
"""A curve that is nowhere further from its chord than this has no knee."""


def knee(bound: Floats, value: Floats) -> int | None:
    """Return the number of the point furthest above the line from the first point to the last.

    Points are in the order of `bound`; those without a value are left out. None is returned where
    the curve is straight, or has fewer than three points.
    """
    known = np.flatnonzero(np.isfinite(value))
    if len(known) < 3:
        return None
    x, y = bound[known], value[known]
    width, height = float(np.ptp(x)), float(np.ptp(y))
    if width <= 0 or height <= 0:
        return None
    chord = y[0] + (y[-1] - y[0]) * (x - x[0]) / (x[-1] - x[0])
    above = (y - chord) / height
    best = int(above.argmax())
    return int(known[best]) if above[best] > STRAIGHT else None
