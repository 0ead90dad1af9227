"""The services on a machine that is started, with systemd as its first process: a Debian machine with the package."""

import json

import pytest

from support import readme, roots
from support.programs import until
from support.server import LOG, Site, sql

SITE_FOLDER = "/var/www/html"
TIMER = "tokenledger-sync@shop.timer"


@pytest.fixture(scope="module")
def site():
    site = Site("started")
    yield site
    site.drop()


@pytest.fixture(scope="module")
def machine(package, site):
    with roots.clean() as root:
        root.copy(package, "/root/tokenledger.deb")
        root.run("apt-get", "install", "--yes", "/root/tokenledger.deb")
        # For the web server alone, as it should be.
        root.write(f"{SITE_FOLDER}/wp-config.php", site.wp_config(), mode="640")
        root.run("chown", "www-data:www-data", f"{SITE_FOLDER}/wp-config.php")
        root.write("/etc/tokenledger/shop.yml", f"site: {SITE_FOLDER}\n")
        with roots.started(root) as machine:
            yield machine


def property_of(machine, unit, name):
    """What systemd knows of a unit."""
    return machine.run("systemctl", "show", "--value", "--property", name, unit).output.strip()


def answer(site):
    """Lets the chatbot log one more answer."""
    sql(f"INSERT INTO {LOG} (session_id, user_id, page_id, interaction_time, user_type, message_text)"
        " SELECT session_id, user_id, page_id, interaction_time, user_type, 1000 FROM"
        f" {LOG} WHERE user_type = 'Total Tokens' ORDER BY id DESC LIMIT 1", site.name)


def total(site):
    """What the ledger holds; nothing before it is there."""
    if not sql("SHOW TABLES LIKE 'wp_tokenledger_day_totals'", site.name):
        return 0
    return int(sql("SELECT COALESCE(SUM(total_tokens), 0) FROM wp_tokenledger_day_totals", site.name)[0][0])


def test_the_worker_waits_to_be_wanted(machine):
    assert property_of(machine, "tokenledger-worker", "ActiveState") == "inactive"
    assert machine.run("systemctl", "is-enabled", "tokenledger-worker", check=False).output.strip() == "disabled"


def test_it_begins_as_the_readme_says(machine, site):
    machine.run("/bin/bash", "-euc", readme.block("systemctl enable"))
    assert property_of(machine, "tokenledger-worker", "ActiveState") == "active"
    until(lambda: total(site) == site.total() > 0, seconds=60, what="the ledger")
    assert "failing: 0" in property_of(machine, "tokenledger-worker", "StatusText")


def test_a_reload_has_all_sites_synced_at_once(machine, site):
    answer(site)
    machine.run("systemctl", "reload", "tokenledger-worker")
    until(lambda: total(site) == site.total(), seconds=60, what="the new row in the ledger")
    assert property_of(machine, "tokenledger-worker", "ActiveState") == "active"


def test_anybody_may_see_how_it_is(machine):
    # An administrator, and a monitor without any rights.
    assert SITE_FOLDER in machine.run("tokenledger", "status").output
    somebody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    state = json.loads(machine.run(*somebody, "cat", "/var/lib/tokenledger/worker.json").output)
    assert [site["name"] for site in state["sites"]] == [SITE_FOLDER]


def test_when_it_is_killed_it_is_started_again(machine):
    first = property_of(machine, "tokenledger-worker", "MainPID")
    machine.run("systemctl", "kill", "--signal=KILL", "tokenledger-worker")
    until(lambda: property_of(machine, "tokenledger-worker", "MainPID") not in ("0", first), seconds=60, what="the next worker")
    until(lambda: property_of(machine, "tokenledger-worker", "ActiveState") == "active", seconds=60, what="its being ready")


def test_it_ends_well_when_it_is_stopped(machine):
    machine.run("systemctl", "stop", "tokenledger-worker")
    assert property_of(machine, "tokenledger-worker", "Result") == "success"
    assert property_of(machine, "tokenledger-worker", "ExecMainStatus") == "0"


def test_the_timer_syncs_a_site_that_has_a_file_of_its_own(machine, site):
    service = TIMER.replace("timer", "service")
    machine.run("systemctl", "enable", "--now", TIMER)
    assert property_of(machine, TIMER, "ActiveState") == "active"
    answer(site)
    machine.run("systemctl", "start", service)
    assert property_of(machine, service, "Result") == "success"
    assert total(site) == site.total()
    machine.run("systemctl", "disable", "--now", TIMER)


def test_a_sync_that_the_timer_has_to_try_again_shows_as_failed_until_it_is_done(machine, site):
    service = TIMER.replace("timer", "service")
    answer(site)
    sql(f"ALTER USER '{site.name}'@'localhost' WITH MAX_STATEMENT_TIME 0.000001")
    assert machine.run("systemctl", "start", service, check=False).code != 0
    sql(f"ALTER USER '{site.name}'@'localhost' WITH MAX_STATEMENT_TIME 0")
    assert property_of(machine, service, "ExecMainStatus") == "75"
    assert property_of(machine, service, "ActiveState") == "failed"
    machine.run("systemctl", "start", service)
    assert property_of(machine, service, "Result") == "success"
    assert total(site) == site.total()


@pytest.mark.parametrize("mistake, code, said", [
    ("worker: {export_dir: /nowhere/daily}", "73", "/nowhere/daily"), ("intervall: 5s", "78", "intervall"),
])
def test_a_mistake_in_the_configuration_is_not_tried_again(machine, mistake, code, said):
    machine.run("tee", "/etc/tokenledger/tokenledger.yml", input=f"site: {SITE_FOLDER}\n{mistake}\n")
    assert machine.run("systemctl", "start", "tokenledger-worker", check=False).code != 0
    assert property_of(machine, "tokenledger-worker", "ExecMainStatus") == code
    assert property_of(machine, "tokenledger-worker", "ActiveState") == "failed"
    assert property_of(machine, "tokenledger-worker", "NRestarts") == "0"
    journal = machine.run("journalctl", "--unit", "tokenledger-worker", "--no-pager", "--output", "cat").output
    assert said in journal
