"""WordPress' own cron keeps the ledger: fired over HTTP, as a visitor's request does it."""

import os
import signal
import threading

import pytest

from support.database import LockedLog
from support.figures import ledger, whole_log
from support.pages import sync_now
from support.site import brought_up
from support.waiting import next_second, until

SYNC = "tokenledger_sync"


@pytest.fixture(scope="module")
def site():
    with brought_up("--days", "40") as up:
        up.run_cron()
        yield up


def intervals(site):
    return {hook: interval for hook, _, interval in site.events()}


def test_the_first_cron_after_activation_makes_the_ledger(site):
    assert ledger(site) == whole_log(site)
    assert whole_log(site)[0] > 100_000


def test_it_syncs_every_fifteen_minutes_unless_the_owner_or_a_filter_says_otherwise(site):
    assert intervals(site)[SYNC] == 15 * 60


def test_a_visit_fires_cron_and_the_ledger_follows_new_rows(site):
    before = ledger(site)
    site.chat([{"prompt": 70, "completion": 7}, {"prompt": 11, "completion": 4}])
    site.make_events_due()
    # The page itself, which starts wp-cron.php by a request of its own.
    assert site.visitor().get("/").status == 200
    until(lambda: ledger(site) == whole_log(site), what="a sync by a visitor's request")
    assert [after - earlier for after, earlier in zip(ledger(site), before)] == [92, 81, 11, 2]


def test_an_event_that_is_not_due_does_nothing(site):
    site.run_cron()
    site.chat([{"prompt": 5}])
    before = ledger(site)
    assert site.visitor().get("/wp-cron.php").status == 200
    assert ledger(site) == before
    site.run_cron()
    assert ledger(site) == whole_log(site)


def test_two_at_once_count_every_row_once(site):
    def fire():
        # Past the lock by which WordPress itself keeps one cron from overlapping another.
        site.php(f"do_action( '{SYNC}' );")

    # Each sync has to wait for the log, so that they all are under way when it is free.
    site.chat([{"prompt": 3, "completion": 1}] * 400)
    with LockedLog(site) as lock:
        threads = [threading.Thread(target=fire) for _ in range(2)]
        site.make_events_due()
        threads.append(threading.Thread(target=lambda: site.visitor().get("/wp-cron.php")))
        for thread in threads:
            thread.start()
        until(lambda: lock.waiting() >= 3, what="three syncs that wait for the log")
    for thread in threads:
        thread.join()
    site.run_cron()
    assert ledger(site) == whole_log(site)
    assert site.complaints() == []


def test_a_run_that_is_killed_is_made_up_for_by_the_next(site):
    site.chat([{"prompt": 9, "completion": 2}] * 50)
    before = ledger(site)
    site.make_events_due()
    with LockedLog(site) as lock:
        cron = threading.Thread(target=lambda: site.visitor().get("/wp-cron.php"))
        cron.start()
        until(lambda: lock.waiting() >= 1, what="a sync that waits for the log")
        for pid in until(site.running_tools, what="the sync's process"):
            os.kill(pid, signal.SIGKILL)
        cron.join()
    assert ledger(site) == before
    assert "tokenledger_problem" in [row[0] for row in site.sql(f"SELECT option_name FROM {site.prefix}options")]
    site.run_cron()
    assert ledger(site) == whole_log(site)
    assert "tokenledger_problem" not in [row[0] for row in site.sql(f"SELECT option_name FROM {site.prefix}options")]


def test_a_request_that_is_killed_takes_nothing_with_it(site):
    """The PHP process that started the tool dies, as at a host's time limit: the tool is on its own."""
    site.chat([{"prompt": 6, "completion": 3}] * 50)
    with LockedLog(site) as lock:
        cron = site.php_process(f"do_action( '{SYNC}' );")
        until(lambda: lock.waiting() >= 1, what="a sync that waits for the log")
        cron.kill()
        cron.wait()
    until(lambda: lock.waiting() == 0, what="the end of the sync that was left alone")
    site.run_cron()
    assert ledger(site) == whole_log(site)


def test_the_model_is_known_from_the_moment_it_is_changed(site):
    """A sync runs just before and just after the option changes, so no row in between is of unknown model."""
    owner = site.log_in("owner")
    site.run_cron()
    before = tokens_by_model(site)
    next_second()
    site.chat([{"prompt": 100, "completion": 10}])
    next_second()
    change_model(owner, "gpt-5-nano")
    next_second()
    site.chat([{"prompt": 200, "completion": 20}])
    next_second()
    change_model(owner, "gpt-4o-mini")
    after = tokens_by_model(site)
    assert {model: after[model] - before.get(model, 0) for model in after} == {
        **dict.fromkeys(before, 0), "gpt-4o-mini": 110, "gpt-5-nano": 220,
    }


def test_a_sync_rests_only_where_nobody_waits_for_it(site):
    owner = site.log_in("owner")
    calls = site.folder / "calls"
    real = site.binary.with_suffix(".aside")

    def syncs():
        lines = calls.read_text().splitlines()
        calls.unlink()
        return [line for line in lines if line.startswith("sync ")]

    with site.tool_replaced(f'echo "$*" >>{calls}\nexec {real} "$@"'):
        site.run_cron()
        assert syncs() == ["sync --format json --quiet --site -"]
        site.php("update_option( 'tokenledger_settings', array( 'interval' => 15, 'pace' => 'gentle' ) );")
        site.run_cron()
        assert syncs() == ["sync --pace gentle --format json --quiet --site -"]
        site.php("delete_option( 'tokenledger_settings' );")
        at_full_speed = "sync --pace full --connections 2 --format json --quiet --site -"
        assert sync_now(owner).status == 302
        assert syncs() == [at_full_speed]
        for model in ("gpt-5-nano", "gpt-4o-mini"):
            change_model(owner, model)
            assert syncs() == [at_full_speed] * 2, "one before the change and one after it"
    assert ledger(site) == whole_log(site)


def test_deactivation_stops_the_events_and_leaves_the_ledger(site):
    held = ledger(site)
    plugin = "tokenledger/tokenledger.php"
    try:
        site.php(f"deactivate_plugins( '{plugin}' );", admin=True)
        assert site.events() == []
        assert ledger(site) == held
    finally:
        site.php(f"activate_plugin( '{plugin}' );", admin=True)
    site.visitor().get("/")
    assert SYNC in intervals(site)
    assert ledger(site) == held


def test_php_had_nothing_to_complain_of(site):
    assert site.complaints() == []


def tokens_by_model(site):
    """Total tokens by the model that the ledger knows of."""
    rows = site.sql(
        f"SELECT model.model, SUM(fact.total_tokens) FROM {site.prefix}tokenledger_usage_facts AS fact"
        f" LEFT JOIN {site.prefix}tokenledger_models AS model ON model.id = fact.model_id GROUP BY model.model"
    )
    return {model: int(tokens) for model, tokens in rows}


def change_model(owner, model):
    """Saves the chatbot's settings, as its owner does."""
    page = owner.get("/wp-admin/admin.php", {"page": "kognetiks_main_menu"})
    fields = next(form for form in page.forms() if "chatbot_chatgpt_model_choice" in form)
    assert fields["chatbot_chatgpt_model_choice"] != model
    answer = owner.post("/wp-admin/options.php", {**fields, "chatbot_chatgpt_model_choice": model})
    assert answer.status == 302 and "settings-updated" in answer.headers["location"], answer
