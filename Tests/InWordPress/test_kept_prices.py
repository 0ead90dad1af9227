"""The owner's own prices and currency with the tool itself: from the form through the ledger to the page."""

import datetime
from decimal import Decimal

from support.browser import browser
from support.clock import today
from support.figures import figures
from support.http import basic
from support.pages import PAGE, REST, SETTINGS
from support.price_form import EMPTY_PRICE, field, price, rows
from support.site import brought_up


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
