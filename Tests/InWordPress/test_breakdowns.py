"""Usage by model, assistant, page, user and hour, on the page in a real browser."""

import datetime
import xml.etree.ElementTree

import pytest

from support.browser import DESKTOP, PHONE, browser
from support.clock import today
from support.dates import shown_day
from support.money import shown_cost
from support.pages import PAGE
from support.site import brought_up

# How each is asked of the tool.
DIMENSIONS = {
    "model": ["--top", "20"], "assistant": ["--top", "20"], "page": ["--top", "20"], "user": ["--top", "20"], "hour": [],
}
# How each is seen: whether in the dark, and the direction.
LOOKS = {"light": (False, "ltr"), "dark": (True, "ltr"), "rtl": (False, "rtl")}
HOSTILE = "<img src=x onerror=\"window.harmed = 1\">"
NAMES = {("model", ""): "Unknown model", ("assistant", ""): "No assistant", ("page", ""): "No page", ("user", "0"): "Guests"}
FIGURES = ("total_tokens", "prompt_tokens", "completion_tokens", "requests")


@pytest.fixture(scope="module")
def site():
    """Two months of usage, some of it of a known model, and of more users than are named."""
    with brought_up("--days", "60") as up:
        up.chat([{"prompt": number, "user_id": str(7000 + number), "assistant_id": f"asst_{HOSTILE}"} for number in range(1, 31)])
        up.run_cron()
        days = [str(today() - datetime.timedelta(days=back)) for back in (9, 2)]
        up.tool("models", "set", "--from", days[0], "--to", days[1], "--platform", "OpenAI", "--model", "gpt-4o")
        days = str(today() - datetime.timedelta(days=1))
        up.tool("models", "set", "--from", days, "--to", days, "--platform", "OpenAI", "--model", HOSTILE)
        yield up


@pytest.fixture(scope="module")
def tab(site):
    with browser() as tab:
        tab.log_in(site)
        yield tab


def table(tab):
    """The rows of the table, the last one the total: each the texts of its cells."""
    return tab.driver.execute_script(
        "const words = n => n.nodeType === 3 ? n.nodeValue.trim() : [...n.childNodes].map(words).filter(t => t).join(' ');"
        "return [...document.querySelectorAll('#tokenledger-breakdown :is(tbody, tfoot) tr')].map(r => [...r.cells].map(words));"
    )


def cells(name, figures):
    return [name, *[f"{figures[key]:,}" for key in FIGURES], shown_cost(figures["cost"])]


@pytest.mark.parametrize("by", DIMENSIONS)
def test_the_table_and_the_ring_are_the_tools_own(site, tab, by):
    tab.resize(DESKTOP)
    tab.open(site.siteurl + PAGE)
    tab.press(tab.find(f"#tokenledger-by-{by}"))
    assert tab.find("#tokenledger-by [aria-current]").text == by.capitalize()
    shown = site.tool_json("dashboard", "--no-sync", "--by", by, *DIMENSIONS[by])
    breakdown = shown["breakdown"]
    expected = [cells(NAMES.get((by, row[by]["id"]), called(by, row[by])), row) for row in breakdown["rows"]]
    if breakdown["other_count"]:
        expected.append(cells(f"{breakdown['other_count']} others", breakdown["other"]))
    expected.append(cells("Total", breakdown["totals"]))
    assert table(tab) == expected
    assert len(breakdown["rows"]) == {"user": 20, "hour": 24}.get(by, len(breakdown["rows"])) > 1
    assert tab.find("#tokenledger-breakdown caption").text == (
        f"{by.capitalize()}: token usage from {shown_day(breakdown['from'])} to {shown_day(breakdown['to'])}"
    )
    drawn = tab.driver.execute_script("return document.querySelector('#tokenledger-shares svg').outerHTML;")
    assert plain(xml.etree.ElementTree.fromstring(drawn)) == plain(xml.etree.ElementTree.fromstring(shown["share_chart"]))
    assert tab.find("#tokenledger-shares figcaption").text.startswith(f"All together {breakdown['totals']['total_tokens']:,} tokens")
    # The table of dates and the rankings give way; the tiles stay.
    assert tab.all("#tokenledger-usage, #tokenledger-chart, .tokenledger-rankings") == [] and tab.all("#tokenledger-month")
    assert tab.driver.execute_script("return window.harmed") is None
    assert tab.errors() == []


def called(by, member):
    """What the page calls a member that has no name but its id."""
    return f"User {member['id']}, who is gone" if by == "user" and member["name"] == member["id"] else member["name"]


def plain(node):
    """An element without its namespace, and without the blanks between elements."""
    text = (node.text or "").strip() + "".join((child.tail or "").strip() for child in node)
    attributes = {name: value for name, value in node.attrib.items() if name != "xmlns"}
    return [node.tag.rpartition("}")[2], attributes, text, [plain(child) for child in node]]


def test_a_period_and_days_are_kept_and_the_dates_come_back(site, tab):
    tab.resize(DESKTOP)
    first, last = (today() - datetime.timedelta(days=back) for back in (9, 3))
    tab.open(f"{site.siteurl}{PAGE}&period=weekly&from={first}&to={last}")
    tab.press(tab.find("#tokenledger-by-page"))
    tab.press(tab.find("#tokenledger-period-daily"))
    tab.press(tab.find("#tokenledger-show"))
    assert [link.text for link in tab.all("#tokenledger [aria-current]")] == ["Daily", "Page"]
    assert tab.find("#tokenledger-breakdown caption").text == f"Page: token usage from {shown_day(first)} to {shown_day(last)}"
    # All of it was declared, so that all of it has a cost.
    assert [row[-1] for row in table(tab) if not row[-1][0].isdigit()] == []
    tab.press(tab.find("#tokenledger-reset"))
    assert [link.text for link in tab.all("#tokenledger [aria-current]")] == ["Daily", "Page"]
    tab.press(tab.find("#tokenledger-by-date"))
    assert tab.find("#tokenledger-usage caption").text.startswith("Daily token usage")


def test_days_without_usage_say_so(site, tab):
    tab.open(site.siteurl + PAGE + "&by=model&from=2001-01-01&to=2001-01-07")
    assert table(tab)[0] == ["No usage in these days"]
    assert tab.violations("#tokenledger") == []


@pytest.mark.parametrize("look", LOOKS)
def test_it_fits_and_is_read_in_order_and_axe_finds_nothing_wrong(site, look):
    dark, direction = LOOKS[look]
    with site.mu_plugin(f"add_action( 'init', function () {{ $GLOBALS['wp_locale']->text_direction = '{direction}'; }} );"):
        with browser(dark=dark) as tab:
            tab.log_in(site)
            for kind, size in (("desktop", DESKTOP), ("phone", PHONE)):
                for by in DIMENSIONS:
                    tab.resize(size)
                    tab.open(f"{site.siteurl}{PAGE}&by={by}")
                    shown = "return getComputedStyle(document.querySelector('#tokenledger')).direction"
                    assert tab.driver.execute_script(shown) == direction
                    assert overflow(tab) <= 0, f"{by} {kind}"
                    # However wide the table and the ring are, they begin in sight, and the table's name is seen whole.
                    assert inside(tab, "#tokenledger-breakdown caption span") == (True, True), f"{by} {kind}"
                    assert inside(tab, "#tokenledger-shares svg")[0], f"{by} {kind}"
                    assert heard(tab) == [
                        "H1 Token Usage", "FORM tokenledger-sync-form", "DL", "FORM tokenledger-dismiss-unlisted_models",
                        "H2 Which model was it?", "FORM tokenledger-dismiss-unknown_model", "NAV Period", "NAV By", "NAV Days",
                        "FORM tokenledger-days", "FIGURE tokenledger-shares", f"CAPTION {by.capitalize()}",
                        "FORM tokenledger-downloads", "H2 Keeping count",
                    ]
                    assert tab.violations("#tokenledger") == [], f"{by} {kind}"
                    tab.screenshot(f"by-{by}-{look}-{kind}")
                tab.resize(size)
                tab.open(site.siteurl + "/wp-admin/index.php")
                assert overflow(tab) <= 0, kind
                assert tab.violations("#tokenledger_widget") == [], kind
                tab.screenshot(f"widget-{look}-{kind}", "#tokenledger_widget")


def overflow(tab):
    """By how much the page is wider than the window."""
    return tab.driver.execute_script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")


def inside(tab, selector):
    """Whether the left and the right end of an element are within the window."""
    left, right, width = tab.driver.execute_script(
        "const box = document.querySelector(arguments[0]).getBoundingClientRect();"
        "return [box.left, box.right, document.documentElement.clientWidth];", selector,
    )
    return left >= 0, right <= width


def heard(tab):
    """The page's parts in the order of a screen reader, which has to be that of the eye: none stands above the one before."""
    parts = tab.driver.execute_script(
        "return [...document.querySelectorAll('#tokenledger :is(h1, h2, h3, h4, dl, nav, form, figure, caption)')]"
        ".filter(e => e.checkVisibility()).map(e => [e.tagName, e.id, e.ariaLabel, e.textContent.trim(),"
        " e.getBoundingClientRect().top, e.getBoundingClientRect().bottom]);"
    )
    for before, after in zip(parts, parts[1:]):
        assert after[5] >= before[4], (before, after)
    names = {"DL": "", "FORM": "id", "FIGURE": "id", "NAV": "label"}
    return [
        " ".join(filter(None, (tag, {"": "", "id": identity, "label": label}[names[tag]] if tag in names else text.split(":")[0])))
        for tag, identity, label, text, _, _ in parts
    ]


@pytest.mark.parametrize("query", ["by=weekday", "by[]=model", "by=--help", "by=model%0A--all"])
def test_nothing_but_its_dimensions_can_be_asked_for(site, query):
    answer = site.log_in("owner").get(f"{PAGE}&{query}")
    assert answer.status == 200
    # The models without a price of the usual days come after it.
    first, *others = answer.notices()
    assert first == "Usage must be broken down by one of model, assistant, page, user, hour."
    assert [notice.partition(" ")[2].split(":")[0] for notice in others] == ["tokens of these days are of models without a price"]


def test_a_breakdown_takes_one_process(site):
    file, real = site.folder / "calls", site.binary.with_suffix(".aside")
    owner = site.log_in("owner")
    with site.tool_replaced(f'echo "$*" >>{file}\nexec {real} "$@"'):
        owner.get(PAGE)
        site.at_rest()
        file.unlink()
        owner.get(PAGE, {"by": "user", "period": "daily"})
        site.at_rest()
    lines = [line for line in file.read_text().splitlines() if not line.startswith("sync ")]
    assert lines == ["dashboard --no-sync --period daily --by user --top 20 --format json --quiet --site -"]


def test_php_had_nothing_to_complain_of(site):
    assert site.complaints() == []
