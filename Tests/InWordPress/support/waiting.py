"""Waiting for what happens beside a test."""

import time


def until(condition, seconds=120, what="what was waited for"):
    """The first truth that the condition gives; fails when none comes."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"{what} did not come within {seconds} seconds"
        time.sleep(0.02)


def next_second():
    """Waits until the clock shows another second, for the database keeps no fractions of one."""
    now = int(time.time())
    until(lambda: int(time.time()) > now, seconds=60, what="the next second")
