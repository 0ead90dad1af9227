"""What usage cost is shown in the widget, in an export of personal data and in Site Health."""

import datetime
import re
from decimal import ROUND_HALF_UP, Context, Decimal

import pytest

from support.clock import today
from support.dates import shown_day
from support.http import plain
from support.site import brought_up

EMAIL = "workshop@harborlane.example"
PERSON = "2"
YESTERDAY = today() - datetime.timedelta(days=1)


@pytest.fixture
def site():
    with brought_up("--days", "40") as up:
        up.run_cron()
        yield up


def use(site, model, platform="OpenAI", first="2000-01-01", last=None):
    """Says which model was used on some days."""
    site.tool("models", "set", "--from", first, "--to", str(last or today()), "--platform", platform, "--model", model)


def widget(site):
    """What the widget says of this month's cost."""
    page = site.log_in("owner").get("/wp-admin/index.php").text
    seen = re.search(r'<p id="tokenledger-month-cost">(.*?)</p>', page, re.S)[1]
    if "–" not in seen:
        # It stays in this order whatever the direction of the page.
        assert '<strong><bdi dir="ltr">' in seen
    # Each sign has its word for those who hear it.
    words = [plain(word) for word in re.findall(r'<span class="screen-reader-text">(.*?)</span>', seen)]
    assert words == [word for sign, word in (("–", "unknown"), ("≥", "at least")) if sign in seen]
    return plain(re.sub(r'<span class="screen-reader-text">.*?</span>', "", seen))


def source(site):
    """Where the widget says that its prices are from."""
    page = site.log_in("owner").get("/wp-admin/index.php").text
    return [plain(note) for note in re.findall(r'<p class="[^"]*tokenledger-cost-note">(.*?)</p>', page, re.S)]


def named(cost):
    """The line that names a cost's price list."""
    return f"Costs are in USD, at the list prices of {shown_day(cost['price_list']['date'])} (price list {cost['price_list']['version']})."


def shown(amount):
    """An amount as the tool's tables show it."""
    amount = Decimal(amount)
    if 0 < amount < Decimal("0.01"):
        return f"{Context(prec=4, rounding=ROUND_HALF_UP).plus(amount).normalize():f}"
    return f"{amount.quantize(Decimal('0.01'), ROUND_HALF_UP):,}"


def this_month(site):
    return site.tool_json("summary", "--no-sync")["month"]["current"]["cost"]


def test_the_widget_shows_what_this_month_cost(site):
    # An answer of this month, whatever the day.
    site.chat([{"prompt": 30_000, "completion": 600, "time": f"{today().replace(day=1)} 00:00:01"}])
    site.run_cron()
    assert widget(site) == "Cost this month: –" and this_month(site) is None and source(site) == []
    use(site, "gpt-4")
    cost = this_month(site)
    assert Decimal(cost["amount"]) >= Decimal("0.936") and cost["unpriced_models"] == []
    assert widget(site) == f"Cost this month: {shown(cost['amount'])} USD"
    assert source(site) == [named(cost)]

    use(site, "gpt-99", first=str(today()))
    cost = this_month(site)
    if cost is None:
        # All of this month was today.
        assert widget(site) == "Cost this month: –"
    elif cost["unpriced_models"]:
        share = f"({cost['coverage']:.1f} % of the tokens have a price)"
        assert widget(site) == f"Cost this month: ≥ {shown(cost['amount'])} USD {share}"
    else:
        # Nobody has chatted today yet.
        assert widget(site) == f"Cost this month: {shown(cost['amount'])} USD"


def test_the_widget_speaks_the_sites_language_and_shows_no_cost_as_nothing(site):
    use(site, "gpt-4")
    amount = this_month(site)["amount"]
    german = """
        add_action( 'init', function () {
            $GLOBALS['wp_locale']->number_format = array( 'decimal_point' => ',', 'thousands_sep' => '.' );
        } );
    """
    with site.mu_plugin(german):
        assert widget(site) == f"Cost this month: {shown(amount).translate(str.maketrans(',.', '.,'))} USD"
    # Whatever the tool says, not a digit of it is lost.
    for exact, text in (("999999999999999999.01", "999,999,999,999,999,999.01"), ("0.0004554999", "0.0004555"), ("0", "0.00")):
        # An answer of the tool with another amount in it.
        with site.tool_replaced(f"{real(site)} \"$@\" | sed 's/\"amount\" : \"[0-9.]*\"/\"amount\" : \"{exact}\"/g'"):
            assert widget(site) == f"Cost this month: {text} USD"


def real(site):
    """The tool that stands aside while another is in its place."""
    return site.binary.with_suffix(".aside")


def test_a_persons_export_has_what_the_usage_cost(site):
    use(site, "gpt-4")
    some = sorted(day["day"] for day in site.tool_json("user", "export", PERSON)["days"])[0]
    use(site, "gpt-99", first=some, last=some)
    call = (
        "$all = apply_filters( 'wp_privacy_personal_data_exporters', array() );"
        f"return call_user_func( $all['tokenledger']['callback'], '{EMAIL}', 1 );"
    )
    items = site.php_json(call, admin=True)["data"]
    days = [{field["name"]: field["value"] for field in item["data"]} for item in items]
    exported = site.tool_json("user", "export", PERSON)
    assert [day for day in days if "Prices" in day] == [{"Prices": named(exported["totals"]["cost"])}]
    days = [day for day in days if "Date" in day]
    expected = exported["days"]
    assert len(days) == len(expected) > 10
    for item, day in zip(days, expected):
        if day["cost"] is None:
            assert (item["Model"], item["Cost"]) == ("gpt-99", "–")
        else:
            assert item["Cost"] == f"{shown(day['cost']['amount'])} USD" and day["cost"]["amount"] != "0"
    assert {day["cost"] is None for day in expected} == {True, False}
    assert site.complaints() == []


def test_site_health_tells_of_models_without_a_price_and_of_an_old_list(site):
    def tests():
        found = site.php_json(
            "return array_map( function ( $test ) { return call_user_func( $test['test'] ); },"
            " apply_filters( 'site_status_tests', array( 'direct' => array(), 'async' => array() ) )['direct'] );", admin=True)
        return {name: (test["status"], test["label"], plain(test["description"])) for name, test in found.items() if "price" in name}

    use(site, "gpt-4")
    assert "tokenledger_unpriced_models" not in tests()
    use(site, "gpt-99", first=str(YESTERDAY), last=YESTERDAY)
    status, label, advice = tests()["tokenledger_unpriced_models"]
    assert status == "recommended"
    assert re.fullmatch(
        r"Token ledger, Models without a price: [\d,]+ tokens of gpt-99 \(OpenAI\), of the last 90 days", label)
    assert advice == "'tokenledger prices list --unpriced' prints what to fill in in tokenledger.yml."

    settings = site.folder / "tokenledger.yml"
    (site.folder / "prices.tsv").write_text("tokenledger.price-list/1\t7\t2024-01-31\nOpenAI\t\tfree\t-\tus\n")
    settings.write_text(f"prices: {{file: {site.folder}/prices.tsv}}\n")
    with site.tool_replaced(f'exec {real(site)} "$@" $([[ $1 == doctor ]] && echo --config {settings})'):
        status, label, advice = tests()["tokenledger_price_list"]
    assert status == "recommended"
    assert label.startswith(
        f"Token ledger, Price list: the price list is of 2024-01-31, more than 90 days before {today()}: prices may have changed"
        " since; first used after it: gpt-4 (OpenAI), ") and label.endswith("gpt-99 (OpenAI)")
    assert advice == "Install a newer release, or name a newer list as prices.file in tokenledger.yml."
