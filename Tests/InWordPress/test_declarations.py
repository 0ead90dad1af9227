"""Models that are declared for assistants and pages, and declarations that are taken back, in a real browser."""

import datetime

import pytest
from selenium.webdriver.common.keys import Keys

from support.browser import browser
from support.clock import today
from support.dates import shown_day
from support.pages import PAGE, POST, SETTINGS, made_nonce
from support.site import brought_up
from support.stand_in import failing

DECLARE = "tokenledger_declare_model"
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
    for name, value in {"from": "", "to": "", "assistants": "", "pages": "", **fields}.items():
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
    tab.find("#tokenledger-unknown summary").click()
    offered = tab.all("#tokenledger-declare [name='assistants[]'][type=checkbox]")
    assert [(box.get_attribute("value"), box.accessible_name) for box in offered] == [(ASSISTANT, ASSISTANT)]
    before = models(site)["unknown"]["total_tokens"]
    # By the keyboard alone.
    assert tab.tab_to("#tokenledger-declare [name='assistants[]'][type=checkbox]") == offered[0]
    tab.keys(Keys.SPACE)
    assert offered[0].is_selected()
    said = declare(tab, platform="OpenAI", model="gpt-4o")
    assert said == "1,011 tokens of 1 day changed their model; no total has changed."
    assert models(site)["unknown"]["total_tokens"] == before - 1011
    assert [(entry["assistant"], entry["from"], entry["to"]) for entry in models(site)["declared"]] == [(ASSISTANT, None, None)]


def test_a_page_has_its_model_from_a_day_on_and_days_have_theirs(site, tab):
    first = today() - datetime.timedelta(days=3)
    tab.open(site.siteurl + SETTINGS)
    said = declare(tab, **{"from": first.strftime("%m%d%Y")}, pages="2", platform="Mistral", model="small")
    assert "changed their model" in said
    tab.open(site.siteurl + SETTINGS)
    day = first.strftime("%m%d%Y")
    declare(tab, **{"from": day}, to=day, platform="OpenAI", model="gpt-4o-mini")
    assert sorted(shown(tab)) == sorted([
        [f"Assistant {ASSISTANT}", "gpt-4o (OpenAI)"], [f"Page 2 (Home) from {shown_day(first)}", "small (Mistral)"],
        [f"from {shown_day(first)} to {shown_day(first)}", "gpt-4o-mini (OpenAI)"],
    ])
    assert tab.violations("#wpbody-content .tokenledger") == []


def test_an_assistant_can_be_declared_before_it_is_used(site, tab):
    tab.open(site.siteurl + SETTINGS)
    assert declare(tab, assistants="asst_new", platform="OpenAI", model="gpt-4o") == "It is noted. No usage so far has another model now."
    assert [notice.text for notice in tab.all(".tokenledger-notice")[1:]] == [
        "the ledger has no usage of the assistant 'asst_new'; what was declared is kept for when it has"
    ]
    assert ["Assistant asst_new", "gpt-4o (OpenAI)"] in shown(tab)


def test_several_assistants_and_pages_are_declared_at_once(site, tab):
    tab.open(site.siteurl + PAGE + "&period=daily")
    tab.find("#tokenledger-unknown summary").click()
    boxes = {box.get_attribute("value"): box for box in tab.all("#tokenledger-declare [name='pages[]'][type=checkbox]")}
    titles = {page["id"]: page["name"] for page in site.tool_json("report", "--no-sync", "--top", "5")["top"]["pages"]["largest"]}
    chosen = [page for page in boxes if page != "2"][:2]
    for page in chosen:
        assert boxes[page].accessible_name == titles[page]
        boxes[page].click()
    # What is refused is kept, box by box and line by line.
    declare(tab, assistants="asst_1\nasst_2", platform="--x", model="y", **{"from": "05022026", "to": "05012026"})
    kept = [box.get_attribute("value") for box in tab.all("#tokenledger-declare [type=checkbox]:checked")]
    assert kept == chosen and tab.find("#tokenledger-declare-assistants").get_attribute("value") == "asst_1\nasst_2"
    # An empty line is none, and a blank is a part of a name.
    assistants = [" asst_2", "asst_1", "asst_2 "]
    declare(tab, assistants="asst_1\n\n asst_2\n  \nasst_2 ", platform="OpenAI", model="gpt-4.1")
    found = [entry for entry in models(site)["declared"] if entry["model"] == "gpt-4.1"]
    assert sorted(entry["assistant"] for entry in found if entry["assistant"]) == assistants
    assert sorted(entry["page"] for entry in found if entry["page"]) == sorted(chosen) and len(found) == 3 + len(chosen)
    # Taken back together, too.
    site.tool("models", "unset", *[f"--assistant={name}" for name in assistants], *[f"--page={page}" for page in chosen])


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


@pytest.mark.parametrize("fields", [
    {"from": "2026-02-30"}, {"from": "2026-02-01", "model": ""}, {"pages": "1\x072"}, {"platform": ["x"], "from": "2026-02-01"},
])
def test_what_is_no_declaration_never_reaches_the_tool(site, fields):
    owner = site.log_in("owner")
    sent = {"action": DECLARE, "_wpnonce": made_nonce(site, owner, DECLARE), "platform": "OpenAI", "model": "gpt-4o"}
    sent.update({f"{name}[]" if isinstance(value, list) else name: value for name, value in fields.items()})
    if isinstance(fields.get("platform"), list):
        del sent["platform"]
    ran = site.folder / "ran"
    with site.tool_replaced(failing(69, "unavailable").replace("printf", f"touch {ran}; printf")):
        assert owner.post(POST, sent).status == 302
    assert not ran.exists()
    notices = owner.get(SETTINGS).notices()
    assert any("must be" in notice for notice in notices), notices


@pytest.mark.parametrize("login, user, status", [(None, 0, 403), ("mara.ellis", 3, 403), ("workshop", 2, 403), ("owner", 1, 405)])
def test_only_the_owner_s_own_button_declares_a_model(site, login, user, status):
    before = site.tool_json("models", "list")["declared"]
    client = site.log_in(login) if login else site.visitor()
    fields = {"action": DECLARE, "from": "2026-01-01", "to": "2026-01-01", "platform": "OpenAI", "model": "gpt-4o"}
    good = made_nonce(site, client, DECLARE, user)
    answer = client.get(POST, {**fields, "_wpnonce": good}) if login == "owner" else client.post(POST, {**fields, "_wpnonce": good})
    assert answer.status == status
    assert client.post(POST, fields).status == 403
    assert site.tool_json("models", "list")["declared"] == before


def test_days_from_the_first_that_counts_are_taken_back_too(site, tab):
    tab.open(site.siteurl + SETTINGS)
    declare(tab, **{"from": "01012000"}, to=today().strftime("%m%d%Y"), platform="OpenAI", model="gpt-4o")
    assert shown(tab) == [[f"from January 1, 2000 to {shown_day(today())}", "gpt-4o (OpenAI)"]]
    tab.press(tab.find("#tokenledger-declared button"))
    assert "changed their model" in tab.find(".tokenledger-notice").text
    assert models(site)["declared"] == []


def test_assistants_whose_ids_differ_in_a_blank_are_told_apart(site, tab):
    site.chat([{"prompt": 70, "completion": 7, "assistant_id": "asst_1 "}, {"prompt": 900, "completion": 9, "assistant_id": "asst_1"}])
    site.run_cron()
    tab.open(site.siteurl + SETTINGS)
    assert declare(tab, assistants="asst_1 ", platform="OpenAI", model="gpt-4o").startswith("77 tokens of 1 day ")
    assert [entry["assistant"] for entry in models(site)["declared"]] == ["asst_1 "]
    tab.press(tab.find("#tokenledger-declared button"))
    assert tab.find(".tokenledger-notice").text.startswith("77 tokens of 1 day ")
    assert models(site)["declared"] == []


@pytest.mark.parametrize("login, user, status", [(None, 0, 403), ("mara.ellis", 3, 403), ("workshop", 2, 403), ("owner", 1, 405)])
def test_only_the_owner_s_own_button_takes_back(site, login, user, status):
    site.tool("models", "set", "--page", "2", "--platform", "OpenAI", "--model", "gpt-4o")
    client = site.log_in(login) if login else site.visitor()
    fields = {"action": UNDECLARE, "pages[]": "2"}
    good = {**fields, "_wpnonce": made_nonce(site, client, UNDECLARE, user)}
    assert (client.get(POST, good) if login == "owner" else client.post(POST, good)).status == status
    assert client.post(POST, fields).status == 403
    assert [entry["page"] for entry in models(site)["declared"]] == ["2"]


def test_php_had_nothing_to_complain_of(site):
    assert site.complaints() == []
