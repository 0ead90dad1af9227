"""Models that are declared for assistants and pages, and declarations that are taken back, in a real browser."""

import datetime

import pytest

from support.browser import browser
from support.clock import today
from support.pages import PAGE, POST, SETTINGS, made_nonce
from support.site import brought_up

UNDECLARE = "tokenledger_undeclare_model"
ASSISTANT = "asst_<b>'\"7"


@pytest.fixture(scope="module")
def site():
    with brought_up("--days", "30") as up:
        up.chat([{"prompt": 1000, "completion": 11, "assistant_id": ASSISTANT}])
        up.run_cron()
        yield up


@pytest.fixture(scope="module")
def tab(site):
    with browser() as tab:
        tab.log_in(site)
        yield tab


def models(site):
    return site.tool_json("models", "list")


def declare(tab, **fields):
    """Fills in the form that the tab shows, and sends it."""
    for name, value in {"from": "", "to": "", "assistant": "", "page": "", **fields}.items():
        element = tab.find(f"#tokenledger-declare-{name}")
        element.clear()
        element.send_keys(value)
    tab.press(tab.find("#tokenledger-declare-save"))
    return tab.find(".tokenledger-notice").text


def shown(tab):
    """The declarations in the settings: where and which."""
    return [[cell.text for cell in row.find_elements("css selector", "th, td")][:2] for row in tab.all("#tokenledger-declared tbody tr")]


def test_a_model_of_an_assistant_is_declared_where_its_usage_is_shown(site, tab):
    tab.open(site.siteurl + PAGE + "&period=daily")
    offered = tab.driver.execute_script("return [...document.querySelector('#tokenledger-assistants').options].map(o => o.value);")
    assert offered == [ASSISTANT]
    tab.find("#tokenledger-unknown summary").click()
    before = models(site)["unknown"]["total_tokens"]
    said = declare(tab, assistant=ASSISTANT, platform="OpenAI", model="gpt-4o")
    assert said == "1,011 tokens of 1 day changed their model; no total has changed."
    assert models(site)["unknown"]["total_tokens"] == before - 1011
    assert [(entry["assistant"], entry["from"], entry["to"]) for entry in models(site)["declared"]] == [(ASSISTANT, None, None)]


def test_a_page_has_its_model_from_a_day_on_and_days_have_theirs(site, tab):
    first = today() - datetime.timedelta(days=3)
    tab.open(site.siteurl + SETTINGS)
    said = declare(tab, **{"from": first.strftime("%m%d%Y")}, page="2", platform="Mistral", model="small")
    assert "changed their model" in said
    tab.open(site.siteurl + SETTINGS)
    day = first.strftime("%m%d%Y")
    declare(tab, **{"from": day}, to=day, platform="OpenAI", model="gpt-4o-mini")
    assert sorted(shown(tab)) == sorted([
        [f"Assistant {ASSISTANT}", "gpt-4o (OpenAI)"], [f"Page 2 from {first}", "small (Mistral)"],
        [f"from {first} to {first}", "gpt-4o-mini (OpenAI)"],
    ])
    assert tab.violations("#wpbody-content .tokenledger") == []


def test_an_assistant_can_be_declared_before_it_is_used(site, tab):
    tab.open(site.siteurl + SETTINGS)
    assert declare(tab, assistant="asst_new", platform="OpenAI", model="gpt-4o") == "It is noted. No usage so far has another model now."
    assert [notice.text for notice in tab.all(".tokenledger-notice")[1:]] == [
        "the ledger has no usage of the assistant 'asst_new'; what was declared is kept for when it has"
    ]
    assert ["Assistant asst_new", "gpt-4o (OpenAI)"] in shown(tab)


def test_each_declaration_is_taken_back_by_its_own_button(site, tab):
    tab.open(site.siteurl + SETTINGS)
    for left in (3, 2, 1, 0):
        where = shown(tab)[0][0]
        button = tab.find("#tokenledger-declared button")
        assert button.accessible_name == f"Take back {where}"
        before = models(site)["unknown"]
        tab.press(button)
        after = models(site)["unknown"]
        changed = after["total_tokens"] - before["total_tokens"]
        said = tab.find(".tokenledger-notice").text
        assert said.startswith(f"{changed:,} tokens of ") if changed else said.startswith("It is noted.")
        assert len(models(site)["declared"]) == left
        assert where not in [row[0] for row in shown(tab)]
    unknown = models(site)["unknown"]
    assert unknown["total_tokens"] == site.tool_json("report", "--no-sync", "--all")["totals"]["total_tokens"]


def test_days_from_the_first_that_counts_are_taken_back_too(site, tab):
    tab.open(site.siteurl + SETTINGS)
    declare(tab, **{"from": "01012000"}, to=today().strftime("%m%d%Y"), platform="OpenAI", model="gpt-4o")
    assert shown(tab) == [[f"from 2000-01-01 to {today()}", "gpt-4o (OpenAI)"]]
    tab.press(tab.find("#tokenledger-declared button"))
    assert "changed their model" in tab.find(".tokenledger-notice").text
    assert models(site)["declared"] == []


def test_assistants_whose_ids_differ_in_a_blank_are_told_apart(site, tab):
    site.chat([{"prompt": 70, "completion": 7, "assistant_id": "asst_1 "}, {"prompt": 900, "completion": 9, "assistant_id": "asst_1"}])
    site.run_cron()
    tab.open(site.siteurl + SETTINGS)
    assert declare(tab, assistant="asst_1 ", platform="OpenAI", model="gpt-4o").startswith("77 tokens of 1 day ")
    assert [entry["assistant"] for entry in models(site)["declared"]] == ["asst_1 "]
    tab.press(tab.find("#tokenledger-declared button"))
    assert tab.find(".tokenledger-notice").text.startswith("77 tokens of 1 day ")
    assert models(site)["declared"] == []


@pytest.mark.parametrize("login, user, status", [(None, 0, 403), ("mara.ellis", 3, 403), ("workshop", 2, 403), ("owner", 1, 405)])
def test_only_the_owner_s_own_button_takes_back(site, login, user, status):
    site.tool("models", "set", "--page", "2", "--platform", "OpenAI", "--model", "gpt-4o")
    client = site.log_in(login) if login else site.visitor()
    fields = {"action": UNDECLARE, "page": "2"}
    good = {**fields, "_wpnonce": made_nonce(site, client, UNDECLARE, user)}
    assert (client.get(POST, good) if login == "owner" else client.post(POST, good)).status == status
    assert client.post(POST, fields).status == 403
    assert [entry["page"] for entry in models(site)["declared"]] == ["2"]


def test_php_had_nothing_to_complain_of(site):
    assert site.complaints() == []
