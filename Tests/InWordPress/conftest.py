"""The sites that the tests share."""

import pytest

from support.clock import wait_past_midnight
from support.site import brought_up


@pytest.fixture(scope="session")
def site():
    """The sample site: two years of chat, and the first sync done by wp-cron."""
    with brought_up() as up:
        up.run_cron()
        yield up


@pytest.fixture(autouse=True)
def one_day():
    """Each test runs within one of the sample site's days."""
    wait_past_midnight()
