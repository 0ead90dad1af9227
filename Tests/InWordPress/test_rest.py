"""The REST API gives the ledger's figures, and says what is wrong with a request."""

import datetime

import pytest

from support.clock import today
from support.figures import figures, windows
from support.http import basic
from support.pages import REST
from support.stand_in import failing

GROUPS = {"day": "daily", "week": "weekly", "month": "monthly", "year": "yearly"}
KEYS = ("total_tokens", "prompt_tokens", "completion_tokens", "requests")


@pytest.fixture(scope="module")
def get(site):
    """Asks the API with the owner's application password."""
    site.run_cron()
    secret = site.php_json("return WP_Application_Passwords::create_new_application_password( 1, array( 'name' => 'rest' ) )[0];")
    return lambda route, **query: site.visitor().get(REST + route, query, headers=basic("owner", secret))


@pytest.mark.parametrize("group", GROUPS)
def test_usage_is_what_the_log_holds(site, get, group):
    spans = windows(GROUPS[group])
    answer = get("/usage", group_by=group)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("application/json")
    report = answer.json()
    assert report["period"] == GROUPS[group]
    assert [[row[key] for key in KEYS] for row in report["rows"]] == [figures(site, *span) for span in spans]
    assert [report["totals"][key] for key in KEYS] == figures(site, spans[0][0], today())


def test_usage_of_some_days(site, get):
    first, last = today() - datetime.timedelta(days=100), today() - datetime.timedelta(days=61)
    report = get("/usage", group_by="day", start=str(first), end=str(last)).json()
    assert (report["from"], report["to"], len(report["rows"])) == (str(first), str(last), 40)
    assert [report["totals"][key] for key in KEYS] == figures(site, first, last)


def test_usage_without_a_group_is_by_the_sites_reporting_period(get):
    assert get("/usage").json()["period"] == "monthly"


def test_the_summary_is_the_tools_own(site, get):
    summary = get("/summary").json()
    assert summary == site.tool_json("summary", "--no-sync")
    assert [summary["today"]["current"][key] for key in KEYS] == figures(site, today(), today())


def test_the_export_is_the_tools_own_file(site, get):
    answer = get("/export.csv")
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="Chatbot-ChatGPT-Token-Usage-{today()}.csv"'
    assert answer.body == site.tool("export", "--no-sync", "--output", "-", text=False)


def test_the_export_of_some_days(site, get):
    first, last = today() - datetime.timedelta(days=9), today() - datetime.timedelta(days=3)
    answer = get("/export.csv", start=str(first), end=str(last))
    assert answer.body == site.tool("export", "--no-sync", "--output", "-", "--from", str(first), "--to", str(last), text=False)
    assert len(answer.text.splitlines()) == 1 + 7


@pytest.mark.parametrize("query", [
    {"group_by": "hour"}, {"start": "2026-02-30"}, {"end": "tomorrow"}, {"start": "--output=x"},
    {"start": "2026-03-02", "end": "2026-03-01"},
    {"start[]": "2026-03-02"}, {"start": "1999-12-31"}, {"start": "2026-01-01\n"},
])
@pytest.mark.parametrize("route", ["/usage", "/export.csv"])
def test_a_wrong_request_is_told_so(get, route, query):
    if route == "/export.csv" and "group_by" in query:
        query = {"start": "x"}
    answer = get(route, **query)
    assert answer.status == 400
    assert answer.json()["data"]["status"] == 400
    assert answer.json()["message"]


@pytest.mark.parametrize("code, kind, status", [
    (65, "bad_data", 500), (69, "unavailable", 503), (75, "try_again", 503), (77, "permission", 500), (78, "configuration", 500),
    (70, "software", 500), (1, "software", 500),
])
def test_what_the_tool_fails_of_has_its_status(site, get, code, kind, status):
    with site.tool_replaced(failing(code, kind, f"no. {code} happened", "do that about it")):
        for route in ("/usage", "/summary", "/export.csv"):
            answer = get(route)
            assert answer.status == status, route
            assert answer.json()["data"]["status"] == status
            assert "do that about it" in answer.text
            assert site.environment["TOKENLEDGER_WP_DATABASE"] not in answer.text


def test_the_routes_say_what_they_take(get):
    routes = get("").json()["routes"]
    arguments = routes["/tokenledger/v1/usage"]["endpoints"][0]["args"]
    assert sorted(arguments) == ["end", "group_by", "start"]
    assert arguments["group_by"]["enum"] == ["day", "week", "month", "year"]
    assert all(set(route["methods"]) == {"GET"} for name, route in routes.items() if name != "/tokenledger/v1")


def test_php_had_nothing_to_complain_of(site):
    assert site.complaints() == []
