"""Days and times as the sample site's settings have them written: December 1, 2026 and 4:05 pm."""

import datetime


def shown_day(day):
    """A day, given as one or as YYYY-MM-DD."""
    day = datetime.date.fromisoformat(day) if isinstance(day, str) else day
    return f"{day:%B} {day.day}, {day.year}"


def shown_time(local):
    """The time of day of YYYY-MM-DD HH:MM:SS."""
    time = datetime.datetime.fromisoformat(local)
    return f"{time.hour % 12 or 12}:{time:%M} {'pm' if time.hour >= 12 else 'am'}"


def shown_moment(local):
    """The day and the time of YYYY-MM-DD HH:MM:SS."""
    return f"{shown_day(local[:10])} {shown_time(local)}"


def shown_span(span):
    """The days of a span of the tool's, to the hour where it ends within its last day."""
    days = shown_day(span["from"]) + (f" to {shown_day(span['to'])}" if span["from"] != span["to"] else "")
    return days + (f" until {shown_time(span['until_local'])}" if span["until_local"] else "")


def shown_period(period, first):
    """The name of a period that begins on a day; of a week, on its Monday."""
    names = {
        "daily": shown_day(first), "weekly": f"Week of {shown_day(first)}", "monthly": f"{first:%B %Y}", "yearly": f"{first:%Y}",
    }
    return names[period]
