"""The page's tables in a browser, and what the log says should be in them."""

from .dates import shown_period
from .figures import figures, windows


def machine_names(tab, selector):
    """What the tool calls the days and periods in an element, beside what people read."""
    return tab.driver.execute_script(
        "return [...document.querySelectorAll(arguments[0] + ' time.tokenledger-date')].map(time => time.dateTime);", selector
    )


def label(period, first):
    """What the tool calls a period."""
    year, week, _ = first.isocalendar()
    return {"daily": f"{first}", "weekly": f"{year}-W{week:02}", "monthly": f"{first:%Y-%m}", "yearly": f"{first:%Y}"}[period]


def table(tab, selector):
    """The rows of a table: the row's name, and its numbers, without costs, which test_page_costs.py is about, and without shares."""
    rows = tab.driver.execute_script(
        "return [...document.querySelectorAll(arguments[0])].map(row => [row.querySelector('th').firstChild.textContent.trim()"
        " || row.querySelector('th').textContent.trim(), ...[...row.querySelectorAll('td:not(.tokenledger-cost, .tokenledger-share)')]"
        ".map(cell => cell.textContent)]);",
        selector,
    )
    return [[name, *[int(cell.replace(",", "")) for cell in cells]] for name, *cells in rows]


def expected(site, period, day=None):
    """The rows of the table of periods."""
    return [[shown_period(period, first), *figures(site, first, last)] for first, last in windows(period, day)]
