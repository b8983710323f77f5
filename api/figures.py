"""Numbers as people read them: thousands separators, few digits, never `-0`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

Figure = Callable[[float], str]
UNKNOWN = "–"


def amounts(largest: float) -> Figure:
    """Return how to write amounts where `largest` is the largest: about four digits."""
    digits = 0 if abs(largest) >= 1000 else 1 if abs(largest) >= 100 else 2
    return lambda number: fixed(number, digits)


def amounts_like(numbers: Iterable[float]) -> Figure:
    """Return how to write amounts of the size of these."""
    return amounts(max(map(abs, numbers), default=0.0))


def fixed(number: float, digits: int) -> str:
    """Return a number with so many decimals."""
    if not math.isfinite(number):
        return UNKNOWN
    text = f"{number:,.{digits}f}"
    return text.removeprefix("-") if float(text.replace(",", "")) == 0 else text


def short(text: str) -> str:
    """Return a written number without zeros after its point."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def signed(number: float, write: Figure) -> str:
    """Return a number with its sign, also where it is positive."""
    text = write(number)
    return f"+{text}" if number > 0 and float(text.replace(",", "")) != 0 else text


def below(most: float) -> str:
    """Return that a number is less than so much, for instance `< 0.45`."""
    return f"< {short(plain(most, 2))}"


def percent(share: float) -> str:
    """Return a share in per cent, for instance `76%` and `0.005%`."""
    points = share * 100
    if not math.isfinite(points):
        return UNKNOWN
    if points == 0 or abs(points) >= 10:
        return f"{fixed(points, 0)}%"
    return f"{short(plain(points, 2))}%"


def plain(number: float, digits: int) -> str:
    """Return a number with so many significant digits, never in powers of ten."""
    if number == 0 or not math.isfinite(number):
        return "0" if number == 0 else UNKNOWN
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(number))))
    return fixed(round(number, decimals), min(decimals, 12))


def prices_like(numbers: Iterable[float]) -> Figure:
    """Return how to write prices of the size of these: two digits of the smallest, one length."""
    known = [abs(number) for number in numbers if number and math.isfinite(number)]
    digits = 1 - math.floor(math.log10(min(known, default=1.0)))
    return lambda number: fixed(number, min(max(digits, 2), 6))
