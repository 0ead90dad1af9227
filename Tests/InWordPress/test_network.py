"""A multisite with three blogs: each has its own figures, and the network's page has them all."""

import json
import re

import pytest

from support.browser import PHONE, browser
from support.clock import today
from support.dates import shown_moment
from support.figures import expected, figures, ledger, shown, whole_log
from support.http import plain
from support.pages import PAGE, POST, REST, download, sync_now
from support.site import brought_up
from support.stand_in import VERSION

BLOGS = {1: "", 2: "/rentals", 3: "/workshop"}
NETWORK = "/wp-admin/network/sites.php?page=tokenledger-network"


@pytest.fixture(scope="module")
def site():
    with brought_up("--multisite", "--prefix", "net_", "--days", "400") as up:
        for blog, path in BLOGS.items():
            up.at_rest()
            up.make_events_due(path + "/")
            assert up.visitor(path).get("/wp-cron.php").status == 200
            up.at_rest()
            assert ledger(up, blog) == whole_log(up, blog), f"cron of blog {blog}"
        yield up


@pytest.fixture(scope="module")
def owner(site):
    """Who administers the network."""
    return site.log_in("owner")


@pytest.mark.parametrize("blog", BLOGS)
def test_each_blog_has_its_own_figures(site, blog):
    assert whole_log(site, blog)[0] > 100_000
    owner = site.log_in("owner", BLOGS[blog])
    assert shown(owner) == expected(site, blog=blog)
    site.chat([{"prompt": blog, "completion": 1}], blog=blog)
    before = {other: ledger(site, other) for other in BLOGS if other != blog}
    assert sync_now(owner).status == 302
    assert shown(owner) == expected(site, blog=blog)
    assert {other: ledger(site, other) for other in before} == before
    assert download(owner, "daily").body == site.tool("export", "--no-sync", "--output", "-", blog=blog, text=False)


def test_the_networks_page_has_all_blogs_and_their_totals(site, owner):
    day = today()
    starts = (day, day.replace(day=1), day.replace(month=1, day=1))
    names = {1: "Harbor Lane Cycles", 2: "Harbor Lane Rentals", 3: "Harbor Lane Workshop"}
    rows = owner.get(NETWORK).rows("tokenledger-blogs")
    used = {blog: [figures(site, first, day, blog)[0] for first in starts] for blog in BLOGS}
    assert [row[:-1] for row in rows] == [[names[blog], *[f"{tokens:,}" for tokens in used[blog]]] for blog in BLOGS]
    assert all(re.fullmatch(r"\d+ (second|min)s? ago", row[-1]) for row in rows), rows
    assert total(owner) == ["Total", *[f"{sum(tokens):,}" for tokens in zip(*used.values())], ""]


def total(owner):
    """The cells of the row below the blogs."""
    row = re.search(r'<tr id="tokenledger-network-total".*?</tr>', owner.get(NETWORK).text, re.S)[0]
    return [plain(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]


def test_one_blogs_trouble_is_its_own(site, owner):
    aside = "aside_state"
    site.sql(f"RENAME TABLE {site.prefix}2_tokenledger_state TO {aside}")
    try:
        rows = owner.get(NETWORK).rows("tokenledger-blogs")
        assert len(rows) == 3 and len(rows[1]) == 2
        assert [len(row) for row in rows] == [5, 2, 5]
        others = [f"{sum(figures(site, today().replace(month=1, day=1), today(), blog)[0] for blog in (1, 3)):,}"]
        assert total(owner)[0] == "Total (without 1 site that is not counted)" and total(owner)[3:4] == others
    finally:
        site.sql(f"DROP TABLE IF EXISTS {site.prefix}2_tokenledger_state; RENAME TABLE {aside} TO {site.prefix}2_tokenledger_state")


def test_a_blog_whose_last_sync_is_old_has_a_note(site, owner):
    state = f"{site.prefix}2_tokenledger_cursors"
    moment = site.sql(f"SELECT synced_utc, synced_site FROM {state}")[0]
    names = [row[0] for row in owner.get(NETWORK).rows("tokenledger-blogs")]
    try:
        site.sql(f"UPDATE {state} SET synced_utc = synced_utc - INTERVAL 3 DAY, synced_site = synced_site - INTERVAL 3 DAY")
        until = shown_moment(site.sql(f"SELECT synced_site FROM {state}")[0][0])
        rows = owner.get(NETWORK).rows("tokenledger-blogs")
        note = f"Complete until {until}: what was logged since is not counted yet."
        assert [row[0] for row in rows] == [names[0], f"{names[1]} {note}", names[2]]
    finally:
        site.sql(f"UPDATE {state} SET synced_utc = '{moment[0]}', synced_site = '{moment[1]}'")


def test_a_span_that_no_sync_has_reached_is_not_shown_as_zero(site, owner):
    spans = {"today": ("2026-05-03", 0), "month": ("2026-05-01", 0), "year": ("2026-01-01", 12345)}
    summary = {
        "schema": "tokenledger.summary/2", "as_of": "2026-05-03", "last_sync": "2026-04-30T12:00:00Z",
        "last_sync_local": "2026-04-30 14:00:00",
        "ledger_complete_until_local": "2026-04-30 14:00:00",
        **{span: {"current": {"from": first, "total_tokens": tokens}} for span, (first, tokens) in spans.items()},
    }
    file = site.folder / "summary.json"
    file.write_text(json.dumps(summary))
    with site.tool_replaced(f"{VERSION}exec cat {file}"):
        rows = owner.get(NETWORK).rows("tokenledger-blogs")
        assert total(owner) == ["Total", "not counted yet", "not counted yet", f"{3 * 12345:,}", ""]
    assert [row[1:4] for row in rows] == [["not counted yet", "not counted yet", "12,345"]] * 3
    # Where some sites are counted the total says that it is too low.
    reached = {**summary, "today": {"current": {"from": "2026-04-30", "total_tokens": 7}}}
    (site.folder / "reached.json").write_text(json.dumps(reached))
    once = f'if mkdir {site.folder}/asked 2>/dev/null; then exec cat {site.folder}/reached.json; else exec cat {file}; fi'
    with site.tool_replaced(VERSION + once):
        assert total(owner) == ["Total", "≥at least 7", "not counted yet", f"{3 * 12345:,}", ""]


def test_who_administers_a_blog_sees_that_blog_and_no_other(site):
    site.php("add_user_to_blog( 2, get_user_by( 'login', 'mara.ellis' )->ID, 'administrator' );")
    mara = site.log_in("mara.ellis", BLOGS[2])
    assert shown(mara) == expected(site, blog=2)
    for path, page in ((BLOGS[1], PAGE), (BLOGS[3], PAGE), (BLOGS[2], NETWORK)):
        other = site.visitor(path)
        other.cookies = mara.cookies
        other.opener = mara.opener
        answer = other.get(page)
        assert answer.status == 403 or "/wp-login.php" in answer.headers.get("location", ""), (path, page, answer)
    form = {"action": "tokenledger_network_settings", "tokenledger_bin": "/bin/true"}
    assert mara.post(POST, form).status == 403
    # The tool's path is the network's: nobody but who may bring code onto the network sets it.
    settings = mara.get("/wp-admin/options-general.php?page=tokenledger-settings")
    assert settings.status == 200 and 'name="tokenledger_bin"' not in settings.text


def test_the_rest_api_of_a_blog_is_that_blogs(site):
    for blog, path in BLOGS.items():
        owner = site.log_in("owner", path)
        token = owner.get("/wp-admin/admin-ajax.php", {"action": "rest-nonce"}).text
        report = owner.get(REST + "/usage", {"group_by": "month"}, headers={"X-WP-Nonce": token}).json()
        assert [row["total_tokens"] for row in report["rows"]] == [row[0] for row in expected(site, blog=blog)]


def test_the_models_that_a_blog_s_forms_offer_are_its_own(site):
    prices = site.folder / "prices.yml"
    prices.write_text("prices: {models: [{platform: OpenAI, model: ours, input: 1, output: 2}]}\n")
    site.tool("prices", "set", str(prices), blog=2)
    # Only prices that are saved in the settings make a blog forget.
    site.php("delete_transient( TokenLedger_Models::CACHE );", path=BLOGS[2] + "/")
    offered = {
        blog: "ours" in site.php_json("return array_column( TokenLedger_Models::known(), 'model' );", path=path + "/")
        for blog, path in BLOGS.items()
    }
    assert offered == {1: False, 2: True, 3: False}


def test_the_networks_page_in_a_browser(site):
    with browser() as tab:
        tab.log_in(site)
        tab.open(site.siteurl + NETWORK)
        assert tab.find("h1").text == "Token Usage"
        assert tab.violations("#tokenledger-network") == []
        tab.screenshot("network-desktop")
        tab.resize(PHONE)
        assert tab.violations("#tokenledger-network") == []
        width = tab.driver.execute_script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width <= 0
        assert tab.errors() == []


def test_deactivation_stops_the_events_of_every_blog(site):
    plugin = "tokenledger/tokenledger.php"
    assert all(site.events(path=path + "/") for path in BLOGS.values())
    try:
        site.php(f"deactivate_plugins( '{plugin}', false, true );", admin=True)
        assert [site.events(path=path + "/") for path in BLOGS.values()] == [[], [], []]
    finally:
        site.php(f"activate_plugin( '{plugin}', '', true );", admin=True)
    for path in BLOGS.values():
        site.visitor(path).get("/")
        assert site.events(path=path + "/")


def test_php_had_nothing_to_complain_of(site):
    assert site.complaints() == []
