"""Sites that are configured otherwise, and hosts that allow less: the figures are the same."""

import json
import subprocess

import pytest

from support.figures import expected, figures, ledger, shown, whole_log, windows
from support.http import basic
from support.pages import PAGE, REST, download, sync_now
from support.site import brought_up

SHELL = ("--php", "disable_functions=proc_open")
EXEC = ("--php", "disable_functions=proc_open,passthru,shell_exec,system,popen")
NOTHING = ("--php", "disable_functions=proc_open,passthru,exec,shell_exec,system,popen")

LAYOUTS = {
    "another prefix, and 64 MB of memory": ("--prefix", "shop7_", "--memory-limit", "64M"),
    "Docker's environment": ("--layout", "docker"),
    "Docker's environment, through a shell": ("--layout", "docker", "--prefix", "d_", *SHELL),
    "Bedrock": ("--layout", "bedrock", "--prefix", "bedrock_"),
    "Bedrock, through a shell": ("--layout", "bedrock", *SHELL),
    "a shell": (*SHELL, "--memory-limit", "64M"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_has_the_same_figures(layout):
    with brought_up("--days", "150", *LAYOUTS[layout]) as site:
        site.run_cron()
        assert ledger(site) == whole_log(site)
        owner = site.log_in("owner")
        assert shown(owner) == expected(site)
        assert 'id="tokenledger-chart"' in owner.get(PAGE).text
        site.chat([{"prompt": 50, "completion": 5}])
        assert sync_now(owner).status == 302
        page = owner.get(PAGE)
        assert page.notices() == ["The ledger is up to date: 3 new rows were counted."]
        assert shown(owner) == expected(site)
        before = site.files()
        for kind, arguments in (("daily", ["--no-sync"]), ("raw", ["--raw"])):
            answer = download(owner, kind)
            assert answer.headers["content-type"] == "text/csv; charset=utf-8"
            assert answer.body == site.tool("export", *arguments, "--output", "-", text=False)
        first, last = windows("daily")[0][0], windows("daily")[-1][0]
        assert download(owner, "daily", str(first), str(last)).text.count("\n") <= 8
        assert site.files() == before, "something was written where visitors can reach it"
        secret = site.php_json("return WP_Application_Passwords::create_new_application_password( 1, array( 'name' => 'x' ) )[0];")
        answer = site.visitor().get(REST + "/summary", headers=basic("owner", secret))
        assert answer.json()["month"]["current"]["total_tokens"] == expected(site)[-1][0]
        assert usage(site, secret, group_by="page,weekday", format="csv") == (
            200, site.tool("report", "--no-sync", "--by", "page,weekday", "--format", "csv"))
        # Names reach the tool as they are, whatever they would mean to a shell, and whether PHP's locale knows their letters.
        with site.mu_plugin("setlocale( LC_CTYPE, 'C' );"):
            for name in ("$(id)`id`'\"; id", "--config=/etc/passwd", "''Über\\ 漢"):
                status, text = usage(site, secret, group_by="page", page=name)
                assert usage(site, secret, group_by="page", page=name, format="csv")[0] == 400
                assert status == 400 and json.loads(text)["message"] == f"no page in the ledger has the id or the name '{name}'."
        assert site.complaints() == []


def test_with_exec_alone_there_is_all_but_the_downloads():
    with brought_up("--days", "40", *EXEC) as site:
        site.run_cron()
        assert ledger(site) == whole_log(site)
        owner = site.log_in("owner")
        assert shown(owner, "weekly") == expected(site, "weekly")
        answer = download(owner, "raw")
        assert answer.status == 501 and "content-disposition" not in answer.headers
        assert site.complaints() == []


def test_where_php_may_start_nothing_the_servers_cron_does_it_all():
    """The page says so and shows a line. The line is run here as cron would, and the page shows what it left."""
    with brought_up("--days", "150", *NOTHING) as site:
        owner = site.log_in("owner")
        page = owner.get(PAGE)
        assert "proc_open" in page.notices()[0]
        assert site.events(settings=NOTHING[1:]) == []
        line = page.element("tokenledger-crontab")
        run_as_cron(line)
        assert ledger(site) == whole_log(site)
        folder = site.folder / "tokenledger"
        assert str(folder) in page.notices()[0]
        with site.mu_plugin(f"define( 'TOKENLEDGER_FILES', '{folder}' );"):
            for period in ("daily", "weekly", "monthly", "yearly"):
                assert shown(owner, period) == expected(site, period)
            page = owner.get(PAGE)
            assert 'id="tokenledger-chart"' in page.text
            health = folder / "1" / "doctor.json"
            checks = json.loads(health.read_text())["checks"]
            assert len(page.notices()) == sum(check["level"] != "ok" for check in checks)
            assert download(owner, "daily").body == site.tool("export", "--no-sync", "--output", "-", text=False)
            # A file is there or not; none is made to measure.
            answer = owner.get(PAGE, {"period": "daily", "from": "2026-01-01"})
            assert answer.notices() and 'id="tokenledger-usage"' not in answer.text
            # Without a state of health, the page has the figures, and says what it lacks.
            health.unlink()
            assert shown(owner, "daily") == expected(site, "daily")
            assert any("has not kept a file" in notice for notice in owner.get(PAGE).notices())
            # Where a check fails, the tool says so with its exit code as well; what it wrote is kept all the same.
            real = site.binary.with_suffix(".aside")
            with site.tool_replaced(f'{real} "$@" || exit; [[ $1 != doctor ]] || exit 65'):
                run_as_cron(line)
            kept = health.read_text()
            assert json.loads(kept)["schema"] == "tokenledger.doctor/1"
            # Where it writes nothing, what was kept before stays.
            with site.tool_replaced(f'[[ $1 != doctor ]] || exit 69; exec {real} "$@"'):
                run_as_cron(line)
            assert health.read_text() == kept
        assert site.complaints() == []


def test_where_php_may_start_nothing_an_empty_site_s_last_step_is_the_servers_cron():
    with brought_up("--days", "0", *NOTHING) as site:
        owner = site.log_in("owner")
        run_as_cron(owner.get(PAGE).element("tokenledger-crontab"))
        with site.mu_plugin(f"define( 'TOKENLEDGER_FILES', '{site.folder / 'tokenledger'}' );"):
            steps = owner.get(PAGE).element("tokenledger-first-steps")
        assert "Let the server count Put the line below into the server's crontab." in steps and "Sync now" not in steps
        assert site.complaints() == []


def test_without_wp_cron_the_page_shows_the_line_for_the_servers():
    with brought_up("--days", "20", "--no-wp-cron") as site:
        owner = site.log_in("owner")
        page = owner.get(PAGE)
        run_as_cron(page.element("tokenledger-crontab"))
        assert ledger(site) == whole_log(site)
        assert figures(site, *windows("monthly")[-1]) == shown(owner)[-1]


def test_a_site_without_the_chatbot_has_the_page_under_tools():
    with brought_up("--no-chatbot") as site:
        owner = site.log_in("owner")
        assert "page=tokenledger" in owner.get("/wp-admin/tools.php").text
        answer = owner.get(PAGE.replace("admin.php", "tools.php"))
        assert answer.status == 200
        assert any("log" in notice for notice in answer.notices()), answer.notices()
        site.run_cron()
        assert "last run failed" not in " ".join(owner.get(PAGE.replace("admin.php", "tools.php")).notices())
        assert site.complaints() == []


def usage(site, secret, **query):
    """The status and the text that the REST API answers."""
    answer = site.visitor().get(REST + "/usage", query, headers=basic("owner", secret))
    return answer.status, answer.text


def run_as_cron(line):
    """Runs a crontab's line with what cron gives it."""
    minute, _, _, _, _, command = line.split(None, 5)
    assert minute == "*/15"
    command = command.replace("\\%", "%")
    done = subprocess.run(
        ["/bin/sh", "-c", command], env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}, cwd="/",
        capture_output=True, text=True, check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
