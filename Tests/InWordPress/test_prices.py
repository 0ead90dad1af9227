"""The settings' form of the currency, its rates and own prices, in a real browser."""

import contextlib
import json
from pathlib import Path

import pytest

from support.browser import DESKTOP, PHONE, browser
from support.pages import POST, SETTINGS, made_nonce, nonce
from support.price_form import EMPTY_PRICE, EMPTY_RATE, field, price, rows
from support.site import brought_up

SAVE = "tokenledger_save_prices"
HOSTILE = "</code><img src=x onerror=\"window.harmed = 1\">'"
KEPT = {
    "currency": "EUR",
    "rates": [{"from": "2025-01-01", "rate": "0.95"}, {"from": "2026-01-01", "rate": "0.9"}],
    "models": [
        price(platform="Azure OpenAI", model=HOSTILE, **{"from": "2025-01-01"}, input="2.5", output="10", cached_input="1.25"),
        price(platform="Mistral", model="x", free=True),
        price(platform="Azure OpenAI", model="d2", same_as="gpt-4o"),
    ],
}
CONFIGURED = {"currency": None, "rates": [], "models": [price(platform="OpenAI", model=HOSTILE, input="1", output="2")]}

YAML = """\
prices:
  currency: EUR
  rates:
    - from: 2025-01-01
      rate: 0.95
    - from: 2026-01-01
      rate: 0.9
  models:
    - platform: 'Azure OpenAI'
      model: '</code><img src=x onerror="window.harmed = 1">'''
      from: 2025-01-01
      input: 2.5
      output: 10
      cached_input: 1.25
    - platform: 'Mistral'
      model: 'x'
      free: true
    - platform: 'Azure OpenAI'
      model: 'd2'
      same_as: 'gpt-4o'
"""


@pytest.fixture(scope="module")
def site():
    with brought_up("--days", "10") as up:
        up.run_cron()
        yield up


@contextlib.contextmanager
def kept(site, prices, configured=None):
    """A tool that keeps these prices, and whose files it is given are read by the real one's own rules for prices."""
    nothing = {"currency": None, "rates": [], "models": []}
    document = {"schema": "tokenledger.own-prices/1", "warnings": [], "kept": prices, "configured": configured or nothing}
    (site.folder / "kept.json").write_text(json.dumps(document))
    real = site.binary.with_suffix(".aside")
    script = f"""
        cd {site.folder}
        case "$1 $2" in
          'prices show') exec cat kept.json ;;
          'prices set')
            cp -- "$3" sent.yml
            stat --format '%a %U %n' -- "$3" >sent.file
            [[ "${{*:4:3}}" == '--format json --quiet' ]] || exit 70
            {real} prices list --config "$3" "${{@:4:3}}" >/dev/null || exit
            exec cat kept.json ;;
        esac
        exec {real} "$@"
    """
    for name in ("sent.yml", "sent.file"):
        (site.folder / name).unlink(missing_ok=True)
    with site.tool_replaced(script):
        yield


def sent(site):
    """What the tool was given; None when it was given nothing."""
    file = site.folder / "sent.yml"
    return file.read_text() if file.exists() else None


@pytest.fixture(scope="module")
def tab(site):
    with browser() as tab:
        tab.log_in(site)
        yield tab


def test_the_form_shows_what_the_ledger_keeps_and_what_stands_above_it(site, tab):
    with kept(site, KEPT, CONFIGURED):
        tab.open(site.siteurl + SETTINGS)
    assert tab.find("#tokenledger-currency").get_attribute("value") == "EUR"
    assert rows(tab, "rates") == [["2025-01-01", "0.95"], ["2026-01-01", "0.9"]] + 3 * [EMPTY_RATE]
    assert rows(tab, "models") == [
        ["Azure OpenAI", HOSTILE, "2025-01-01", "2.5", "10", "1.25", False, ""],
        ["Mistral", "x", "", "", "", "", True, ""],
        ["Azure OpenAI", "d2", "", "", "", "", False, "gpt-4o"],
    ] + 3 * [EMPTY_PRICE]
    assert tab.find("#tokenledger-prices-configured").text == (
        "prices:\n  models:\n    - platform: 'OpenAI'\n"
        "      model: '</code><img src=x onerror=\"window.harmed = 1\">'''\n      input: 1\n      output: 2"
    )
    assert tab.driver.execute_script("return window.harmed") is None
    with kept(site, KEPT):
        tab.open(site.siteurl + SETTINGS)
    assert tab.all("#tokenledger-prices-configured") == []


def test_what_is_shown_is_what_is_saved_in_a_file_of_our_own_that_goes(site, tab):
    with kept(site, KEPT):
        tab.open(site.siteurl + SETTINGS)
        tab.press(tab.find("#tokenledger-prices-save"))
        assert sent(site) == YAML
    mode, _, name = (site.folder / "sent.file").read_text().split()
    assert mode == "600"
    assert not name.startswith(str(site.served())) and not Path(name).exists()


def test_prices_are_saved_added_and_removed_without_javascript(site):
    prices = {"currency": None, "rates": [], "models": KEPT["models"][1:]}
    with browser(javascript=False) as tab, kept(site, prices):
        tab.log_in(site)
        tab.open(site.siteurl + SETTINGS)
        # The first row is emptied, and one after the last is filled in.
        for name in ("platform", "model"):
            field(tab, "models", 0, name).clear()
        field(tab, "models", 0, "free").click()
        for name, value in (("platform", "OpenAI"), ("model", "gpt-4o"), ("input", "2"), ("output", "8.000001")):
            field(tab, "models", 4, name).send_keys(value)
        tab.press(tab.find("#tokenledger-prices-save"))
        assert tab.find(".tokenledger-notice").text == "The prices were saved."
        assert sent(site) == (
            "prices:\n  models:\n    - platform: 'Azure OpenAI'\n      model: 'd2'\n      same_as: 'gpt-4o'\n"
            "    - platform: 'OpenAI'\n      model: 'gpt-4o'\n      input: 2\n      output: 8.000001\n"
        )


def test_what_the_tool_refuses_is_said_with_its_row_and_stays_typed(site, tab):
    with kept(site, {"currency": None, "rates": [], "models": KEPT["models"]}):
        tab.resize(DESKTOP)
        tab.open(site.siteurl + SETTINGS)
        field(tab, "models", 1, "free").click()
        field(tab, "models", 1, "input").send_keys("2,5")
        field(tab, "models", 1, "output").send_keys(HOSTILE)
        field(tab, "models", 5, "platform").send_keys("half a row")
        tab.press(tab.find("#tokenledger-prices-save"))
        notice = tab.find(".tokenledger-notice")
        assert notice.get_attribute("role") == "alert"
        assert notice.text == (
            "Price 2 (line 11, column 14): input in a price is not a price in USD per 1,000,000 tokens from 0 to 999999.999999"
            " (and 3 more). Give a number such as 2.5: no sign, no quotes, at most 6 digits after the point."
        )
        assert rows(tab, "models") == [
            ["Azure OpenAI", HOSTILE, "2025-01-01", "2.5", "10", "1.25", False, ""],
            ["Mistral", "x", "", "2,5", HOSTILE, "", False, ""],
            ["Azure OpenAI", "d2", "", "", "", "", False, "gpt-4o"],
            ["half a row", "", "", "", "", "", False, ""],
        ] + 3 * [EMPTY_PRICE]
        assert tab.driver.execute_script("return window.harmed") is None
        # The next time it shows what is kept.
        tab.open(site.siteurl + SETTINGS)
        assert len(rows(tab, "models")) == 6 and rows(tab, "models")[1][3] == ""


@pytest.mark.parametrize("login, user, status", [(None, 0, 403), ("mara.ellis", 3, 403), ("workshop", 2, 403), ("owner", 1, 405)])
def test_only_the_owner_s_own_button_saves_prices(site, login, user, status):
    client = site.log_in(login) if login else site.visitor()
    fields = {"action": SAVE, "prices[currency]": "EUR", "complete": "1"}
    with kept(site, KEPT):
        good = {**fields, "_wpnonce": made_nonce(site, client, SAVE, user)}
        answer = client.get(POST, good) if login == "owner" else client.post(POST, good)
        assert answer.status == status
        assert client.post(POST, fields).status == 403
        assert sent(site) is None


def test_what_is_no_form_is_saved_as_nothing(site):
    owner = site.log_in("owner")
    with kept(site, KEPT):
        good = {"action": SAVE, "_wpnonce": nonce(owner, SAVE, SETTINGS), "complete": "1"}
        for fields in ({}, {"prices": "x"}, {"prices[models]": "x"}, {"prices[models][0][model][]": "x", "prices[rates][][]": "x"}):
            assert owner.post(POST, {**good, **fields}).status == 302
            assert sent(site) == "prices:\n"


def test_a_form_that_php_has_cut_off_removes_nothing():
    with brought_up("--days", "1", "--php", "max_input_vars=30") as site, kept(site, KEPT), browser() as tab:
        tab.log_in(site)
        tab.open(site.siteurl + SETTINGS)
        tab.press(tab.find("#tokenledger-prices-save"))
        said = tab.find(".tokenledger-notice").text
        assert said.startswith("The form has more fields than PHP takes here, which is 30. Nothing was saved.")
        assert sent(site) is None and len(rows(tab, "models")) == 6


@pytest.mark.parametrize("name, dark, direction", [
    ("settings", False, "ltr"), ("settings-dark", True, "ltr"), ("settings-rtl", False, "rtl"),
])
def test_it_fits_and_axe_finds_nothing_wrong(site, name, dark, direction):
    code = f"add_action( 'init', function () {{ $GLOBALS['wp_locale']->text_direction = '{direction}'; }} );"
    with browser(dark=dark) as tab, kept(site, KEPT, CONFIGURED), site.mu_plugin(code):
        tab.log_in(site)
        for kind, size in (("desktop", DESKTOP), ("phone", PHONE)):
            tab.resize(size)
            tab.open(site.siteurl + SETTINGS)
            wide = tab.driver.execute_script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, kind
            assert tab.violations("#wpbody-content .tokenledger") == []
            tab.screenshot(f"{name}-{kind}")


def test_no_id_is_there_twice(site, tab):
    with kept(site, KEPT, CONFIGURED):
        tab.open(site.siteurl + SETTINGS)
    ids = tab.driver.execute_script("return [...document.querySelectorAll('#wpbody-content [id]')].map(e => e.id);")
    assert [id for id in ids if ids.count(id) > 1] == []
    assert {"tokenledger-platforms", "tokenledger-model-names"} <= set(ids)
    lists = tab.driver.execute_script(
        "return [...document.querySelectorAll('#wpbody-content .tokenledger [list]')].map(e => e.list && e.list.options.length);")
    assert len(lists) > 10 and lists.count(None) == 0


def test_the_models_that_are_offered_are_those_of_the_tool_and_a_failure_is_not_remembered(site):
    def known():
        return site.php_json("return array_column( TokenLedger_Models::known(), 'model' );")

    site.php("delete_transient( TokenLedger_Models::CACHE );")
    real = site.binary.with_suffix(".aside")
    with site.tool_replaced(f'[[ "$1 $2" != "prices list" ]] || exit 75\nexec {real} "$@"'):
        assert known() == []
    assert "gpt-4o" in known()
    # Another tool has other models.
    listed = json.dumps({"schema": "tokenledger.prices/1", "models": [{"platform": "OpenAI", "model": "gpt-99"}]})
    with site.tool_replaced(f"if [[ $1 == --version ]]; then exec {real} --version; fi\necho '{listed}'"):
        assert known() == ["gpt-99"]
    assert "gpt-4o" in known()


def test_every_field_is_called_by_its_row_and_column(site, tab):
    with kept(site, KEPT):
        tab.resize(DESKTOP)
        tab.open(site.siteurl + SETTINGS)
    assert field(tab, "rates", 1, "rate").accessible_name == "Rate 2: For 1 USD"
    assert field(tab, "models", 4, "cached_input").accessible_name == "Price 5: Cached input"
    assert tab.find("#tokenledger-currency").accessible_name == "Currency"
    heard = tab.driver.execute_script(
        "return [...document.querySelectorAll('#wpbody-content .tokenledger :is(h1, h2, h3, caption, legend)')]"
        ".map(e => e.tagName + ' ' + e.textContent.trim());"
    )
    assert heard == [
        "H1 TokenLedger Settings", "H2 Prices and currency", "CAPTION Exchange rates", "CAPTION Contracted prices",
        "H2 Models", "LEGEND Where it was used", "LEGEND Assistants", "LEGEND Pages", "LEGEND The model",
    ]


def test_php_had_nothing_to_complain_of(site):
    assert site.complaints() == []
