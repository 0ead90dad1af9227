"""The page "Token Usage" in a real browser: the figures, the downloads, the button, and who can use it."""

import datetime
import re

import pytest
from selenium.webdriver.common.keys import Keys

from support.browser import DESKTOP, PHONE, browser
from support.clock import today
from support.dates import shown_day, shown_moment
from support.figures import figures, largest, windows
from support.money import cost_title, shown_cost
from support.pages import PAGE, SETTINGS
from support.tables import expected, label, machine_names, table

PERIODS = ("daily", "weekly", "monthly", "yearly")


@pytest.fixture(scope="module")
def tab(site):
    """A browser in which the owner has logged in."""
    site.run_cron()
    with browser() as tab:
        tab.log_in(site)
        yield tab


@pytest.fixture
def page(site, tab):
    """The page as it opens."""
    tab.resize(DESKTOP)
    tab.open(site.siteurl + PAGE)
    return tab


def test_it_is_in_the_chatbots_menu(page):
    entry = page.find("#toplevel_page_kognetiks_main_menu .wp-submenu a[href$='page=tokenledger']")
    assert entry.text == "Token Usage"
    assert page.find("h1").text == "Token Usage"
    assert page.errors() == []


def test_it_opens_at_the_sites_reporting_period(page):
    assert page.find("#tokenledger-periods [aria-current]").text == "Monthly"


@pytest.mark.parametrize("period", PERIODS)
def test_the_figures_of_each_period_are_the_logs(site, page, period):
    page.press(page.find(f"#tokenledger-period-{period}"))
    assert page.find("#tokenledger-periods [aria-current]").text == period.capitalize()
    assert table(page, "#tokenledger-usage tbody tr") == expected(site, period)
    spans = windows(period)
    assert machine_names(page, "#tokenledger-usage tbody") == [label(period, first) for first, _ in spans]
    assert page.find("#tokenledger-usage caption").text == (
        f"{period.capitalize()} token usage from {shown_day(spans[0][0])} to {shown_day(today())}"
    )
    assert table(page, "#tokenledger-total") == [["Total", *figures(site, spans[0][0], today())]]
    headers = [cell.text for cell in page.all("#tokenledger-usage thead th")]
    cost = site.tool_json("report", "--no-sync", "--period", period)["totals"]["cost"]
    assert headers == ["Date", "Total Tokens", "Prompt Tokens", "Completion Tokens", "Requests", cost_title(cost)]


def test_the_summary_is_the_logs(site, page):
    day = today()
    for name, first in (("today", day), ("month", day.replace(day=1)), ("year", day.replace(month=1, day=1))):
        shown = page.find(f"#tokenledger-{name} strong").text
        assert int(shown.replace(",", "")) == figures(site, first, day)[0]


def test_some_days_can_be_chosen(site, page):
    first, last = today() - datetime.timedelta(days=400), today() - datetime.timedelta(days=391)
    page.press(page.find("#tokenledger-period-daily"))
    for name, day in (("from", first), ("to", last)):
        page.find(f"#tokenledger-{name}").send_keys(day.strftime("%m%d%Y"))
    page.press(page.find("#tokenledger-show"))
    days = [first + datetime.timedelta(days=number) for number in range(10)]
    assert table(page, "#tokenledger-usage tbody tr") == [[shown_day(day), *figures(site, day, day)] for day in days]
    # Another period keeps the days, and the downloads are of these days.
    page.press(page.find("#tokenledger-period-yearly"))
    assert table(page, "#tokenledger-total") == [["Total", *figures(site, first, last)]]
    _, content = page.download(page.find("#tokenledger-download").click)
    assert content == site.tool("export", "--no-sync", "--output", "-", "--from", str(first), "--to", str(last), text=False)
    page.press(page.find("#tokenledger-reset"))
    assert table(page, "#tokenledger-usage tbody tr") == expected(site, "yearly")


def test_who_used_most_is_named(site, page):
    page.press(page.find("#tokenledger-period-monthly"))
    first = windows("monthly")[0][0]
    assistant = "COALESCE(NULLIF(assistant_id, 'original'), '')"
    names = {
        "assistants": (assistant, {
            "": "No assistant",
            **dict(site.sql(f"SELECT assistant_id, common_name FROM {site.prefix}chatbot_chatgpt_assistants")),
        }),
        "pages": ("page_id", {
            "": "No page", "999999": "Remote widget", **dict(site.sql(f"SELECT ID, post_title FROM {site.prefix}posts")),
        }),
        "users": ("user_id", {"0": "Guests", **dict(site.sql(f"SELECT ID, display_name FROM {site.prefix}users"))}),
    }
    for kind, (column, known) in names.items():
        everyone = largest(site, column, first, today(), count=1000)
        rows = [[known[name], tokens] for name, tokens in everyone[:5]]
        if len(everyone) > 5:
            rest = len(everyone) - 5
            rows.append([f"{rest} other{'s' if rest > 1 else ''}", sum(tokens for _, tokens in everyone[5:])])
        assert [row[:2] for row in table(page, f"#tokenledger-top-{kind} tbody tr")] == rows


def test_both_downloads_are_the_tools_own_files(site, page):
    name, content = page.download(page.find("#tokenledger-download").click)
    assert name == f"Chatbot-ChatGPT-Token-Usage-{today()}.csv"
    assert content == site.tool("export", "--no-sync", "--output", "-", text=False)
    assert len(content.splitlines()) > 700
    name, content = page.download(page.find("#tokenledger-download-raw").click)
    assert re.fullmatch(rf"Chatbot-ChatGPT-Token-.*{today()}.*\.csv", name)
    assert content == site.tool("export", "--raw", "--output", "-", text=False)
    assert len(content.splitlines()) > 90_000
    # Still on the page, ready for more.
    assert page.find("#tokenledger-download").is_enabled()


def test_sync_now_counts_what_is_new(site, page):
    page.press(page.find("#tokenledger-period-weekly"))
    before = table(page, "#tokenledger-usage tbody tr")
    site.chat([{"prompt": 1200, "completion": 34}])
    page.press(page.find("#tokenledger-sync"))
    notice = page.find(".tokenledger-notice")
    assert notice.get_attribute("role") == "status"
    assert "3 new rows were counted" in notice.text
    after = table(page, "#tokenledger-usage tbody tr")
    assert [new - old for new, old in zip(after[-1][1:], before[-1][1:])] == [1234, 1200, 34, 1]
    assert after == expected(site, "weekly")
    # It is said once.
    page.open(page.driver.current_url)
    assert page.all(".tokenledger-notice") == []


def test_it_says_when_the_ledger_was_brought_up_to_date_and_how_far_it_goes_back(site, page):
    # The page tells whole seconds.
    before = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    page.press(page.find("#tokenledger-sync"))
    time = datetime.datetime.fromisoformat(page.find("#tokenledger-last-sync").get_attribute("datetime"))
    assert before <= time <= datetime.datetime.now(datetime.timezone.utc)
    local = site.tool_json("report", "--no-sync")["last_sync_local"]
    assert page.find("#tokenledger-last-sync").get_attribute("title") == shown_moment(local)
    assert re.fullmatch(r"Updated \d+ (second|min)s? ago", page.find("#tokenledger-bar .description").text)
    assert f"Last brought up to date: {shown_moment(local)}." in page.find("#tokenledger-upkeep").text
    first = site.sql(f"SELECT DATE(MIN(interaction_time)) FROM {site.log_table()} WHERE user_type LIKE '%Tokens'")[0][0]
    assert page.find("#tokenledger-since").get_attribute("datetime") == first


def test_it_works_without_javascript(site):
    with browser(javascript=False) as tab:
        tab.log_in(site)
        tab.open(site.siteurl + PAGE)
        for period in ("yearly", "daily"):
            tab.press(tab.find(f"#tokenledger-period-{period}"))
            rows = [" ".join(row.text.replace(",", "").split()) for row in tab.all("#tokenledger-usage tbody tr")]
            costs = [row["cost"] for row in site.tool_json("report", "--no-sync", "--period", period)["rows"]]
            assert [row.replace(" partial", "") for row in rows] == [
                " ".join(map(str, [*row, shown_cost(cost)])).replace(",", "") for row, cost in zip(expected(site, period), costs)
            ]
        site.chat([{"prompt": 5, "completion": 5}])
        tab.press(tab.find("#tokenledger-sync"))
        assert "3 new rows were counted" in tab.find(".tokenledger-notice").text
        _, content = tab.download(tab.find("#tokenledger-download").click)
        assert content == site.tool("export", "--no-sync", "--output", "-", text=False)


def test_it_works_by_keyboard_alone(site, page):
    page.tab_to("#tokenledger-period-daily")
    focus = page.driver.execute_script(
        "const style = getComputedStyle(document.activeElement); return [style.outlineStyle, style.boxShadow];"
    )
    assert focus != ["none", "none"], "nothing shows where the keyboard is"
    page.leaving(lambda: page.keys(Keys.ENTER))
    assert page.find("#tokenledger-periods [aria-current]").text == "Daily"
    page.tab_to("#tokenledger-from")
    page.keys(today().strftime("%m%d%Y"))
    page.leaving(lambda: page.keys(Keys.ENTER))
    assert table(page, "#tokenledger-usage tbody tr") == [[shown_day(today()), *figures(site, today(), today())]]
    page.tab_to("#tokenledger-download")
    _, content = page.download(lambda: page.keys(Keys.ENTER))
    assert content.startswith(b"Date,")
    page.tab_to("#tokenledger-sync")
    page.leaving(lambda: page.keys(Keys.SPACE))
    assert "up to date" in page.find(".tokenledger-notice").text


@pytest.mark.parametrize("width", [390, 320])
def test_it_fits_a_phone(page, width):
    page.resize((width, PHONE[1]))
    page.open(page.driver.current_url)
    for period in ("daily", "monthly"):
        page.press(page.find(f"#tokenledger-period-{period}"))
        scroll = page.driver.execute_script("return [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert scroll[0] <= scroll[1], f"{period}: the page is {scroll[0]} wide on a screen of {scroll[1]}"
        # What is wider scrolls within itself: axe sees to it that the keyboard reaches it.
        cut = page.driver.execute_script(
            "const scrolls = e => e && (/auto|scroll/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));"
            "return [...document.querySelectorAll('#tokenledger *:not(.screen-reader-text)')]"
            ".filter(e => e.getClientRects().length && !scrolls(e))"
            ".filter(e => e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1)"
            ".map(e => e.outerHTML.slice(0, 80));"
        )
        assert cut == []
    page.screenshot(f"token-usage-phone-{width}")


def test_its_picture_is_kept(page):
    page.screenshot("token-usage-desktop")
    assert page.errors() == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("query", ["", "&period=daily", "&period=hourly", "&period=daily&from=2001-01-01&to=2001-01-07"])
def test_axe_finds_nothing_wrong(site, page, size, query):
    page.resize(size)
    page.open(site.siteurl + PAGE + query)
    assert page.violations("#tokenledger") == []


def test_axe_finds_nothing_wrong_in_the_settings_and_the_widget(site, page):
    page.open(site.siteurl + SETTINGS)
    assert page.violations("#tokenledger-settings") == []
    page.open(site.siteurl + "/wp-admin/index.php")
    assert page.violations("#tokenledger_widget .inside") == []


def test_every_table_has_its_caption_and_headers(page):
    for number, found in enumerate(page.all("#tokenledger table")):
        assert found.find_element("css selector", "caption").text, f"table {number} has no caption"
    bare = page.driver.execute_script(
        "return [...document.querySelectorAll('#tokenledger th')].filter(th => !th.scope).map(th => th.outerHTML);"
    )
    assert bare == []


def test_the_dashboard_shows_today_and_this_month(site, page):
    page.open(site.siteurl + "/wp-admin/index.php")
    for name, first in (("today", today()), ("month", today().replace(day=1))):
        shown = page.find(f"#tokenledger_widget #tokenledger-{name} strong").text
        assert int(shown.replace(",", "")) == figures(site, first, today())[0]
    assert len(page.all("#tokenledger-widget-chart .tokenledger-column")) == 7
    page.press(page.find("#tokenledger_widget a[href*='page=tokenledger']"))
    assert page.find("h1").text == "Token Usage"


def test_php_had_nothing_to_complain_of(site):
    assert site.complaints() == []
