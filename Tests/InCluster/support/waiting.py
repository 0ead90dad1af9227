"""Waiting for what happens beside a test."""

import time


def until(condition, seconds, what):
    """The first truth that the condition gives; fails when none comes."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, f"{what} did not come within {seconds} seconds"
        time.sleep(0.05)
    return value
