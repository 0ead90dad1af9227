"""The newest rows are counted before the chatbot deletes them: at its purge, deactivation and uninstallation."""

import datetime

import pytest

from support.clock import today
from support.figures import figures, ledger, whole_log
from support.site import brought_up

CHATBOT = "chatbot-chatgpt/chatbot-chatgpt.php"
PURGE = "chatbot_chatgpt_conversation_log_cleanup_event"


@pytest.fixture
def site():
    with brought_up("--days", "5") as up:
        up.run_cron()
        up.php("update_option( 'chatbot_chatgpt_conversation_log_days_to_keep', '7' );")
        yield up


def chat_to_be_purged(site):
    """Adds answers that no sync has counted and that the next purge deletes; returns their day."""
    day = today() - datetime.timedelta(days=30)
    site.chat([{"prompt": 70, "completion": 7, "time": f"{day} 12:00:00"}] * 3)
    return day


def purge(site):
    """Has wp-cron fire the chatbot's own daily event, and none of ours, as a visitor's request does it."""
    site.at_rest()
    site.make_events_due(hooks=PURGE)
    assert site.visitor().get("/wp-cron.php").status == 200
    site.at_rest()


def test_what_a_purge_takes_was_counted_before(site):
    day = chat_to_be_purged(site)
    held = whole_log(site)
    assert ledger(site) != held, "nothing of it was synced before"
    purge(site)
    assert figures(site, day, day) == [0, 0, 0, 0] != whole_log(site)
    assert ledger(site) == held
    assert site.complaints() == []


def test_a_purge_goes_on_when_the_sync_fails_and_the_failure_is_kept(site):
    day = chat_to_be_purged(site)
    with site.tool_replaced("exit 70"):
        purge(site)
    assert figures(site, day, day) == [0, 0, 0, 0]
    assert "tokenledger_problem" in [row[0] for row in site.sql(f"SELECT option_name FROM {site.prefix}options")]


def test_what_came_before_the_chatbot_goes_was_counted(site):
    site.chat([{"prompt": 5, "completion": 1}])
    site.php(f"deactivate_plugins( '{CHATBOT}' );", admin=True)
    held = whole_log(site)
    assert ledger(site) == held
    # Its uninstallation drops the log; a remote widget may have written to it until then.
    site.chat([{"prompt": 6, "completion": 2}])
    held = whole_log(site)
    (site.content / "plugins" / "chatbot-chatgpt" / "uninstall.php").write_text(
        f"<?php global $wpdb; $wpdb->query( 'DROP TABLE {site.log_table()}' );"
    )
    outcome = site.php(f"echo true === delete_plugins( array( '{CHATBOT}' ) ) ? 'deleted' : 'kept';", admin=True)
    assert outcome == "deleted"
    assert site.log_table() not in [row[0] for row in site.sql("SHOW TABLES")]
    assert ledger(site) == held
    assert site.complaints() == []


def test_another_plugins_end_is_no_reason_to_sync(site):
    site.chat([{"prompt": 5, "completion": 1}])
    before = ledger(site)
    other = site.content / "plugins" / "another.php"
    other.write_text("<?php /* Plugin Name: Another */")
    site.php("activate_plugin( 'another.php' ); deactivate_plugins( 'another.php' );", admin=True)
    assert ledger(site) == before != whole_log(site)


def test_on_a_network_every_blog_is_counted_before_the_chatbot_goes():
    with brought_up("--multisite", "--prefix", "net_", "--days", "3") as up:
        up.php(f"activate_plugin( '{CHATBOT}', '', true );", admin=True)
        for blog in (1, 2, 3):
            up.chat([{"prompt": blog, "completion": 1}], blog=blog)
        up.php(f"deactivate_plugins( '{CHATBOT}', false, true );", admin=True)
        for blog in (1, 2, 3):
            assert ledger(up, blog) == whole_log(up, blog), f"blog {blog}"
        assert up.complaints() == []
