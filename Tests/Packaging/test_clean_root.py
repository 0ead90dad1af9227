"""The package on a Debian machine where nothing of this project, of Swift or of MariaDB is: installed, at work, and taken
away again. The tests follow each other on one machine."""

import datetime
import json
import re
import zoneinfo

import pytest

from support import readme, roots
from support.server import PREFIX, Site, clock, sql

SITE_FOLDER = "/var/www/html"
# What packages keep of their own doing, and not of ours.
OTHERS_NOTES = ("/var/lib/dpkg", "/var/lib/apt", "/var/cache", "/var/log", "/var/backups", "/etc/ld.so.cache", "/run", "/tmp")
ZONES = ("America/St_Johns", "Asia/Kathmandu")


class Installed:
    """The machine, with the package installed as the README says."""

    def __init__(self, root, site, package):
        self.root = root
        self.site = site
        self.package = package
        self.before = self.paths()
        self.users = self.accounts()
        root.copy(package, f"/root/{package.name}")
        root.write(f"{SITE_FOLDER}/wp-config.php", site.wp_config())
        # A person answers apt's question with Y.
        self.said = root.shell(readme.block("apt install"), input="Y\n")

    def paths(self):
        """What is on the machine, without the notes of others."""
        return {path for path in self.root.paths("/") if not path.startswith(OTHERS_NOTES)}

    def accounts(self):
        """Who is on the machine."""
        return self.root.shell("cat /etc/passwd /etc/group /etc/shadow | cut -d: -f1").output

    def tool(self, *arguments, **options):
        """What tokenledger says of the site, in the site's folder."""
        return self.root.shell('exec tokenledger "$@"', *arguments, folder=SITE_FOLDER, **options)

    def json(self, *arguments):
        """The same, read as JSON."""
        return json.loads(self.tool(*arguments, "--format", "json").output)


@pytest.fixture(scope="module")
def installed(package):
    site = Site("clean_root")
    with roots.clean() as root:
        yield Installed(root, site, package)
    site.drop()


def test_nothing_of_swift_or_mariadb_was_there(installed):
    ours = ("libswift", "libFoundation", "libmariadb", "tokenledger")
    assert [path for path in installed.before if path.split("/")[-1].startswith(ours)] == []


def test_it_was_installed_as_the_readme_says(installed):
    assert "0.6.0\n" in installed.said.output
    assert installed.root.run("tokenledger", "--version").output == "0.6.0\n"


def test_it_counts_and_reports_what_the_server_adds_up(installed):
    total = installed.site.total()
    assert total > 0
    assert installed.json("sync")["rows_rejected"] == 0
    assert installed.json("report", "--all", "--no-sync")["totals"]["total_tokens"] == total
    summary = installed.json("verify")["summary"]
    assert summary["equal"] == summary["days"] > 0


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("month", [1, 7])
def test_the_day_changes_at_midnight_of_the_site(installed, zone, month):
    midnight = datetime.datetime(2030, month, 15, tzinfo=zoneinfo.ZoneInfo(zone))
    instant = int(midnight.timestamp())
    assert instant % 3600, "a whole hour would be right by chance"
    installed.site.set_zone(zone)
    for second, day in ((instant - 1, "2030-%02d-14"), (instant, "2030-%02d-15")):
        with clock(installed.site.name, second):
            report = installed.json("report", "--no-sync", "--period", "daily")
        assert (report["as_of"], report["site"]["time_zone"]) == (day % month, zone)


def test_without_proc_it_says_so(installed):
    outcome = installed.root.run("tokenledger", "--version", proc=False, check=False)
    assert outcome.code == 78 and outcome.errors.startswith("tokenledger: error: /proc is not mounted")


def test_the_manual_is_found(installed):
    said = json.loads(installed.root.run("tokenledger", "--experimental-dump-help").output)["command"]
    commands = [("tokenledger",)] + [("tokenledger", child["commandName"]) for child in said["subcommands"]]
    commands += [("tokenledger", child["commandName"], grandchild["commandName"])
                 for child in said["subcommands"] for grandchild in child.get("subcommands", [])]
    pages = installed.root.run("man", "--where", *["-".join(path) for path in commands]).output.splitlines()
    assert len(pages) == len(commands)
    page = installed.root.run("man", "tokenledger", "report", environment={"MANWIDTH": "120"}).output
    assert "tokenledger-report — Show the tokens by day, week, month or year" in page
    assert "One of table, csv, json, markdown, html, svg" in page


def test_the_manual_of_the_configuration_is_found(installed):
    assert installed.root.run("man", "--where", "tokenledger.yml").output == "/usr/share/man/man5/tokenledger.yml.5.gz\n"


def test_the_crontab_of_the_examples_works_as_that_of_the_sites_owner(installed):
    root, home = installed.root, "/tmp/owner"
    root.shell(f"install --directory --owner=1234 --group=1234 {home}")
    root.write("/usr/local/bin/mail", "#!/bin/sh\necho \"$@\" >~/mail && cat >>~/mail\n", mode="755")
    # Cron's environment.
    environment = {"HOME": home, "LOGNAME": "owner", "SHELL": "/bin/sh", "PATH": "/usr/bin:/bin"}
    ran = []
    for line in root.shell("cat /usr/share/doc/tokenledger/examples/crontab").output.splitlines():
        setting = re.fullmatch(r"([A-Z_]+)=(.*)", line)
        if setting:
            environment[setting[1]] = setting[2]
        elif line and not line.startswith("#"):
            command = line.split(maxsplit=5)[5]
            assert "%" not in command, "cron would end the line there"
            variables = [f"{name}={value}" for name, value in environment.items()]
            outcome = root.shell(
                'cd "$1" && shift && exec setpriv --reuid=1234 --regid=1234 --clear-groups env --ignore-environment "$@"',
                home, *variables, "/bin/sh", "-c", command, check=False)
            assert (outcome.code, outcome.output, outcome.errors) == (0, "", ""), command
            ran.append(command)
    expected = ["sync", "export", "summary", "summary"]
    assert [f" {word} " in f" {command} " for word, command in zip(expected, ran, strict=True)] == [True] * len(expected)
    file = root.shell(f"cat {home}/tokens/*.csv").output.splitlines()
    assert file[0].startswith("Date,") and len(file) > 1
    assert "owner@example.org" in (mail := root.shell(f"cat {home}/mail").output) and "Tokens of Harbor Lane Cycles in 2" in mail
    root.shell("rm /usr/local/bin/mail")


@pytest.mark.parametrize("typed, meant", [("rep", ["report", "repair"]), ("report --wp-path /va", ["/var"]), ("user fo", ["fold"])])
def test_bash_completes(installed, typed, meant):
    script = """
    source /usr/share/bash-completion/bash_completion
    _completion_loader tokenledger || true
    function=$(complete -p tokenledger | sed 's/.*-F \\([^ ]*\\).*/\\1/')
    COMP_LINE="tokenledger $1" COMP_POINT=${#COMP_LINE}
    read -ra COMP_WORDS <<<"$COMP_LINE"
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    "$function" tokenledger "${COMP_WORDS[-1]}" "${COMP_WORDS[-2]}"
    echo "${COMPREPLY[@]}"
    """
    assert installed.root.run("/bin/bash", "-c", script, "bash", typed).output.split() == meant


def test_fish_completes(installed):
    said = installed.root.run("fish", "--command", "complete --do-complete 'tokenledger report --period w'").output
    assert [line.split("\t")[0] for line in said.splitlines()] == ["weekly"]


def test_zsh_knows_the_completion(installed):
    script = "autoload -Uz compinit && compinit -D -u && print -- $_comps[tokenledger] && autoload +X _tokenledger"
    assert installed.root.run("zsh", "-fc", script).output == "_tokenledger\n"


def test_the_units_are_what_systemd_wants(installed):
    units = ["tokenledger-worker.service", "tokenledger-sync@example.service", "tokenledger-sync@example.timer"]
    outcome = installed.root.run("systemd-analyze", "verify", *units)
    assert outcome.errors == ""
    for service in units[:2]:
        # In tenths: 0 is safe, 100 is not.
        judged = installed.root.run(
            "systemd-analyze", "security", "--offline=yes", "--threshold=15", "--no-pager", service, check=False)
        assert judged.code == 0, judged
        print(judged.output.splitlines()[-1])


def test_to_install_again_keeps_what_was_written_down(installed):
    installed.root.write("/etc/tokenledger/other.yml", "sites: []\n")
    installed.root.run("dpkg", "--install", f"/root/{installed.package.name}")
    assert installed.root.shell("cat /etc/tokenledger/other.yml").output == "sites: []\n"


def test_taken_away_and_purged_it_leaves_nothing(installed):
    root = installed.root
    root.shell("mkdir -p /var/lib/tokenledger/files && systemctl enable tokenledger-worker tokenledger-sync@example.timer")
    root.run("apt-get", "remove", "--yes", "tokenledger")
    assert root.shell("cat /etc/tokenledger/other.yml").output == "sites: []\n"
    assert not [path for path in root.paths("/usr", "/lib/systemd", "/bin") if "tokenledger" in path]
    root.run("apt-get", "purge", "--yes", "--autoremove", "tokenledger", "tzdata", "ca-certificates", "mariadb-common", "mysql-common")
    ours = {f"/root/{installed.package.name}", SITE_FOLDER, "/var/www", f"{SITE_FOLDER}/wp-config.php"}
    left = {path for path in installed.paths() - installed.before if path.split()[0] not in ours}
    assert left == set()
    assert installed.accounts() == installed.users
    # What was counted is in the site's database, and stays there.
    assert sql(f"SELECT COUNT(*) FROM {PREFIX}tokenledger_state", installed.site.name) == [["1"]]
