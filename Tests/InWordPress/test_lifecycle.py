"""Settings, Site Health, the chatbot going away, and the end of the plugin."""

import html
import re

import pytest

from support.figures import expected, ledger, shown, whole_log
from support.pages import PAGE, SETTINGS
from support.site import brought_up

PLUGIN = "tokenledger/tokenledger.php"
CHATBOT = "chatbot-chatgpt/chatbot-chatgpt.php"
TOOLS = PAGE.replace("admin.php", "tools.php")


@pytest.fixture
def site():
    with brought_up("--days", "30") as up:
        up.run_cron()
        yield up


def save(owner, **changes):
    """Saves the settings by their form."""
    form = next(form for form in owner.get(SETTINGS).forms() if form.get("option_page") == "tokenledger")
    fields = {name: value for name, value in form.items() if name != "tokenledger_settings[delete_data]"}
    fields.update({f"tokenledger_settings[{name}]": value for name, value in {"interval": "15", **changes}.items()})
    answer = owner.post("/wp-admin/options.php", fields)
    assert answer.status == 302 and "settings-updated=true" in answer.headers["location"], answer


def sync_interval(site):
    return {hook: seconds for hook, _, seconds in site.events()}["tokenledger_sync"]


def tables(site):
    return [row[0] for row in site.sql("SHOW TABLES LIKE '%tokenledger%'")]


def test_the_owner_sets_how_often_it_syncs(site):
    owner = site.log_in("owner")
    for minutes, seconds in (("5", 300), ("60", 3600), ("15", 900), ("1", 900), ("-5", 900), ("x", 900)):
        save(owner, interval=minutes)
        assert sync_interval(site) == seconds, minutes
    with site.mu_plugin("add_filter( 'tokenledger_sync_interval', function () { return 30; } );"):
        save(owner, interval="60")
        assert sync_interval(site) == 1800


def test_the_owner_sets_when_a_sync_pauses_for_visitors(site):
    owner = site.log_in("owner")
    calls = site.folder / "calls"
    real = site.binary.with_suffix(".aside")
    with site.tool_replaced(f'echo "$*" >>{calls}\nexec {real} "$@"'):
        for sent, kept, option in (
            ("gentle", "gentle", "--pace gentle "), ("auto", "auto", ""), ("full", "full", "--pace full "), ("fast", "auto", ""),
        ):
            save(owner, pace=sent)
            field = owner.get(SETTINGS).text.split('id="tokenledger-pace"')[1].split("</select>")[0]
            assert re.findall(r'value="(\w+)"', field) == ["auto", "gentle", "full"]
            assert re.findall(r'value="(\w+)"\s+selected', field) == [kept], sent
            calls.unlink(missing_ok=True)
            site.run_cron()
            assert f"sync {option}--format json --quiet --site -" in calls.read_text().splitlines(), sent


def test_site_health_has_the_doctors_checks(site):
    def tests():
        return site.php_json(
            "return array_map( function ( $test ) { return call_user_func( $test['test'] ); }, array_filter("
            " apply_filters( 'site_status_tests', array( 'direct' => array(), 'async' => array() ) )['direct'],"
            " function ( $name ) { return 0 === strpos( $name, 'tokenledger' ); }, ARRAY_FILTER_USE_KEY ) );",
            admin=True,
        )

    levels = {"ok": "good", "warning": "recommended", "failure": "critical"}
    checks = site.tool_json("doctor")["checks"]
    found = tests()
    assert [test["status"] for test in found.values()] == [levels[check["level"]] for check in checks]
    for check, test in zip(checks, found.values()):
        said = f"Token ledger, {check['title']}: {check['message']}"
        # The one thing in it that changes is what time it is.
        assert re.sub(r"\d\d:\d\d:\d\d", "", html.unescape(test["label"])) == re.sub(r"\d\d:\d\d:\d\d", "", said)
    assert found["tokenledger_logging"]["status"] == "good"
    site.php("update_option( 'chatbot_chatgpt_enable_conversation_logging', 'Off' );")
    assert tests()["tokenledger_logging"]["status"] != "good"
    page = site.log_in("owner").get("/wp-admin/site-health.php")
    assert page.status == 200 and "tokenledger_" in page.text
    # And the page warns, too.
    assert any("ogging" in notice for notice in site.log_in("owner").get(PAGE).notices())
    assert site.complaints() == []


def test_without_the_chatbot_its_history_is_still_there(site):
    owner = site.log_in("owner")
    held = ledger(site)
    figures = shown(owner)
    site.php(f"deactivate_plugins( '{CHATBOT}' );", admin=True)
    assert "page=tokenledger" in owner.get("/wp-admin/tools.php").text
    assert shown(owner, page=TOOLS) == figures
    # Its uninstall with all data: the log and every option of its own.
    site.sql(
        f"DROP TABLE {site.log_table()}, {site.prefix}chatbot_chatgpt_interactions, {site.prefix}chatbot_chatgpt_assistants;"
        f"DELETE FROM {site.prefix}options WHERE option_name LIKE 'chatbot%'"
    )
    site.run_cron()
    assert ledger(site) == held
    answer = owner.get(TOOLS, {"period": "monthly"})
    assert [[int(cell.replace(",", "")) for cell in row[1:-1]] for row in answer.rows("tokenledger-usage")] == figures
    assert answer.notices(), "nothing says that the log is gone"
    assert site.complaints() == []


def test_a_purge_takes_nothing_from_the_page(site):
    owner = site.log_in("owner")
    before = expected(site)
    site.sql(f"DELETE FROM {site.log_table()} WHERE interaction_time < NOW() - INTERVAL 7 DAY")
    site.run_cron()
    assert shown(owner) == before != expected(site)


def test_deleting_the_plugin_leaves_the_ledger(site):
    held, names = ledger(site), tables(site)
    delete(site)
    assert tables(site) == names
    assert ledger(site) == held
    assert left_behind(site) == []


def test_deleting_the_plugin_and_its_data_leaves_nothing_of_ours_and_all_else(site):
    owner = site.log_in("owner")
    log = whole_log(site)
    save(owner, delete_data="1")
    others = sorted(set(row[0] for row in site.sql("SHOW TABLES")) - set(tables(site)))
    delete(site)
    assert sorted(row[0] for row in site.sql("SHOW TABLES")) == others
    assert whole_log(site) == log
    assert left_behind(site) == []


def delete(site):
    """Deactivates and deletes the plugin as the list of plugins does."""
    outcome = site.php(
        f"deactivate_plugins( '{PLUGIN}' ); $done = delete_plugins( array( '{PLUGIN}' ) ); echo true === $done ? 'deleted' : 'kept';",
        admin=True,
    )
    assert outcome == "deleted"
    assert not (site.content / "plugins" / "tokenledger").exists()


def left_behind(site):
    """The plugin's options and events that are still there."""
    rows = site.sql(
        f"SELECT option_name FROM {site.prefix}options WHERE option_name LIKE '%tokenledger%'"
        " AND option_name NOT LIKE '%transient%tokenledger_said%'"
    )
    return [row[0] for row in rows] + site.events()
