"""What usage costs, on the page in a real browser, and the form that says which model it was."""

import datetime
import json

import pytest

from support.browser import DESKTOP, PHONE, browser
from support.clock import today
from support.dates import shown_day
from support.money import cost_title, shown_cost
from support.pages import PAGE, SETTINGS
from support.site import brought_up

HOSTILE = "<img src=x onerror=\"window.harmed = 1\">'"
ONE = datetime.timedelta(days=1)


@pytest.fixture(scope="module")
def site():
    """Weeks of usage of unknown model, but for some days of a model with a price, and one of a model without."""
    with brought_up("--days", "40") as up:
        # Some usage of today, whatever the hour, from before the first sync, which has seen a model.
        up.chat([{"prompt": 30, "completion": 6, "time": f"{today()} 00:00:00"}])
        up.run_cron()
        for first, last, platform, model in ((5, 3, "OpenAI", "gpt-4o"), (2, 2, "Azure OpenAI", HOSTILE)):
            days = ["--from", str(today() - first * ONE), "--to", str(today() - last * ONE)]
            up.tool("models", "set", *days, "--platform", platform, "--model", model)
        yield up


@pytest.fixture(scope="module")
def tab(site):
    with browser() as tab:
        tab.log_in(site)
        yield tab


@pytest.fixture
def page(site, tab):
    """The page with its last seven days."""
    tab.resize(DESKTOP)
    tab.open(site.siteurl + PAGE + "&period=daily")
    return tab


def dashboard(site, *arguments):
    return site.tool_json("dashboard", "--no-sync", "--period", "daily", "--top", "5", *arguments)


def texts(tab, selector):
    """The texts of elements, those for people who hear the page among them."""
    found = tab.driver.execute_script(
        "const words = n => n.nodeType === 3 ? n.nodeValue : [...n.childNodes].map(words).join(' ');"
        "return [...document.querySelectorAll(arguments[0])].map(words);", selector,
    )
    return [" ".join(text.split()) for text in found]


def test_every_cost_stands_beside_its_tokens(site, page):
    shown = dashboard(site)
    report = shown["report"]
    costs = [shown_cost(row["cost"]) for row in report["rows"]]
    assert texts(page, "#tokenledger-usage tbody td.tokenledger-cost") == costs
    # The days have all kinds: a price, and none; today nobody may have chatted yet.
    assert [cost[0] == "–" for cost in costs] == [True, False, False, False, True, True, report["rows"][-1]["requests"] > 0]
    total = shown_cost(report["totals"]["cost"])
    assert total.startswith("≥ at least ")
    assert texts(page, "#tokenledger-total .tokenledger-cost") == [total]
    assert texts(page, "#tokenledger-usage thead .tokenledger-cost") == [cost_title(report["totals"]["cost"])] == ["Cost in USD"]
    for kind, ranking in report["top"].items():
        ranked = [row["cost"] for row in ranking["largest"]] + ([ranking["other"]["cost"]] if ranking["other_count"] else [])
        assert texts(page, f"#tokenledger-top-{kind} tbody .tokenledger-cost") == [shown_cost(cost) for cost in ranked]
    for span in ("today", "month", "year"):
        cost = shown["summary"][span]["current"]["cost"]
        text = shown_cost(cost) + (f" {cost['currency']}" if cost else "")
        assert texts(page, f"#tokenledger-{span} .tokenledger-cost") == [f"Cost: {text}"]
    assert page.errors() == []


def test_what_has_no_price_is_said_below_the_table_with_what_mends_it(site, page):
    cost = dashboard(site)["report"]["totals"]["cost"]
    source, gap = [note.text for note in page.all(".tokenledger-cost-note")]
    prices = cost["price_list"]
    assert source == f"Costs are in USD, at the list prices of {shown_day(prices['date'])} (price list {prices['version']})."
    share = round(100 - cost["coverage"], 1)
    assert gap == (
        f"≥: {cost['unpriced_tokens']:,} tokens ({share} %) have no price: Unknown model and {HOSTILE} (Azure OpenAI)."
        " Say which model was used. Enter their prices."
    )
    links = [link.get_attribute("href") for link in page.all(".tokenledger-cost-note a")]
    assert links == [site.siteurl + SETTINGS + "#tokenledger-models", site.siteurl + SETTINGS + "#tokenledger-prices"]
    assert page.driver.execute_script("return window.harmed") is None


def test_known_models_without_a_price_are_named_at_the_top_with_the_way_to_their_prices(site, page):
    # Their day alone: the form is about another thing, and the check of the site's health says the same.
    day = today() - 2 * ONE
    page.open(f"{site.siteurl}{PAGE}&period=daily&from={day}&to={day}")
    document = dashboard(site, "--from", str(day), "--to", str(day))
    tokens = document["report"]["totals"]["total_tokens"]
    assert document["report"]["totals"]["cost"] is None and tokens > 0
    assert page.find("#tokenledger-unlisted").text == (
        f"{tokens:,} tokens of these days are of models without a price: {HOSTILE} (Azure OpenAI). Enter their prices."
    )
    assert page.find("#tokenledger-unlisted a").get_attribute("href") == site.siteurl + SETTINGS + "#tokenledger-prices"
    assert page.all("#tokenledger-unknown, #tokenledger-declare") == []
    assert [note.text for note in page.all(".tokenledger-cost-note")] == [
        f"Nothing in these days has a price: {HOSTILE} (Azure OpenAI). Enter their prices."
    ]
    assert [notice for notice in texts(page, ".tokenledger-notice") if "Models without a price" in notice] == []
    # Where all usage is of unknown model, the form is there, and no price is asked for.
    day = today() - 6 * ONE
    page.open(f"{site.siteurl}{PAGE}&period=daily&from={day}&to={day}")
    tokens = dashboard(site, "--from", str(day), "--to", str(day))["report"]["totals"]["total_tokens"]
    assert page.find("#tokenledger-unknown p").text.startswith(f"{tokens:,} tokens of these days are of unknown model")
    assert page.all("#tokenledger-unlisted") == []
    assert [note.text for note in page.all(".tokenledger-cost-note")] == [
        "Nothing in these days has a price: Unknown model. Say which model was used."
    ]
    # Then it is the check that tells of the last 90 days.
    assert [notice.split(":")[0] for notice in texts(page, ".tokenledger-notice")][:1] == ["Models without a price"]
    assert page.driver.execute_script("return window.harmed") is None


def test_each_bar_says_what_its_days_cost(site, page):
    rows = dashboard(site)["report"]["rows"]
    expected = []
    for row in rows:
        cost = row["cost"]
        words = [f"{row[key]:,} {name}{'' if row[key] == 1 else 's'}" for key, name in (("total_tokens", "token"), ("requests", "request"))]
        words[1:1] = [f"{part} {row[f'{part}_tokens']:,}" for part in ("prompt", "completion")]
        if cost and row["total_tokens"]:
            words.append(f"{shown_cost(cost).replace('at least ', '')} {cost['currency']}")
        words.append("complete" if row["complete"] else "partial")
        expected.append(f"{shown_day(row['period'])}: {', '.join(words)}")
    assert [bar.get_attribute("title") for bar in page.all("#tokenledger-chart .tokenledger-column")] == expected
    assert sum("USD" in line for line in expected) == 3


def test_large_and_small_amounts_in_another_currency_lose_no_digit(site, page):
    document = dashboard(site)
    cost = {**document["report"]["totals"]["cost"], "currency": "EUR", "unpriced_models": [], "models_without_output": []}
    amounts = ["123456789012345678.455", "0.000012345", "0", "0.0099999", "1234.5", "0.02", None]
    for row, amount in zip(document["report"]["rows"], amounts):
        row["cost"] = {**cost, "amount": amount} if amount else None
    document["report"]["totals"]["cost"] = {**cost, "amount": "123456789012347912.975"}
    with site.tool_replaced(answering(site, "dashboard", document)):
        page.open(page.driver.current_url)
    assert texts(page, "#tokenledger-usage .tokenledger-cost")[:-1] == [
        "Cost in EUR", "123,456,789,012,345,678.46", "0.00001235", "0.00", "0.01", "1,234.50", "0.02", "– unknown",
        "123,456,789,012,347,912.98",
    ]


def answering(site, command, document):
    """A tool that answers one command with a document, and else is the real one."""
    real = site.binary.with_suffix(".aside")
    file = site.folder / "answer.json"
    file.write_text(json.dumps(document))
    return f'[[ $1 != {command} ]] || exec cat {file}\nexec {real} "$@"'


def test_the_model_of_some_days_is_declared_on_the_page(site, page):
    before = site.tool_json("models", "list")["unknown"]
    assert f"{unknown_tokens(site):,} tokens of these days are of unknown model" in page.find("#tokenledger-unknown p").text
    offered = texts_of_options(page, "#tokenledger-platforms"), texts_of_options(page, "#tokenledger-model-names")
    assert {"OpenAI", "Azure OpenAI", "Anthropic", "Google"} <= set(offered[0]) and "gpt-4o-mini" in offered[1]
    page.find("#tokenledger-unknown summary").click()
    day = today() - 6 * ONE
    typed = day.strftime("%m%d%Y")
    fill(page, {"from": typed, "to": typed, "platform": "OpenAI", "model": "gpt-4o-mini"})
    page.press(page.find("#tokenledger-declare-save"))
    after = site.tool_json("models", "list")["unknown"]
    changed = before["total_tokens"] - after["total_tokens"]
    assert changed > 0 and before["days"] - after["days"] == 1
    assert page.find(".tokenledger-notice").text == f"{changed:,} tokens of 1 day changed their model; no total has changed."
    assert texts(page, "#tokenledger-usage tbody td.tokenledger-cost")[0] == shown_cost(dashboard(site)["report"]["rows"][0]["cost"])
    assert texts(page, "#tokenledger-usage tbody td.tokenledger-cost")[0][0].isdigit()


def unknown_tokens(site):
    models = dashboard(site)["report"]["totals"]["cost"]["unpriced_models"]
    return next(model["total_tokens"] for model in models if model["platform"] is None)


def texts_of_options(tab, selector):
    return tab.driver.execute_script("return [...document.querySelector(arguments[0]).options].map(o => o.value);", selector)


def test_a_declaration_that_is_refused_says_why_and_keeps_what_was_typed(site, page):
    before = site.tool_json("models", "list")
    refused = {"from": "2026-05-02", "to": "2026-05-01", "platform": HOSTILE, "model": "--help"}
    page.find("#tokenledger-unknown summary").click()
    fill(page, {"from": "05022026", "to": "05012026", "platform": HOSTILE, "model": "--help"})
    page.press(page.find("#tokenledger-declare-save"))
    notice = page.find(".tokenledger-notice")
    assert notice.get_attribute("role") == "alert" and "--from 2026-05-02 is after --to 2026-05-01" in notice.text
    assert page.find("#tokenledger-unknown details").get_attribute("open")
    assert {field: page.find(f"#tokenledger-declare-{field}").get_attribute("value") for field in refused} == refused
    assert site.tool_json("models", "list")["declared"] == before["declared"]
    assert page.driver.execute_script("return window.harmed") is None
    # It is kept for the next page alone.
    page.open(site.siteurl + PAGE)
    assert page.find("#tokenledger-declare-platform").get_attribute("value") == ""


def fill(tab, fields):
    for field, value in fields.items():
        element = tab.find(f"#tokenledger-declare-{field}")
        element.clear()
        element.send_keys(value)


def test_the_settings_show_what_is_unknown_and_what_was_declared(site, page):
    page.open(site.siteurl + SETTINGS)
    models = site.tool_json("models", "list")
    unknown = models["unknown"]
    assert page.find("#tokenledger-models-unknown").text == (
        f"{unknown['total_tokens']:,} tokens from {shown_day(unknown['from'])} to {shown_day(unknown['to'])} are of unknown model."
    )
    shown = [[cell.text for cell in row.find_elements("css selector", "th, td")][:2] for row in page.all("#tokenledger-declared tbody tr")]
    assert shown == [
        [f"from {shown_day(entry['from'])} to {shown_day(entry['to'])}", f"{entry['model']} ({entry['platform']})"]
        for entry in models["declared"]
    ]
    assert page.find("#tokenledger-declare-from").get_attribute("value") == unknown["from"]
    # The form of the prices offers what was used and has none, beside what is listed.
    assert len(page.all("#tokenledger-model-names")) == len(page.all("#tokenledger-platforms")) == 1
    assert {HOSTILE, "gpt-4o"} <= set(texts_of_options(page, "#tokenledger-model-names"))
    assert page.driver.execute_script("return window.harmed") is None


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_axe_finds_nothing_wrong_with_the_forms_open(site, page, size):
    page.resize(size)
    page.open(site.siteurl + PAGE)
    page.find("#tokenledger-unknown summary").click()
    assert page.violations("#tokenledger") == []
    page.screenshot(f"declare-{size[0]}")
    page.resize(size)
    page.open(site.siteurl + SETTINGS)
    assert page.violations("#wpbody-content .tokenledger") == []
    page.screenshot(f"settings-{size[0]}")


def test_headings_and_fields_come_in_an_order_that_makes_sense(page):
    heard = page.driver.execute_script(
        "return [...document.querySelectorAll('#tokenledger :is(h1, h2, h3, legend, caption)')]"
        ".filter(e => e.checkVisibility()).map(e => e.tagName + ' ' + e.textContent.trim());"
    )
    assert [line.split(" from ")[0] for line in heard] == [
        "H1 Token Usage", "H2 Which model was it?", "CAPTION Daily token usage",
        "CAPTION Top assistants", "CAPTION Top pages", "CAPTION Top users", "H2 Keeping count",
    ]
    bare = page.driver.execute_script(
        "return [...document.querySelectorAll('#tokenledger input:not([type=hidden])')]"
        ".filter(e => !e.labels.length).map(e => e.outerHTML);"
    )
    assert bare == []


@pytest.mark.parametrize("name, dark, direction", [("dark", True, "ltr"), ("rtl", False, "rtl")])
def test_it_is_seen_in_the_dark_and_from_right_to_left(site, name, dark, direction):
    with site.mu_plugin(f"add_action( 'init', function () {{ $GLOBALS['wp_locale']->text_direction = '{direction}'; }} );"):
        with browser(dark=dark) as tab:
            tab.log_in(site)
            for kind, size in (("desktop", DESKTOP), ("phone", PHONE)):
                tab.resize(size)
                tab.open(site.siteurl + PAGE + "&period=daily")
                assert tab.driver.execute_script("return getComputedStyle(document.querySelector('#tokenledger')).direction") == direction
                wide = tab.driver.execute_script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert wide <= 0
                assert tab.violations("#tokenledger") == []
                tab.screenshot(f"token-usage-{name}-{kind}")


def test_php_had_nothing_to_complain_of(site):
    assert site.complaints() == []
