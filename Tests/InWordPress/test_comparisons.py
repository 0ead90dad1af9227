"""What usage is seen against on the page in a real browser: the span before, the whole, and other days."""

import datetime

import pytest

from support.browser import browser
from support.clock import today
from support.dates import shown_span
from support.figures import figures, windows
from support.pages import PAGE
from support.tables import machine_names, table

PERIODS = ("daily", "weekly", "monthly", "yearly")


@pytest.fixture(scope="module")
def tab(site):
    site.run_cron()
    with browser() as tab:
        tab.log_in(site)
        yield tab


@pytest.fixture
def page(site, tab):
    """The page as it opens."""
    tab.open(site.siteurl + PAGE)
    return tab


@pytest.mark.parametrize("period", PERIODS)
def test_the_span_before_is_shown_beside_the_totals(site, page, period):
    page.press(page.find(f"#tokenledger-period-{period}"))
    days = machine_names(page, "#tokenledger-previous th")
    assert datetime.date.fromisoformat(days[1]) < windows(period)[0][0]
    if site.sql(f"SELECT MIN(interaction_time) > '{days[1]}' FROM {site.log_table()}") == [["1"]]:
        assert page.find("#tokenledger-previous td").text == "before the ledger began"
        assert page.all("#tokenledger-change") == []
    else:
        report = site.tool_json("report", "--no-sync", "--period", period)
        previous = report["previous"]
        assert page.find("#tokenledger-previous th").text == f"Before: {shown_span(previous)}"
        shown = table(page, "#tokenledger-previous")[0][1:]
        end = previous["until_local"]
        before = figures(site, *days, hour=int(end[11:13]) if end else 24)
        assert shown == before
        assert words(page.find("#tokenledger-change")) == change(report["compared"]["total_tokens"], before[0], shown_span(previous))


def words(element):
    """What an element says, those for people who hear it among it."""
    return " ".join(element.text.split())


def change(now, before, days):
    """How a figure has changed, in words."""
    if before == 0:
        return f"Nothing was used before: {days}"
    sign = "▲ up by" if now > before else "▼ down by"
    amount = per_cent(abs(now - before), before)
    return f"{'= the same:' if amount == '0.0 %' else sign} {amount} against {days}"


def per_cent(part, whole):
    """A share to a tenth, halves rounded up."""
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10:,}.{tenths % 10} %"


def test_the_tiles_say_how_they_have_changed_and_against_which_days(site, page):
    summary = site.tool_json("summary", "--no-sync")
    shown = {name: [words(tile) for tile in page.all(f"#tokenledger-{name} .tokenledger-before")] for name in ("today", "month", "year")}
    assert shown == {
        name: [change(summary[name]["compared"]["total_tokens"], before["total_tokens"], shown_span(before))] if before else []
        # In a span's first hour there is nothing to compare.
        for name in shown for before in [summary[name]["previous"]]
    }


def test_each_share_is_of_the_spans_tokens(page):
    for kind in ("assistants", "pages", "users"):
        rows = table(page, f"#tokenledger-top-{kind} tbody tr")
        whole = sum(tokens for _, tokens, _ in rows)
        shares = [cell.text for cell in page.all(f"#tokenledger-top-{kind} .tokenledger-share")]
        assert shares == ["Share", *[per_cent(tokens, whole) for _, tokens, _ in rows]]


@pytest.mark.parametrize("name", ["7-days", "30-days", "month", "last-month", "year", "last-year"])
def test_days_that_are_often_asked_for_are_one_press_away(site, page, name):
    one, day = datetime.timedelta(days=1), today()
    month, year = day.replace(day=1), day.replace(month=1, day=1)
    spans = {
        "7-days": (day - 6 * one, day), "30-days": (day - 29 * one, day), "month": (month, day),
        "last-month": ((month - one).replace(day=1), month - one), "year": (year, day),
        "last-year": ((year - one).replace(month=1, day=1), year - one),
    }
    page.press(page.find(f"#tokenledger-quick-{name}"))
    assert page.find("#tokenledger-periods [aria-current]").text == ("Monthly" if "year" in name else "Daily")
    assert table(page, "#tokenledger-total") == [["Total", *figures(site, *spans[name])]]
    # On the first of a month, or of a year, two of them are the same days.
    assert f"tokenledger-quick-{name}" in [link.get_attribute("id") for link in page.all("#tokenledger-quick [aria-current]")]
    page.press(page.find("#tokenledger-by-page"))
    page.press(page.find(f"#tokenledger-quick-{name}"))
    assert page.find("#tokenledger-by [aria-current]").text == "Page"


def test_php_had_nothing_to_complain_of(site):
    assert site.complaints() == []
