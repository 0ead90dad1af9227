"""WordPress' tools for personal data reach the ledger, and an erased person stays erased."""

from datetime import timedelta

import pytest

from support.clock import today
from support.figures import TYPES, ledger, whole_log
from support.pages import PAGE
from support.site import brought_up
from support.stand_in import failing

# Who used most, and so is named on the page.
PERSON = 2
NAME = "Workshop"
EMAIL = "workshop@harborlane.example"


@pytest.fixture
def site():
    with brought_up("--days", "60") as up:
        up.run_cron()
        yield up


def call(site, kind, email=EMAIL):
    """What a tool of ours answers, called as WordPress calls it."""
    return site.php_json(
        f"$all = apply_filters( 'wp_privacy_personal_data_{kind}', array() );"
        f"return call_user_func( $all['tokenledger']['callback'], '{email}', 1 );",
        admin=True,
    )


def items(exported):
    """The items of an export, each as values by their names: the display name, where there is one, and the days."""
    return [{field["name"]: field["value"] for field in item["data"]} for item in exported["data"]]


def sums(exported):
    """The sums of an export's days: total, prompt and completion tokens and requests."""
    columns = ("Total Tokens", "Prompt Tokens", "Completion Tokens", "Requests")
    days = [item for item in items(exported) if "Date" in item]
    return [sum(int(day[column]) for day in days) for column in columns]


def in_log(site, user):
    """The same of a user from the log."""
    counts = ", ".join(f"SUM(IF(user_type = '{kind}', message_text + 0, 0))" for kind in TYPES)
    row = site.sql(f"SELECT {counts}, SUM(user_type = 'Total Tokens') FROM {site.log_table()} WHERE user_id = '{user}'")[0]
    return [int(float(cell)) for cell in row]


def named(page):
    """The two largest of the users on the page."""
    return [row[0] for row in page.rows("tokenledger-top-users")[:2]]


def test_a_person_is_exported_and_erased_and_stays_erased(site):
    exported = call(site, "exporters")
    assert exported["done"] is True
    assert sums(exported) == in_log(site, PERSON)
    # Nobody has said which model was used, so there are no prices among them.
    name, first, *_ = items(exported)
    assert name == {"Display name": NAME}
    assert len(first["Date"]) == 10 and "Page" in first
    assert len({item["item_id"] for item in exported["data"]}) == len(exported["data"])
    assert {item["group_label"] for item in exported["data"]} == {"Token usage"}

    owner = site.log_in("owner")
    assert named(owner.get(PAGE, {"period": "monthly"})) == ["Guests", NAME]
    totals = ledger(site)
    erased = call(site, "erasers")
    assert (erased["items_removed"], erased["items_retained"], erased["messages"], erased["done"]) == (True, False, [], True)
    assert ledger(site) == totals
    assert call(site, "exporters")["data"] == []
    page = owner.get(PAGE, {"period": "monthly"})
    assert named(page) == ["Guests", "Erased users"]
    assert call(site, "erasers")["items_removed"] is False

    # What the log still brings of that person counts, but not for that person.
    site.chat([{"prompt": 500, "completion": 50, "user_id": str(PERSON)}])
    site.run_cron()
    assert ledger(site) == whole_log(site)
    assert call(site, "exporters")["data"] == []
    assert named(owner.get(PAGE, {"period": "monthly"})) == ["Guests", "Erased users"]


def test_erasing_succeeds_for_people_without_usage(site):
    """One who never chatted is remembered, and so is one of whom no sync has counted anything yet."""
    done = {"items_removed": False, "items_retained": False, "messages": [], "done": True}
    person = site.php_json(
        "return wp_insert_user( array( 'user_login' => 'quiet', 'user_pass' => 'x', 'user_email' => 'quiet@example.org' ) );",
        admin=True,
    )
    assert call(site, "erasers", "quiet@example.org") == done
    assert site.sql(f"SELECT COUNT(*) FROM {site.prefix}tokenledger_erased_users WHERE user_id = {person}") == [["1"]]
    assert call(site, "exporters", "quiet@example.org") == {"data": [], "done": True}
    site.php("TokenLedger_Ledger::of()->uninstall();")
    assert call(site, "erasers") == done
    site.run_cron()
    assert ledger(site) == whole_log(site)
    assert site.sql(f"SELECT COUNT(*) FROM {site.prefix}tokenledger_usage_facts WHERE user_id = {PERSON}") == [["0"]]
    assert call(site, "exporters") == {"data": [], "done": True}


def test_erasing_where_there_is_no_log_makes_no_ledger(site):
    site.php("TokenLedger_Ledger::of()->uninstall();")
    site.sql(f"RENAME TABLE {site.log_table()} TO elsewhere")
    assert call(site, "erasers") == {"items_removed": False, "items_retained": False, "messages": [], "done": True}
    assert call(site, "exporters") == {"data": [], "done": True}
    assert site.sql("SHOW TABLES LIKE '%tokenledger%'") == []


def test_only_where_there_is_nothing_an_export_is_empty(site):
    """A ledger that is busy may hold much of the person: WordPress shows the error, and writes no file without it."""
    with site.tool_replaced(failing(66, "no_input")):
        assert call(site, "exporters") == {"data": [], "done": True}
    for code, kind in ((75, "try_again"), (69, "unavailable")):
        with site.tool_replaced(failing(code, kind, "another run is at work")):
            assert call(site, "exporters")["errors"] == {f"tokenledger_{kind}": ["another run is at work."]}


def test_wordpress_own_request_for_an_export_holds_our_group(site):
    """From the request to the file, through WordPress' own Ajax actions."""
    owner = site.log_in("owner")
    request = site.php_json(
        f"return wp_create_user_request( '{EMAIL}', 'export_personal_data', array(), 'confirmed' );", admin=True
    )
    tools = owner.get("/wp-admin/export-personal-data.php").text
    nonce = tools.split(f'data-request-id="{request}"')[1].split('data-nonce="')[1].split('"')[0]
    count = int(tools.split('data-exporters-count="')[1].split('"')[0])
    pages = []
    for exporter in range(1, count + 1):
        answer = owner.post("/wp-admin/admin-ajax.php", {
            "action": "wp-privacy-export-personal-data", "exporter": exporter, "id": request, "page": 1,
            "security": nonce, "sendAsEmail": "false",
        })
        assert answer.json()["success"] is True, answer
        pages += answer.json()["data"]["data"]
    ours = {"data": [item for item in pages if item["group_id"] == "tokenledger"]}
    assert sums(ours) == in_log(site, PERSON)
    assert site.complaints() == []


def test_old_days_are_folded_when_the_owner_says_so(site):
    """Never by default; then by the daily event, without a change of any total."""
    users = f"SELECT COUNT(DISTINCT user_id) FROM {site.prefix}tokenledger_usage_facts WHERE day < '{today()}' - INTERVAL 2 MONTH"
    known = site.sql(users)
    totals = ledger(site)
    site.php("do_action( 'tokenledger_daily' );")
    assert site.sql(users) == known
    site.php("update_option( 'tokenledger_settings', array( 'interval' => 15, 'fold_months' => 1, 'delete_data' => false ) );")
    site.run_cron()
    assert ledger(site) == totals
    older = call(site, "exporters")
    days = [item["Date"] for item in items(older) if "Date" in item]
    assert days and min(days) > str(today().replace(day=1) - timedelta(days=1))[:7]
    guide = site.log_in("owner").get("/wp-admin/options-privacy.php?tab=policyguide")
    assert "After 1 month the counts are kept without user ids." in guide.text
    assert "With your user id we also keep your display name." in guide.text
