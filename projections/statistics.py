"""The interval around a rate, exactly; integers until the last line, standard library only."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

Z95 = NormalDist().inv_cdf(0.975)


class Interval(NamedTuple):
    """A lower and an upper limit, between 0 and 1."""

    lower: float
    upper: float


def wilson(x: int, n: int, z: float = Z95) -> Interval | None:
    """Wilson's interval of x out of n; exactly 0 below when x = 0, exactly 1 above when x = n; None when n = 0.

    Source: Wilson, JASA 22 (1927): ``(p + z²/2n ± z·sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n)``.
    """
    if n == 0:
        return None
    p, square = x / n, z * z
    centre = (p + square / (2 * n)) / (1 + square / n)
    half = z * sqrt(p * (1 - p) / n + square / (4 * n * n)) / (1 + square / n)
    return Interval(0.0 if x == 0 else centre - half, 1.0 if x == n else centre + half)
