"""Taking times that can be trusted on a machine others use too: many, and the one in the middle."""

import time
from collections.abc import Callable
from statistics import median


def times(function: Callable[[], object], repeats: int) -> list[float]:
    """Return how long each of several calls took, in seconds, after one that does not count."""
    function()
    found = []
    for _ in range(repeats):
        begun = time.perf_counter()
        function()
        found.append(time.perf_counter() - begun)
    return found


def typical(function: Callable[[], object], repeats: int) -> float:
    """Return the median time of a call, in seconds."""
    return median(times(function, repeats))


def least_each(function: Callable[[], object], calls: int, rounds: int = 5) -> float:
    """
    Return the processor time of one call, in seconds, from the quickest of several rounds of many calls.

    For what waits for nothing outside the process: there it is what a clock would show if nobody else were at work.
    """
    best = float("inf")
    for _ in range(rounds):
        begun = time.process_time()
        for _ in range(calls):
            function()
        best = min(best, time.process_time() - begun)
    return best / calls


def percentile(values: list[float], part: float) -> float:
    """Return the value that this part of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def milliseconds(function: Callable[[], object]) -> float:
    """Return how long one call took, in milliseconds."""
    begun = time.perf_counter()
    function()
    return (time.perf_counter() - begun) * 1000
