"""The REST API gives the ledger's figures, and says what is wrong with a request."""

import datetime
import re

import pytest

from support.clock import today
from support.figures import figures, windows
from support.http import basic
from support.pages import REST
from support.stand_in import failing

GROUPS = {"day": "daily", "week": "weekly", "month": "monthly", "year": "yearly"}
ROUTES = (
    "/usage", "/usage?group_by=model", "/usage?format=csv", "/summary", "/export.csv", "/prices", "/prices/unpriced", "/prices/own",
    "/models",
)
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
    {"group_by": "minute"}, {"start": "2026-02-30"}, {"end": "tomorrow"}, {"start": "--output=x"},
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
        for route in ROUTES:
            answer = get(route)
            assert answer.status == status, route
            assert answer.json()["data"]["status"] == status
            assert "do that about it" in answer.text
            assert site.environment["TOKENLEDGER_WP_DATABASE"] not in answer.text


def test_the_routes_say_what_they_take(site, get):
    routes = get("").json()["routes"]
    assert all(set(route["methods"]) == {"GET"} for name, route in routes.items() if name != "/tokenledger/v1")
    taken = {name.removeprefix("/tokenledger/v1"): sorted(route["endpoints"][0]["args"]) for name, route in routes.items()}
    assert taken == {
        "": ["context", "namespace"], "/summary": [], "/export\\.csv": ["end", "start"], "/models": [], "/prices/unpriced": [],
        "/prices/own": [],
        "/prices": ["model", "on"],
        "/usage": ["assistant", "end", "format", "group_by", "measure", "model", "page", "start", "user_id"],
    }
    described = site.visitor().send("OPTIONS", REST + "/usage").json()["endpoints"][0]["args"]
    assert described == routes["/tokenledger/v1/usage"]["endpoints"][0]["args"]
    assert described["group_by"]["items"]["enum"] == [*GROUPS, *words(site, "--by")]
    assert described["measure"]["items"]["enum"] == words(site, "--measure", "--by", "model")
    assert (described["format"]["enum"], described["format"]["default"]) == (["json", "csv"], "json")


def words(site, option, *others):
    """The words that an option of a report takes, as the tool itself lists them."""
    error = site.tool_error("report", *others, option, "nothing")
    return re.search(r"is none of ([a-z_, ]+)", error)[1].split(", ")


@pytest.mark.parametrize("group", [
    "model", "platform", "assistant", "page", "user", "hour", "weekday", "source", "assistant,weekday", "model,hour",
])
def test_usage_by_other_things_is_the_tools_own_breakdown(site, get, group):
    first, last = today() - datetime.timedelta(days=40), today() - datetime.timedelta(days=1)
    answer = get("/usage", group_by=group, start=str(first), end=str(last))
    days = ("--from", str(first), "--to", str(last))
    assert answer.json() == site.tool_json("report", "--no-sync", "--by", group, *days)
    assert [answer.json()["totals"][key] for key in KEYS] == figures(site, first, last)


def test_figures_can_be_chosen_and_usage_limited(site, get):
    query = {"measure": "cost,tokens_per_request", "user_id": "2,0", "assistant": ""}
    asked = get("/usage", group_by="page,user", **query).json()
    assert asked == site.tool_json(
        "report", "--no-sync", "--by", "page,user", "--measure", "cost,tokens_per_request", "--user-id", "2,0", "--assistant", "")
    assert asked["measures"] == ["cost", "tokens_per_request"] and asked["rows"]
    assert {row["user"]["id"] for row in asked["rows"]} == {"0", "2"}
    repeated = get("/usage?measure[]=cost&measure[]=tokens_per_request&group_by[]=page&group_by[]=user&user_id=2,0&assistant=")
    assert repeated.json() == asked


@pytest.mark.parametrize("query, options, name", [
    ({}, (), "{day}"),
    ({"group_by": "week"}, ("--period", "weekly"), "By-Weekly-{day}"),
    ({"group_by": "model,weekday", "measure": "cost"}, ("--by", "model,weekday", "--measure", "cost"), "By-Model-Weekday-{day}"),
])
def test_usage_as_a_file_is_the_tools_own(site, get, query, options, name):
    answer = get("/usage", format="csv", **query)
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    name = name.format(day=today())
    assert answer.headers["content-disposition"] == f'attachment; filename="Chatbot-ChatGPT-Token-Usage-{name}.csv"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.body == site.tool("report", "--no-sync", "--format", "csv", *options, text=False)
    assert b"Cost" in answer.body


def test_prices_and_models_are_the_tools_own(site, get):
    assert get("/prices").json() == site.tool_json("prices", "list")
    asked = get("/prices", model="gpt-4o", on="2024-09-30").json()
    assert asked == site.tool_json("prices", "list", "--model", "gpt-4o", "--on", "2024-09-30")
    assert {row["platform"]: row["input_usd"] for row in asked["models"]} == {"Azure OpenAI": "5", "OpenAI": "5"}
    assert get("/prices/unpriced").json() == site.tool_json("prices", "list", "--unpriced")
    assert get("/prices/own").json() == site.tool_json("prices", "show")
    assert get("/models").json() == site.tool_json("models", "list")


@pytest.mark.parametrize("query, words", [
    ({"group_by": "day,model"}, "Group by one of day, week, month, year, or by one or two of model, platform"),
    ({"measure": "cost"}, "go with a group_by of model"),
    ({"group_by": "model", "measure": "price"}, "measure"),
    ({"group_by": "model,model"}, "group_by"),
    ({"group_by": "page", "page": "no such page"}, "no such page"),
    ({"group_by": "user,hour"}, "hour does not go with user"),
    ({"group_by": "model", "model": "--config=/etc/passwd"}, "--config=/etc/passwd"),
    ({"group_by": "model", "model": "$(id)`id`'\"; id"}, "$(id)`id`'\"; id"),
    ({"group_by": "model", "model": "gpt\0"}, "model"),
    ({"group_by": "model", "model[]": "gpt"}, "model"),
    ({"group_by": "model", "format": "svg"}, "format"),
])
@pytest.mark.parametrize("form", ["json", "csv"])
def test_wrong_usage_is_told_in_either_form(get, query, words, form):
    answer = get("/usage", **{"format": form, **query})
    assert (answer.status, answer.json()["data"]["status"]) == (400, 400), answer
    assert words in answer.json()["message"], answer.json()
    assert "uid=" not in answer.text and "root:" not in answer.text


def test_wrong_prices_are_told(get):
    assert get("/prices", on="2026-02-30").status == 400
    assert get("/prices", model="x\x07").status == 400
    unknown = get("/prices", model="--unpriced")
    assert (unknown.status, unknown.json()["message"]) == (404, "the price list has no model '--unpriced'.")


def test_php_had_nothing_to_complain_of(site):
    assert site.complaints() == []
