"""What the log itself says, by SQL that has nothing in common with the tool's."""

import datetime

from .clock import today
from .pages import PAGE

TYPES = ("Total Tokens", "Prompt Tokens", "Completion Tokens")


def windows(period, day=None):
    """The first and the last day of each period that is shown unless others are asked for, oldest first."""
    day = day or today()
    one = datetime.timedelta(days=1)
    spans = []
    if period == "daily":
        spans = [(day - one * back, day - one * back) for back in range(6, -1, -1)]
    elif period == "weekly":
        monday = day - one * day.weekday()
        spans = [(monday - 7 * one * back, monday - 7 * one * back + 6 * one) for back in range(7, -1, -1)]
    elif period == "monthly":
        for back in range(3, -1, -1):
            month = day.year * 12 + day.month - 1 - back
            first = datetime.date(month // 12, month % 12 + 1, 1)
            following = datetime.date((month + 1) // 12, (month + 1) % 12 + 1, 1)
            spans.append((first, following - one))
    elif period == "yearly":
        spans = [(datetime.date(day.year - back, 1, 1), datetime.date(day.year - back, 12, 31)) for back in range(3, -1, -1)]
    return spans


def figures(site, first, last, blog=1, hour=24):
    """Total, prompt and completion tokens and requests of days, the last one up to an hour, directly from the log."""
    sums = ", ".join(f"COALESCE(SUM(IF(user_type = '{kind}', message_text + 0, 0)), 0)" for kind in TYPES)
    row = site.sql(
        f"SELECT {sums}, COALESCE(SUM(user_type = 'Total Tokens'), 0) FROM {site.log_table(blog)}"
        f" WHERE interaction_time >= '{first}' AND interaction_time < '{last}' + INTERVAL {hour} HOUR"
    )[0]
    return [int(float(cell)) for cell in row]


def largest(site, column, first, last, count=5):
    """Who used most: name of the column's value and total tokens, the largest first."""
    rows = site.sql(
        f"SELECT {column}, SUM(message_text + 0) AS tokens FROM {site.log_table()}"
        f" WHERE user_type = 'Total Tokens' AND interaction_time >= '{first}'"
        f" AND interaction_time < '{last}' + INTERVAL 1 DAY GROUP BY {column} ORDER BY tokens DESC LIMIT {count}"
    )
    return [(name, int(float(tokens))) for name, tokens in rows]


def whole_log(site, blog=1):
    """The figures of everything in the log, as `figures` gives them."""
    return figures(site, "2000-01-01", "2099-12-31", blog)


def ledger(site, blog=None):
    """The figures of everything in the ledger, in the same order, without a sync."""
    totals = site.tool_json("report", "--no-sync", "--all", "--period", "yearly", blog=blog)["totals"]
    return [totals[key] for key in ("total_tokens", "prompt_tokens", "completion_tokens", "requests")]


def shown(client, period="monthly", page=PAGE):
    """The figures that the page shows for each period, without the periods' names and costs."""
    rows = client.get(page, {"period": period}).rows("tokenledger-usage")
    return [[int(cell.replace(",", "")) for cell in cells] for _, *cells, _cost in rows]


def expected(site, period="monthly", blog=1):
    """What it should show for each."""
    return [figures(site, first, last, blog) for first, last in windows(period)]
