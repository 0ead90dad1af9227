"""What the page tells beside the figures, and what settles it, in a real browser."""

import contextlib
import datetime
import re

import pytest

from support.browser import DESKTOP, PHONE, browser
from support.clock import today
from support.figures import ledger
from support.pages import PAGE, POST, made_nonce, sync_now
from support.site import brought_up

SETTLE = "tokenledger_settle"
DISMISS = "tokenledger_dismiss"
REJECTED = "Some rows of the chatbot's log hold no valid number or date. They are in no figure."
REPLACED = "The chatbot's log was replaced or restored."


@pytest.fixture
def site():
    """A site some of whose rows do not count, and whose log was replaced since its first sync."""
    with brought_up("--days", "20") as up:
        up.run_cron()
        up.sql(f"TRUNCATE {up.log_table()}")
        up.chat([{"prompt": 1000, "completion": 200}])
        reject(up)
        up.run_cron()
        up.sql(f"UPDATE {up.prefix}options SET option_value = 'Off' WHERE option_name = 'chatbot_chatgpt_enable_conversation_logging'")
        yield up
        assert up.complaints() == []


def reject(site):
    """Adds a row that does not count."""
    site.sql(
        f"INSERT INTO {site.log_table()} (session_id, user_id, page_id, interaction_time, user_type, message_text)"
        f" SELECT session_id, user_id, page_id, interaction_time, 'Total Tokens', '<b>12</b>' FROM {site.log_table()} LIMIT 1"
    )


@contextlib.contextmanager
def opened(site, login="owner"):
    with browser() as tab:
        tab.log_in(site, login)
        tab.open(site.siteurl + PAGE)
        yield tab
        assert tab.errors() == []


def rejected_check(site):
    checks = site.tool_json("doctor")["checks"]
    return next(check["level"] for check in checks if check["name"] == "rejected_rows")


def test_what_is_to_be_settled_is_told_in_plain_words_and_settled_with_a_button(site):
    held = ledger(site)
    with opened(site) as tab:
        told = tab.find("#tokenledger-settle")
        assert REJECTED in told.text and REPLACED in told.text
        for word in ("not_a_number", "epoch", "Acknowledge"):
            assert word not in tab.find("#tokenledger").text, word
        # The tool's own words are there for those who ask.
        for summary in told.find_elements("css selector", "summary"):
            summary.click()
        assert "epoch 1 ends at id" in told.text and "1 row: the text is no plain number" in told.text
        assert tab.violations("#tokenledger") == []
        tab.press(tab.find("#tokenledger-settle-button"))
        assert tab.find(".tokenledger-notice").text == "It is marked as read."
        assert tab.all("#tokenledger-settle") == []
        assert rejected_check(site) == "ok"
        # Others are news.
        reject(site)
        tab.press(tab.find("#tokenledger-sync"))
        assert REJECTED in tab.find("#tokenledger-settle").text and REPLACED not in tab.find("#tokenledger-settle").text
        # They are no news where the log no longer has them.
        site.sql(f"DELETE FROM {site.log_table()} WHERE message_text LIKE '<b>%'")
        tab.open(site.siteurl + PAGE)
        assert tab.all("#tokenledger-settle") == []
    assert ledger(site) == held


def test_what_came_since_the_page_was_opened_is_told_when_it_is_settled(site):
    owner = site.log_in("owner")
    seen = re.findall(r'name="seen\[\]" value="([0-9a-f]{32})"', owner.get(PAGE).text)
    assert len(seen) == 2
    reject(site)
    site.run_cron()
    form = {"action": SETTLE, "_wpnonce": made_nonce(site, owner, SETTLE), **{f"seen[{place}]": sum for place, sum in enumerate(seen)}}
    assert owner.post(POST, form).status == 302
    first, told, *others = owner.get(PAGE).notices()
    assert (first, told) == ("It is marked as read.", "2 rows: the text is no plain number")
    # What was seen is not told once more.
    assert not any("epoch" in notice for notice in others)
    assert not any(REJECTED in notice for notice in owner.get(PAGE).notices())


def test_nobody_settles_or_dismisses_without_right_and_intent(site):
    owner, editor = site.log_in("owner"), site.log_in("workshop")
    for action in (SETTLE, DISMISS):
        notice = {"notice": "logging-" + "0" * 32}
        assert owner.post(POST, {"action": action, **notice}).status == 403
        assert owner.get(POST, {"action": action, **notice, "_wpnonce": made_nonce(site, owner, action)}).status == 405
        assert editor.post(POST, {"action": action, **notice, "_wpnonce": made_nonce(site, editor, action, user=2)}).status == 403
        assert site.visitor().post(POST, {"action": action, **notice}).status in (302, 403)
    assert rejected_check(site) == "warning"
    assert kept(site) == {}


def kept(site, user=1):
    """What a person has dismissed."""
    return site.php_json(f"return (object) ( get_user_option( 'tokenledger_dismissed', {user} ) ?: array() );")


def test_a_warning_is_dismissed_by_one_person_for_a_month(site):
    site.php("wp_update_user( array( 'ID' => 2, 'role' => 'administrator' ) );")
    with opened(site) as tab:
        off = [notice for notice in tab.all(".tokenledger-notice") if "Conversation logging: off" in notice.text]
        assert len(off) == 1
        button = off[0].find_element("css selector", ".notice-dismiss")
        assert button.get_attribute("aria-label") == "Dismiss: Conversation logging"
        tab.press(button)
        assert "Conversation logging" not in tab.find("#tokenledger").text
        # The form for the model goes as well; the settings have it still.
        tab.press(tab.find("#tokenledger-unknown .notice-dismiss"))
        assert tab.all("#tokenledger-unknown") == [] and REJECTED in tab.find("#tokenledger-settle").text
        assert tab.violations("#tokenledger") == []
    assert any("Conversation logging: off" in notice for notice in site.log_in("workshop").get(PAGE).notices())
    assert len(kept(site)) == 2
    site.php("""
        $kept = get_user_option( 'tokenledger_dismissed', 1 );
        update_user_option( 1, 'tokenledger_dismissed', array_map( function ( $time ) { return $time - MONTH_IN_SECONDS; }, $kept ) );
    """)
    owner = site.log_in("owner")
    assert any("Conversation logging: off" in notice for notice in owner.get(PAGE).notices())
    # Nothing but a key is kept, and not without end.
    nonce = made_nonce(site, owner, DISMISS)
    for number in range(60):
        assert owner.post(POST, {"action": DISMISS, "_wpnonce": nonce, "notice": f"n{number}-" + "a" * 32}).status == 302
    for wrong in ("<b>-" + "a" * 32, "x", "A-" + "a" * 32, "a" * 99 + "-" + "a" * 32):
        assert owner.post(POST, {"action": DISMISS, "_wpnonce": nonce, "notice": wrong}).status == 302
    assert list(kept(site)) == [f"n{number}-" + "a" * 32 for number in range(10, 60)]


def test_a_model_without_a_price_that_is_dismissed_does_not_hide_the_next(site):
    first, last = f"{today() - datetime.timedelta(days=6)}", f"{today()}"

    def declare(model):
        site.tool("models", "set", "--from", first, "--to", last, "--platform", "OpenAI", "--model", model)

    declare("harbor-4")
    with opened(site) as tab:
        assert "harbor-4" in tab.find("#tokenledger-unlisted").text
        tab.press(tab.find("#tokenledger-unlisted .notice-dismiss"))
        assert tab.all("#tokenledger-unlisted") == []
        declare("harbor-5")
        tab.open(site.siteurl + PAGE)
        assert "harbor-5" in tab.find("#tokenledger-unlisted").text


def test_however_much_there_is_to_tell_the_first_figure_is_on_a_phones_screen(site):
    with opened(site) as tab:
        for size, name in ((PHONE, "phone"), (DESKTOP, "desktop")):
            tab.resize(size)
            tab.open(site.siteurl + PAGE)
            assert len(tab.all("#tokenledger .notice")) >= 3
            box = tab.find("#tokenledger-today strong").rect
            # What was counted before the log was replaced among it.
            held = site.tool_json("summary", "--no-sync")["today"]["current"]["total_tokens"]
            assert tab.find("#tokenledger-today strong").text == f"{held:,}"
            assert box["y"] + box["height"] < size[1] / 2
            assert tab.violations("#tokenledger") == []
            tab.screenshot(f"notices-{name}")


def test_nothing_is_said_of_what_a_chatbot_does_that_is_gone(site):
    owner = site.log_in("owner")
    said = "The chatbot deletes its log after 30 days; the ledger keeps what it counted."
    site.php("update_option( 'chatbot_chatgpt_conversation_log_days_to_keep', '30' );")
    assert said in owner.get(PAGE).text
    site.php("deactivate_plugins( 'chatbot-chatgpt/chatbot-chatgpt.php' );", admin=True)
    page = owner.get(PAGE.replace("admin.php", "tools.php")).text
    assert 'id="tokenledger-usage"' in page and "deletes its log" not in page


def test_an_empty_site_shows_three_steps_and_after_them_its_figures():
    with brought_up("--days", "0") as site:
        site.run_cron()
        with browser() as tab:
            tab.log_in(site)
            for size, name in ((PHONE, "phone"), (DESKTOP, "desktop")):
                tab.resize(size)
                tab.open(site.siteurl + PAGE)
                steps = [step.text for step in tab.all("#tokenledger-first-steps li strong")]
                assert steps == ["Switch the chatbot on", "Ask it something", 'Press "Sync now"']
                assert [done.text for done in tab.all(".tokenledger-done")] == ["✓ done"]
                assert tab.all("#tokenledger :is(table, figure, .tokenledger-summary, .tokenledger-selector)") == []
                assert tab.violations("#tokenledger") == []
                tab.screenshot(f"first-steps-{name}")
            site.chat([{"prompt": 40, "completion": 2}])
            tab.press(tab.find("#tokenledger-sync"))
            assert tab.all("#tokenledger-first-steps") == [] and tab.find("#tokenledger-today strong").text == "42"
        # Without the chatbot the first step is not done.
        site.php("deactivate_plugins( 'chatbot-chatgpt/chatbot-chatgpt.php' );", admin=True)
        site.sql(f"TRUNCATE {site.log_table()}")
        site.tool("uninstall", "--yes")
        owner = site.log_in("owner")
        tools = PAGE.replace("admin.php", "tools.php")
        assert "tokenledger-first-steps" in owner.get(tools).text and "tokenledger-done" not in owner.get(tools).text
        assert site.complaints() == []


def test_a_site_without_the_chatbots_log_shows_the_steps_as_well():
    with brought_up("--no-chatbot") as site:
        page = site.log_in("owner").get(PAGE.replace("admin.php", "tools.php"))
        assert "tokenledger-first-steps" in page.text and "tokenledger-done" not in page.text
        assert site.complaints() == []


def test_deleting_the_plugin_forgets_what_was_dismissed(site):
    site.php("update_user_option( 1, 'tokenledger_dismissed', array( 'x' => time() ) );")
    assert sync_now(site.log_in("owner")).status == 302
    site.php("uninstall_plugin( 'tokenledger/tokenledger.php' );", admin=True)
    assert site.sql(f"SELECT COUNT(*) FROM {site.prefix}usermeta WHERE meta_key LIKE '%tokenledger%'") == [["0"]]
