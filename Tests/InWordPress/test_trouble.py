"""What goes wrong on hosts: the tool is missing, old, failing or hanging, or the database is gone."""

import http.client
import json
import os
import re
import signal
import threading
import urllib.parse

import pytest

from support.dates import shown_moment
from support.figures import ledger, whole_log
from support.http import basic
from support.pages import DOWNLOAD, PAGE, POST, REST, SYNC, made_nonce
from support.site import brought_up
from support.stand_in import OLDEST, VERSION, failing
from support.waiting import until


@pytest.fixture(scope="module")
def site():
    with brought_up("--days", "20") as up:
        up.run_cron()
        yield up


@pytest.fixture(scope="module")
def owner(site):
    return site.log_in("owner")


@pytest.fixture(scope="module")
def secret(site):
    return site.php_json("return WP_Application_Passwords::create_new_application_password( 1, array( 'name' => 'x' ) )[0];")


def one_notice(owner):
    """The one thing that the page has to say, with WordPress around it whole."""
    answer = owner.get(PAGE)
    assert answer.status == 200
    assert 'id="wpfooter"' in answer.text, "the page broke off"
    assert 'id="tokenledger-usage"' not in answer.text
    notices = answer.notices()
    assert len(notices) == 1, notices
    return notices[0]


def test_a_tool_that_is_not_there_is_missed(site, owner, secret):
    with site.tool_replaced(None):
        notice = one_notice(owner)
        assert str(site.binary) in notice and "TOKENLEDGER_BIN" in notice and "Install" in notice
        assert site.visitor().get(REST + "/usage", headers=basic("owner", secret)).status == 503
        assert press_sync(site, owner).status == 302
        assert 'id="tokenledger-widget-chart"' not in owner.get("/wp-admin/index.php").text
    assert press_sync(site, owner).status == 302
    notices = owner.get(PAGE).notices()
    assert len(notices) == 1 and "The ledger is up to date" in notices[0]


def test_a_tool_that_may_not_be_run_is_told_of(site, owner):
    with site.tool_replaced(VERSION, mode=0o644):
        assert f"chmod a+rx {site.binary}" in one_notice(owner)


@pytest.mark.parametrize("version", ["0.3.1", "0.3.0", "0.2.9-beta", "0.1.9"])
def test_an_old_tool_is_not_used(site, owner, version):
    ran = site.folder / "ran"
    with site.tool_replaced(f"[[ $1 == --version ]] && {{ echo {version}; exit; }}\ntouch {ran}\n"):
        notice = one_notice(owner)
        assert version.split("-")[0] in notice and OLDEST in notice
        site.run_cron()
    assert not ran.exists()


@pytest.mark.parametrize("script", ["echo hello", "echo '{\"schema\": \"tokenledger.report/9\"}'", "echo '[1'", "exit 0"])
def test_an_answer_that_is_none_is_told_of(site, owner, script):
    with site.tool_replaced(VERSION + script):
        assert "did not answer with tokenledger.dashboard/1" in one_notice(owner)


def test_a_file_that_is_no_program_is_told_of(site, owner):
    with site.tool_replaced("exec /nonexistent/loader"):
        assert "could not be started" in one_notice(owner)


@pytest.mark.parametrize("code", [64, 65, 66, 69, 70, 73, 74, 75, 77, 78, 1, 139])
def test_each_exit_code_becomes_a_notice(site, owner, code):
    said = f"tokenledger: error: {code} happened in <b>shop</b>"
    with site.tool_replaced(VERSION + f"printf '%s\\n%s\\n' '{said}' 'Do what helps against {code}.' >&2; exit {code}\n"):
        notice = one_notice(owner)
        assert f"{code} happened in <b>shop</b>" in notice
        assert f"Do what helps against {code}." in notice
        assert "<b>shop" not in owner.get(PAGE).text
        answer = owner.post(POST, download_form(site, owner, "raw" if code % 2 else "daily"))
        assert answer.status >= 400 and "text/csv" not in answer.headers["content-type"]


def test_the_words_of_an_error_s_document_are_shown_as_they_come(site, owner):
    said = failing(77, "permission", "no right to <i>shop</i> \u2013 é", 'Ask "the host".')
    with site.tool_replaced(said.replace("tokenledger: error: no right", "tokenledger: error: for people")):
        notice = one_notice(owner)
    assert notice.startswith('no right to <i>shop</i> \u2013 é.') and 'Ask "the host".' in notice
    assert "for people" not in notice


def download_form(site, owner, kind="daily"):
    """The fields of a download: the page shows no form now, but one may have been open since before."""
    return {"action": DOWNLOAD, "kind": kind, "_wpnonce": made_nonce(site, owner, DOWNLOAD)}


def press_sync(site, owner):
    return owner.post(POST, {"action": SYNC, "_wpnonce": made_nonce(site, owner, SYNC)})


def test_a_failed_cron_is_kept_in_mind_until_one_succeeds(site, owner):
    with site.tool_replaced(VERSION + "echo 'tokenledger: error: cannot connect' >&2; exit 69"):
        site.run_cron()
        site.run_cron()
    notices = owner.get(PAGE).notices()
    assert len(notices) == 1 and "last run failed" in notices[0] and "cannot connect" in notices[0]
    log = site.log_file.read_text()
    assert log.count("cannot connect") == 1, "it is logged once, not every few minutes"
    site.run_cron()
    assert owner.get(PAGE).notices() == []


def test_a_run_that_another_one_kept_away_is_no_failure(site, owner):
    with site.tool_replaced(failing(75, "try_again", "another run is at work")):
        site.run_cron()
    assert owner.get(PAGE).notices() == []


def test_a_tool_that_hangs_or_never_stops_talking_is_ended(site, owner, secret):
    """Four kinds at once, for each takes as long as the plugin waits."""
    kinds = {
        "dashboard": "trap '' TERM; exec sleep 1000",
        "summary": "exec yes >&2",
        "doctor": "exec yes",
        "sync": "exec sleep 1000",
    }
    script = VERSION + "case $1 in\n" + "".join(f"{kind}) {line} ;;\n" for kind, line in kinds.items()) + "esac"
    answers = {}

    def ask(name, call):
        answers[name] = call()

    with site.tool_replaced(script):
        questions = {
            "page": lambda: site.log_in("owner").get(PAGE),
            "summary": lambda: site.visitor().get(REST + "/summary", headers=basic("owner", secret)),
            "doctor": lambda: site.php(
                "echo apply_filters( 'site_status_tests', array() )['direct']['tokenledger_tool']['label'];", admin=True
            ),
        }
        threads = [threading.Thread(target=ask, args=question) for question in questions.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=300)
        assert sorted(answers) == ["doctor", "page", "summary"]
        assert "took too long" in answers["page"].notices()[0]
        assert answers["summary"].status == 504
        assert "too long to be shown" in answers["doctor"]
        assert site.running_tools() == []


def test_a_download_that_fails_at_once_is_no_file(site, owner):
    with site.tool_replaced(failing(69, "unavailable")):
        answer = owner.post(POST, download_form(site, owner))
    assert answer.status == 503
    assert "content-disposition" not in answer.headers


def test_a_download_that_breaks_off_is_told_of_on_the_next_page(site, owner):
    with site.tool_replaced(VERSION + "echo Date; echo 2026-01-01; kill -9 $$"):
        answer = owner.post(POST, download_form(site, owner))
        assert answer.body == b"Date\n2026-01-01\n"
    notices = owner.get(PAGE).notices()
    assert len(notices) == 1 and "not complete" in notices[0]


def test_a_visitor_who_goes_away_leaves_nothing_running(site, owner):
    with site.tool_replaced(VERSION + "exec yes"):
        address = urllib.parse.urlsplit(site.url)
        connection = http.client.HTTPConnection(address.netloc, timeout=30)
        connection.request("POST", POST, urllib.parse.urlencode(download_form(site, owner, "raw")), {
            "Content-Type": "application/x-www-form-urlencoded", "Cookie": owner.cookie_header(),
        })
        response = connection.getresponse()
        assert response.status == 200, response.read()
        assert len(response.read(100_000)) == 100_000
        assert site.running_tools()
        connection.close()
        until(lambda: not site.running_tools(), what="the end of the tool")


def test_the_password_goes_in_on_standard_input_and_nowhere_else(site, owner):
    seen = site.folder / "seen"
    with site.tool_replaced(
        f"{{ printf '%s\\0' \"$@\"; env; cat /proc/$$/environ /proc/$PPID/cmdline; }} >>{seen}-aside; cat >>{seen}-stdin\n"
        f"{VERSION}echo 'tokenledger: error: no' >&2; exit 69"
    ):
        owner.get(PAGE)
        site.run_cron()
        owner.post(POST, download_form(site, owner))
    password = site.php("echo DB_PASSWORD;")
    aside = (site.folder / "seen-aside").read_bytes()
    assert password.encode() not in aside and b"--site\0-\0" in aside
    given = json.JSONDecoder().raw_decode((site.folder / "seen-stdin").read_text())[0]
    assert given == {
        "host": "localhost:" + site.environment["TOKENLEDGER_TEST_SOCKET"], "user": site.database, "password": password,
        "database": site.database, "prefix": site.prefix, "charset": "utf8mb4",
    }
    assert password not in owner.get(PAGE).text
    assert password not in site.log_file.read_text()
    for row in site.sql(f"SELECT option_value FROM {site.prefix}options WHERE option_name LIKE '%tokenledger%'"):
        assert password not in row[0]


def test_a_users_table_of_another_name_is_handed_on(site):
    shared = "global $wpdb; $wpdb->users = 'shop.people';"
    assert json.loads(site.php(f"{shared} echo TokenLedger_Access::json( 1 );"))["user_table"] == "shop.people"


def test_a_host_that_allows_one_connection_lets_wordpress_alone_in(site, owner):
    user = f"'{site.database}'@'localhost'"
    site.sql(f"ALTER USER {user} WITH MAX_USER_CONNECTIONS 1")
    try:
        notice = one_notice(owner)
        assert "max_user_connections" in notice or "cannot reach the database" in notice
    finally:
        site.sql(f"ALTER USER {user} WITH MAX_USER_CONNECTIONS 0")
    site.run_cron()
    assert owner.get(PAGE).notices() == []
    assert ledger(site) == whole_log(site)


def test_php_had_nothing_to_complain_of(site):
    assert site.complaints() == []


def test_a_database_that_is_gone_takes_no_more_than_the_site_with_it():
    with brought_up("--days", "3", with_server=True) as site:
        site.run_cron()
        owner = site.log_in("owner")
        assert owner.get(PAGE).notices() == []
        os.kill(int(site.environment["TOKENLEDGER_TEST_PID"]), signal.SIGKILL)
        for path in (PAGE, "/wp-cron.php", REST + "/usage"):
            answer = owner.get(path)
            assert answer.status == 500
            assert "Error establishing a database connection" in answer.text
        assert site.running_tools() == []
        assert [line for line in site.complaints() if "/plugins/tokenledger" in line] == []


def test_a_ledger_that_is_not_complete_says_so_on_the_page_in_the_widget_and_in_rest(site, owner, secret):
    state = f"{site.prefix}tokenledger_cursors"
    assert press_sync(site, owner).status == 302
    moment = site.sql(f"SELECT synced_utc, synced_site FROM {state}")[0]

    def seen():
        page = owner.get(PAGE).text
        widget = owner.get("/wp-admin/index.php").text.split('id="tokenledger_widget"')[1]
        usage = site.visitor().get(REST + "/usage", headers=basic("owner", secret)).json()
        return page, widget, usage

    try:
        page, widget, usage = seen()
        assert usage["warnings"] == [] and usage["ledger_complete_until_local"] == moment[1]
        assert "end of the log" not in page and "Complete until" not in widget

        site.sql(f"UPDATE {state} SET synced_utc = synced_utc - INTERVAL 3 DAY, synced_site = synced_site - INTERVAL 3 DAY")
        page, widget, usage = seen()
        since = usage["ledger_complete_until_local"]
        notes = re.findall(r'<p class="description tokenledger-note">(.*?)</p>', page)
        assert any(f"figures are complete until {since} only" in note for note in notes), notes
        assert f"Complete until {shown_moment(since)}: what was logged since is not counted yet." in widget
        assert usage["warnings"] == [f"figures are complete until {since} only: what was logged since is not counted yet"]

        site.sql(f"UPDATE {state} SET synced_utc = NULL, synced_site = NULL")
        page, widget, usage = seen()
        assert "no sync has reached the end of the log yet" in page
        assert "No sync has reached the end of the chatbot&#039;s log yet" in widget
        assert usage["ledger_complete_until"] is None and len(usage["warnings"]) == 1
        assert not any(row["complete"] for row in usage["rows"])
    finally:
        site.sql(f"UPDATE {state} SET synced_utc = '{moment[0]}', synced_site = '{moment[1]}'")
