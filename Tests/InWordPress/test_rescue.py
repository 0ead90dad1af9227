"""What came last is counted before the chatbot destroys it: at its purge, its deactivation and its uninstallation."""

import pytest

from support.figures import ledger, whole_log
from support.site import brought_up

CHATBOT = "chatbot-chatgpt/chatbot-chatgpt.php"
PURGE = "chatbot_chatgpt_conversation_log_cleanup_event"
# As the chatbot does it, at the usual priority, but taking everything.
PURGES_ALL = f"""
add_action( '{PURGE}', function () {{
    global $wpdb;
    $wpdb->query( "DELETE FROM {{$wpdb->prefix}}chatbot_chatgpt_conversation_log" );
}} );
"""


@pytest.fixture
def site():
    with brought_up("--days", "5") as up:
        up.run_cron()
        yield up


def purge(site):
    """Has wp-cron fire the chatbot's event, and none of ours, as a visitor's request does it."""
    site.at_rest()
    site.php(
        f"wp_clear_scheduled_hook( '{PURGE}' ); wp_schedule_single_event( time() - 60, '{PURGE}' );"
        " delete_transient( 'doing_cron' );"
    )
    assert site.visitor().get("/wp-cron.php").status == 200
    site.at_rest()


def test_what_a_purge_takes_was_counted_before(site):
    site.chat([{"prompt": 70, "completion": 7}] * 3)
    held = whole_log(site)
    assert ledger(site) != held, "nothing of it was synced before"
    with site.mu_plugin(PURGES_ALL):
        purge(site)
    assert whole_log(site) == [0, 0, 0, 0]
    assert ledger(site) == held
    assert site.complaints() == []


def test_a_purge_goes_on_when_the_sync_fails_and_the_failure_is_kept(site):
    with site.mu_plugin(PURGES_ALL), site.tool_replaced("exit 70"):
        purge(site)
    assert whole_log(site) == [0, 0, 0, 0]
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
