"""The sample site's clock."""

import datetime
import zoneinfo

ZONE = zoneinfo.ZoneInfo("America/New_York")


def today():
    """The sample site's own day."""
    return datetime.datetime.now(ZONE).date()
