"""Nobody but an administrator gets anything, and nothing happens that was not meant."""

import pytest

from support.figures import ledger
from support.http import basic
from support.pages import DOWNLOAD, PAGE, POST, REST, SETTINGS, SYNC, download, made_nonce, nonce, sync_now
from support.waiting import until

# Who may not, how they are known in tests, and the status for pages and for the REST API.
REFUSED = {"visitor": (None, 401), "subscriber": ("mara.ellis", 403), "editor": ("workshop", 403)}

READ = [f"{REST}/{route}" for route in (
    "usage", "usage?group_by=day", "usage?group_by=user&measure=cost", "usage?format=csv", "summary", "export.csv", "prices",
    "prices?model=gpt-4o", "prices/unpriced", "prices/own", "models")]


@pytest.fixture(scope="module")
def people(site):
    """A client for each of those who may not."""
    return {who: site.log_in(login) if login else site.visitor() for who, (login, _) in REFUSED.items()}


@pytest.fixture(scope="module")
def owner(site):
    return site.log_in("owner")


@pytest.mark.parametrize("who", REFUSED)
@pytest.mark.parametrize("page", [PAGE, PAGE.replace("admin.php", "tools.php"), PAGE + "&period=daily", SETTINGS])
def test_the_pages_are_refused(people, who, page):
    answer = people[who].get(page)
    if who == "visitor":
        assert answer.status == 302 and "/wp-login.php" in answer.headers["location"]
    else:
        assert answer.status == 403
    assert b"tokenledger-usage" not in answer.body


@pytest.mark.parametrize("who", REFUSED)
@pytest.mark.parametrize("route", READ)
def test_the_rest_api_is_refused(people, who, route):
    client = people[who]
    answer = client.get(route, headers=rest_nonce(client, who))
    assert answer.status == REFUSED[who][1]
    assert answer.json()["code"] == "rest_forbidden"
    assert "total_tokens" not in answer.text


@pytest.mark.parametrize("who", REFUSED)
@pytest.mark.parametrize("fields", [
    {"action": SYNC}, {"action": DOWNLOAD, "kind": "daily"}, {"action": DOWNLOAD, "kind": "raw"},
])
def test_the_actions_are_refused(site, people, owner, who, fields):
    site.chat([{"prompt": 1}])
    before = ledger(site)
    # Not with the nonce that the owner was given, nor with one that would be good for them.
    user = {"visitor": 0, "subscriber": 3, "editor": 2}[who]
    for good in (nonce(owner, fields["action"]), made_nonce(site, people[who], fields["action"], user)):
        answer = people[who].post(POST, {**fields, "_wpnonce": good})
        assert answer.status == 403
        assert "text/csv" not in answer.headers["content-type"]
        assert ledger(site) == before


def test_the_owner_is_let_in_everywhere(site, owner):
    for page in (PAGE, SETTINGS):
        assert owner.get(page).status == 200
    assert sync_now(owner).status == 302
    assert download(owner, "daily").headers["content-type"].startswith("text/csv")
    for route in READ:
        assert owner.get(route, headers=rest_nonce(owner, "owner")).status == 200


@pytest.mark.parametrize("fields", [{"action": SYNC}, {"action": DOWNLOAD, "kind": "daily"}, {"action": DOWNLOAD, "kind": "raw"}])
@pytest.mark.parametrize("forged", ["", "0123456789", "another action's"])
def test_an_action_without_its_nonce_does_nothing(site, owner, fields, forged):
    site.chat([{"prompt": 1}])
    before = ledger(site)
    if forged == "another action's":
        forged = nonce(owner, DOWNLOAD if fields["action"] == SYNC else SYNC)
    answer = owner.post(POST, {**fields, "_wpnonce": forged} if forged else fields)
    assert answer.status == 403
    assert "text/csv" not in answer.headers["content-type"]
    assert ledger(site) == before


def test_a_stale_nonce_does_nothing(site, owner):
    with site.mu_plugin("add_filter( 'nonce_life', function () { return 2; } );"):
        fields = {"action": DOWNLOAD, "kind": "daily", "_wpnonce": nonce(owner, DOWNLOAD)}
        until(lambda: owner.post(POST, fields).status == 403, seconds=60, what="the refusal of a stale nonce")
        site.chat([{"prompt": 1}])
        before = ledger(site)
        fields = {"action": SYNC, "_wpnonce": nonce(owner, SYNC)}
        until(lambda: owner.post(POST, fields).status == 403, seconds=60, what="the refusal of a stale nonce")
        # It was good at first, and is not any more.
        site.chat([{"prompt": 1}])
        before = ledger(site)
        assert owner.post(POST, fields).status == 403
        assert ledger(site) == before


def test_a_link_cannot_make_the_owner_act(site, owner):
    site.chat([{"prompt": 1}])
    before = ledger(site)
    for action in (SYNC, DOWNLOAD):
        answer = owner.get(POST, {"action": action, "kind": "daily", "_wpnonce": nonce(owner, action)})
        assert answer.status == 405
    assert ledger(site) == before


def test_the_owners_cookie_alone_opens_no_rest_route(owner):
    """Another site's page can make a browser send the cookie, but not the nonce."""
    for route in READ:
        assert owner.get(route).status == 401


@pytest.mark.parametrize("login, status", [("owner", 200), ("workshop", 403), ("mara.ellis", 403)])
def test_an_application_password_gives_what_its_user_may(site, login, status):
    secret = site.php_json(
        f"$user = get_user_by( 'login', '{login}' );"
        "return WP_Application_Passwords::create_new_application_password( $user->ID, array( 'name' => wp_generate_uuid4() ) )[0];"
    )
    for route in READ:
        assert site.visitor().get(route, headers=basic(login, secret)).status == status
        assert site.visitor().get(route, headers=basic(login, "wrong wrong wrong")).status == 401


@pytest.mark.parametrize("query", [
    "period=hourly", "period[]=daily", "from=2026-02-30", "from=yesterday", "from=2026-01-02&to=2026-01-01",
    "from=--help", "to=2026-01-01%27%3Bid%3B", "from=2026-01-01%0A--output%0A/tmp/x", "to=%24(id)",
])
def test_the_page_takes_periods_and_days_and_nothing_else(owner, query):
    answer = owner.get(f"{PAGE}&{query}")
    assert answer.status == 200
    assert any("must" in notice or "after the last" in notice for notice in answer.notices()), answer.notices()


@pytest.mark.parametrize("fields", [
    {"kind": "everything"}, {"kind": ""}, {"kind[]": "raw"}, {"kind": "daily", "from": "--output=/tmp/x"},
    {"kind": "daily", "from": "2026-13-01"}, {"kind": "raw", "from": "2026-02-02", "to": "2026-02-01"},
    {"kind": "raw", "to[]": "2026-01-01"},
])
def test_the_downloads_take_kinds_and_days_and_nothing_else(owner, fields):
    answer = owner.post(POST, {"action": DOWNLOAD, "_wpnonce": nonce(owner, DOWNLOAD), **fields})
    assert answer.status == 400
    assert "text/csv" not in answer.headers["content-type"]


def test_php_had_nothing_to_complain_of(site):
    assert site.complaints() == []


def rest_nonce(client, who):
    """The header that WordPress' own pages send along to the REST API; visitors have none."""
    if who == "visitor":
        return {}
    answer = client.get("/wp-admin/admin-ajax.php", {"action": "rest-nonce"})
    return {"X-WP-Nonce": answer.text}
