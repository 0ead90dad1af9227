"""The page's chart in a real browser: what its bars are of, how wide it is, and what of it a phone shows."""

import datetime

import pytest

from support.browser import DESKTOP, PHONE, browser
from support.clock import today
from support.dates import shown_day
from support.figures import figures, windows
from support.pages import PAGE
from support.site import brought_up

PARTS = ("completion", "prompt")


@pytest.fixture(scope="module")
def site():
    with brought_up("--days", "500") as up:
        # Some usage of today, whatever the hour.
        up.chat([{"prompt": 3000, "completion": 600, "time": f"{today()} 00:00:00"}])
        up.run_cron()
        yield up


@pytest.fixture(scope="module")
def tab(site):
    with browser() as tab:
        tab.log_in(site)
        yield tab


def bars(tab):
    """Of each bar: how high it is in its place, and how high its parts are, from the top down; in pixels."""
    return tab.driver.execute_script(
        "const high = e => e.getBoundingClientRect().height;"
        "return [...document.querySelectorAll('#tokenledger-chart .tokenledger-column')].map(c => {"
        " const stack = c.querySelector('.tokenledger-stack'); const parts = [...stack.children];"
        " return {room: high(c), high: high(stack), parts: parts.map(p => [p.className.split('-').pop(), high(p)])}; });"
    )


@pytest.mark.parametrize("period", ("daily", "weekly", "monthly", "yearly"))
def test_each_bar_has_its_prompt_and_completion_tokens_on_each_other(site, tab, period):
    tab.resize(DESKTOP)
    tab.open(f"{site.siteurl}{PAGE}&period={period}")
    ticks = [int(tick.text.replace(",", "")) for tick in tab.all("#tokenledger-chart .tokenledger-axis span:not(.tokenledger-axis-room)")]
    assert ticks[0] == 0 and 2 <= len(ticks) <= 6 and [tick * ticks[1] for tick in range(len(ticks))] == ticks
    shown = bars(tab)
    assert len(shown) == len(windows(period))
    for bar, (first, last) in zip(shown, windows(period)):
        total, prompt, completion, _ = figures(site, first, last)
        whole = max(total, prompt + completion)
        assert whole <= ticks[-1]
        assert bar["high"] == pytest.approx(bar["room"] * whole / ticks[-1], abs=1)
        parts = dict(bar["parts"])
        if whole:
            assert [name for name, _ in bar["parts"]][:2] == list(PARTS)
            assert parts["prompt"] == pytest.approx(bar["high"] * prompt / whole, abs=1)
            assert parts["completion"] == pytest.approx(bar["high"] * completion / whole, abs=1)
    legend = [word.text for word in tab.all("#tokenledger-chart .tokenledger-legend span")]
    assert legend == ["Prompt tokens", "Completion tokens", "partial"]
    assert tab.errors() == []


def edges(tab, selector):
    """The left and the right edge of each element."""
    return tab.driver.execute_script(
        "return [...document.querySelectorAll(arguments[0])].map(e => e.getBoundingClientRect()).map(b => [b.left, b.right]);", selector
    )


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_it_is_as_wide_as_the_page_and_on_a_phone_begins_at_today(site, tab, direction):
    with site.mu_plugin(f"add_action( 'init', function () {{ $GLOBALS['wp_locale']->text_direction = '{direction}'; }} );"):
        for size in (DESKTOP, PHONE):
            for query in ("period=daily", f"period=daily&from={today() - datetime.timedelta(days=59)}&to={today()}", "period=monthly"):
                tab.resize(size)
                tab.open(f"{site.siteurl}{PAGE}&{query}")
                (left, right), = edges(tab, "#tokenledger-chart")
                table_left, table_right = edges(tab, "#tokenledger .tokenledger-scroll")[0]
                assert (left, right) == (table_left, table_right)
                (_, sight_right), = edges(tab, "#tokenledger-chart .tokenledger-sight")
                # What has scrolled away goes under the axis.
                (_, sight_left), = edges(tab, "#tokenledger-chart .tokenledger-axis")
                assert right - sight_right < 24
                columns = edges(tab, "#tokenledger-chart .tokenledger-column")
                # Time goes from left to right, and the newest is in sight.
                assert columns == sorted(columns) and sight_left <= columns[-1][0] and columns[-1][1] <= sight_right
                assert columns[-1][1] > sight_right - 24
                if len(columns) == 60 and size == PHONE:
                    assert columns[0][0] < sight_left - 300, "60 days have no room on a phone"
                names = edges(tab, "#tokenledger-chart .tokenledger-name")
                assert names[-1][1] <= sight_right and all(after[0] >= before[1] for before, after in zip(names, names[1:]))
                tab.screenshot(f"chart-{direction}-{size[0]}-{len(columns)}", "#tokenledger-chart")


def test_its_names_are_short_where_there_is_little_room(site, tab):
    newest = "#tokenledger-chart .tokenledger-column:last-child .tokenledger-name"
    short = f"{today():%b} {today().day}"
    for size, query, name in (
        (DESKTOP, "period=daily", shown_day(today())), (PHONE, "period=daily", short), (DESKTOP, "period=monthly", f"{today():%B %Y}"),
        (PHONE, "period=monthly", f"{today():%b %Y}"),
        (DESKTOP, f"period=daily&from={today() - datetime.timedelta(days=40)}&to={today()}", short),
    ):
        tab.resize(size)
        tab.open(f"{site.siteurl}{PAGE}&{query}")
        assert tab.find(newest).text == name


def test_where_nothing_was_used_it_says_so_and_axe_finds_nothing_wrong(site, tab):
    tab.resize(DESKTOP)
    tab.open(f"{site.siteurl}{PAGE}&period=daily&from=2001-01-01&to=2001-01-03")
    assert [bar["high"] for bar in bars(tab)] == [0, 0, 0]
    words = tab.find("#tokenledger-chart [role=img]").get_attribute("aria-label")
    assert words == "Daily token usage from January 1, 2001 to January 3, 2001. No usage in these days."
    for size in (DESKTOP, PHONE):
        tab.resize(size)
        tab.open(f"{site.siteurl}{PAGE}&period=daily&from={today() - datetime.timedelta(days=90)}&to={today()}")
        assert tab.violations("#tokenledger") == []


def test_more_days_than_a_chart_can_hold_are_said_to_be_too_many(site, tab):
    tab.open(f"{site.siteurl}{PAGE}&period=daily&from=2001-01-01&to={today()}")
    assert tab.all("#tokenledger-chart") == []
    assert any(note.text.startswith("No chart: the report has") for note in tab.all(".tokenledger-note"))
