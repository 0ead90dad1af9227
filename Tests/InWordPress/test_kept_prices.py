"""The owner's own prices and currency with the tool itself: from the form through the ledger to the page."""

import datetime
from decimal import Decimal

from support.browser import browser
from support.clock import today
from support.figures import figures
from support.http import basic
from support.pages import PAGE, POST, REST, SETTINGS, nonce
from support.price_form import EMPTY_PRICE, field, price, rows
from support.site import brought_up

SAVE = "tokenledger_save_prices"


def offered(site):
    """The models that the forms offer."""
    return site.php_json("return array_column( TokenLedger_Models::known(), 'model' );")


def test_a_currency_with_days_that_have_no_rate_is_saved_with_a_warning():
    with brought_up("--days", "10") as site:
        site.run_cron()
        first = str(today() - datetime.timedelta(days=3))
        site.tool("models", "set", "--from", first, "--to", first, "--platform", "OpenAI", "--model", "gpt-4o")
        owner = site.log_in("owner")
        prices = {"prices[currency]": "EUR", "prices[rates][0][from]": str(today()), "prices[rates][0][rate]": "0.9"}
        # One that nobody else has, and that the forms then offer at once.
        prices.update({f"prices[models][0][{name}]": value for name, value in
                       {"platform": "OpenAI", "model": "ours", "input": "1", "output": "2"}.items()})
        assert "ours" not in offered(site) and "gpt-4o" in offered(site)
        owner.post(POST, {"action": SAVE, "_wpnonce": nonce(owner, SAVE, SETTINGS), "complete": "1", **prices})
        warning = f"there is no rate of EUR for {first}: reports of that day fail, and lists of all models show USD"
        page = owner.get(SETTINGS)
        assert page.notices() == ["The prices were saved.", warning]
        assert "ours" in offered(site)
        # The forms say so for as long as it is so, and so does Site Health.
        page = owner.get(SETTINGS)
        assert page.notices() == [] and page.text.count(warning) == 2
        assert owner.get(f"{PAGE}&period=daily").notices()[0].startswith(f"there is no rate of EUR for {first}.")
        health = site.php_json(
            "$tests = apply_filters( 'site_status_tests', array( 'direct' => array(), 'async' => array() ) )['direct'];"
            "return call_user_func( $tests['tokenledger_exchange_rates']['test'] );", admin=True)
        assert health["status"] == "recommended"
        assert health["label"] == f"Token ledger, Exchange rates: there is no rate of EUR for {first}: what shows their costs fails"
        assert f"Add a rate from {first} or an earlier day" in health["description"]
        # With a rate of that day all is well.
        prices["prices[rates][0][from]"] = first
        owner.post(POST, {"action": SAVE, "_wpnonce": nonce(owner, SAVE, SETTINGS), "complete": "1", **prices})
        assert owner.get(SETTINGS).notices() == ["The prices were saved."]
        assert owner.get(f"{PAGE}&period=daily").notices() == []
        assert site.complaints() == []


def test_the_ledger_keeps_them_and_all_costs_are_in_the_currency():
    with brought_up("--days", "10") as site, browser() as tab:
        site.run_cron()
        first = str(today() - datetime.timedelta(days=3))
        site.tool("models", "set", "--from", first, "--to", first, "--platform", "OpenAI", "--model", "gpt-4o")
        tab.log_in(site)
        tab.open(site.siteurl + SETTINGS)
        tab.find("#tokenledger-currency").send_keys("eur")
        for part, name, value in (
            ("rates", "from", "01012020"), ("rates", "rate", "0.9"), ("models", "platform", "OpenAI"), ("models", "model", "gpt-4o"),
            ("models", "input", "1.5"), ("models", "output", "2"),
        ):
            field(tab, part, 0, name).send_keys(value)
        tab.press(tab.find("#tokenledger-prices-save"))
        assert tab.find(".tokenledger-notice").text == "The prices were saved."
        assert rows(tab, "rates")[0] == ["2020-01-01", "0.9"]
        assert rows(tab, "models") == [["OpenAI", "gpt-4o", "", "1.5", "2", "", False, ""]] + 3 * [EMPTY_PRICE]
        assert site.tool_json("prices", "show")["kept"] == {
            "currency": "EUR", "rates": [{"from": "2020-01-01", "rate": "0.9"}],
            "models": [price(platform="OpenAI", model="gpt-4o", input="1.5", output="2")],
        }
        prompt, completion = figures(site, first, first)[1:3]
        cost = Decimal("0.9") * (Decimal("1.5") * prompt + 2 * completion) / 1_000_000
        tab.open(f"{site.siteurl}{PAGE}&period=daily&from={first}&to={first}")
        assert [cell.text for cell in tab.all("#tokenledger-usage .tokenledger-cost")] == ["Cost in EUR", *2 * [f"{cost:.2f}"], ""]
        note = tab.find(".tokenledger-cost-note").text
        assert note.endswith(", and at your own prices. They are converted from USD at the rate of each day.")
        secret = site.php_json("return WP_Application_Passwords::create_new_application_password( 1, array( 'name' => 'x' ) )[0];")
        own = site.visitor().get(REST + "/prices/own", headers=basic("owner", secret)).json()
        assert own == site.tool_json("prices", "show") and own["kept"]["currency"] == "EUR"
        # What the tool refuses changes nothing.
        tab.open(site.siteurl + SETTINGS)
        field(tab, "rates", 1, "rate").send_keys("0,95")
        tab.press(tab.find("#tokenledger-prices-save"))
        assert tab.find(".tokenledger-notice").text.startswith("Rate 2 (line ")
        assert rows(tab, "rates")[1] == ["", "0,95"] and len(site.tool_json("prices", "show")["kept"]["rates"]) == 1
        # Emptied, nothing is kept.
        for element in tab.all("#tokenledger-prices-form input:is([type=text], [type=date])"):
            element.clear()
        tab.press(tab.find("#tokenledger-prices-save"))
        assert site.tool_json("prices", "show")["kept"] == {"currency": None, "rates": [], "models": []}
        assert site.complaints() == []
