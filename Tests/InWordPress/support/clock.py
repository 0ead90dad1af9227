"""The sample site's clock."""

import datetime
import time
import zoneinfo

ZONE = zoneinfo.ZoneInfo("America/New_York")


def today():
    """The sample site's own day."""
    return datetime.datetime.now(ZONE).date()


def wait_past_midnight(seconds=120):
    """Waits where the sample site's day ends within so many seconds: what a test reckons and a page shows are of one."""
    while (datetime.datetime.now(ZONE) + datetime.timedelta(seconds=seconds)).date() != today():
        time.sleep(1)
