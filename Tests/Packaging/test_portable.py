"""The portable archive: on a Debian machine without libmariadb, on one whose C library is too old, and where there is none."""

import datetime
import json
import os
import zoneinfo
from pathlib import Path

import pytest

from support import login, readme, roots
from support.programs import REPOSITORY, SCRIPTS, run
from support.server import PREFIX, Site, clock, quoted, sql

HOST = "db.example.test"
PORT = os.environ.get("TOKENLEDGER_TEST_PORT", "")
# The password of all, with what a shell, an option file and a URL would stumble over.
PASSWORD = "p#s s'w\"rd"
METHODS = {
    "native": f"IDENTIFIED VIA mysql_native_password USING PASSWORD({quoted(PASSWORD)})",
    "ed25519": f"IDENTIFIED VIA ed25519 USING PASSWORD({quoted(PASSWORD)})",
}
WAYS = {
    "socket": "socket=/run/mysqld/mysqld.sock\n",
    "tcp": f"host={HOST}\nport={PORT}\nssl-mode=disabled\n",
    "tls": f"host={HOST}\nport={PORT}\nssl-ca=/etc/authority.pem\nssl-mode=verify-identity\n",
    # The authority is one that the machine knows by itself.
    "known-tls": f"host={HOST}\nport={PORT}\nssl-mode=verify-identity\n",
}


@pytest.fixture(scope="module")
def site():
    """A site whose users log in by each method, and a server whose certificate is made out for its name."""
    sql("INSTALL SONAME 'auth_ed25519'")
    site = Site("portable")
    for name, method in METHODS.items():
        site.grant(name, method)
    certificate = Path(os.environ["TOKENLEDGER_TEST_CERTIFICATE"])
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", f"/CN={HOST}",
        "-addext", f"subjectAltName=DNS:{HOST}", "-keyout", certificate.with_name("key.pem"), "-out", certificate)
    sql("FLUSH SSL")
    yield site
    site.drop()


class Unpacked:
    """The archive, unpacked on a machine."""

    def __init__(self, root, archive, folder="/opt/with space"):
        self.root = root
        self.folder = folder
        root.write("/etc/hosts", f"127.0.0.1 {HOST}\n")
        with open(archive, "rb") as packed:
            root.write(f"{folder}/.here", "")
            run(*roots.AS_ROOT, "tar", "-xz", "-C", root.place(folder), "--strip-components=1", stdin=packed)

    def tool(self, *arguments, **options):
        """What the tool says on the machine."""
        return self.root.run(f"{self.folder}/tokenledger", *arguments, **options)

    def json(self, *arguments):
        """The same, read as JSON."""
        return json.loads(self.tool(*arguments, "--format", "json").output)

    def access(self, user, way):
        """The options that lead to the site as a user and in some way."""
        words = PASSWORD.replace("\\", "\\\\").replace('"', '\\"')
        self.root.write("/etc/access.cnf", f'[client]\nuser={user}\npassword="{words}"\ndatabase=portable\n{WAYS[way]}', mode="600")
        return ["--defaults-file", "/etc/access.cnf", "--prefix", PREFIX]


@pytest.fixture(scope="module", params=[roots.clean, roots.older, roots.bare], ids=["clean", "older", "bare"])
def unpacked(request, archive, site):
    with request.param() as root:
        unpacked = Unpacked(root, archive)
        authority = Path(os.environ["TOKENLEDGER_TEST_CERTIFICATE"]).read_text()
        root.write("/etc/authority.pem", authority)
        # As Debian has it, or, where there is no Debian, as others have it.
        known = "/etc/pki/tls/certs/ca-bundle.crt" if request.param is roots.bare else "/etc/ssl/certs/ca-certificates.crt"
        root.write(known, authority)
        yield unpacked


def test_the_machine_is_one_where_the_bare_program_does_not_run(unpacked):
    assert unpacked.root.run(f"{unpacked.folder}/lib/tokenledger", "--version", check=False).code != 0


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("way", WAYS)
def test_it_logs_in_by_each_method_in_each_way(unpacked, site, method, way):
    report = unpacked.json("report", "--live", "--all", *unpacked.access(method, way))
    assert report["totals"]["total_tokens"] == site.total() > 0


def test_a_server_that_poses_as_another_is_refused(unpacked):
    access = unpacked.access("native", "known-tls")
    outcome = unpacked.tool("sync", *access, environment={"SSL_CERT_FILE": "/etc/hosts"}, check=False)
    assert outcome.code == 69 and "certificate" in outcome.errors


def test_it_logs_in_by_the_method_of_mysql(unpacked):
    with login.server(unpacked.root.place("/etc")):
        unpacked.access("native", "socket")
        unpacked.root.write("/etc/access.cnf", f'[client]\nuser=u\npassword="{PASSWORD.replace(chr(34), chr(92) + chr(34))}"\n'
                            "database=d\nsocket=/etc/login.sock\n", mode="600")
        outcome = unpacked.tool("sync", "--defaults-file", "/etc/access.cnf", "--prefix", PREFIX, check=False)
    assert f"came through with {login.hashed(PASSWORD.encode())}" in outcome.errors, outcome


def test_it_counts(unpacked, site):
    access = unpacked.access("ed25519", "socket")
    unpacked.tool("sync", *access)
    assert unpacked.json("report", "--all", *access)["totals"]["total_tokens"] == site.total()


@pytest.mark.parametrize("zone", ["America/St_Johns", "Asia/Kathmandu", "Asia/Katmandu"])
def test_it_knows_the_zones_where_the_machine_has_none(unpacked, site, zone):
    assert not unpacked.root.place("/usr/share/zoneinfo/Asia").exists()
    site.set_zone(zone)
    midnight = int(datetime.datetime(2030, 7, 15, tzinfo=zoneinfo.ZoneInfo(zone)).timestamp())
    access = unpacked.access("native", "socket")
    for second, day in ((midnight - 1, "2030-07-14"), (midnight, "2030-07-15")):
        with clock("native", second):
            assert unpacked.json("report", "--live", "--period", "daily", *access)["as_of"] == day


def test_links_lead_to_it(unpacked):
    unpacked.root.run("/bin/sh", "-ec", f"""
        cd /tmp
        ln -sf '..{unpacked.folder}/tokenledger' first
        ln -sf first second
        for name in ./second /tmp/second; do [ "$($name --version)" = 0.6.0 ]; done
        [ "$(sh second --version)" = 0.6.0 ]
        [ "$(PATH=/tmp:$PATH second --version)" = 0.6.0 ]
        cd '{unpacked.folder}' && [ "$(sh tokenledger --version)" = 0.6.0 ]
    """)


def complaint(outcome):
    """The one complaint of a launcher that cannot serve, and its advice."""
    assert outcome.code == 78 and outcome.output == ""
    error, advice = outcome.errors.splitlines()
    assert error.startswith("tokenledger: error: ") and advice
    return error


@pytest.fixture(scope="module")
def machine(archive):
    with roots.older() as root:
        yield Unpacked(root, archive, folder="/opt/archive")


def test_what_is_meant_for_the_machines_own_library_does_not_disturb_it(machine):
    # Of a C library of another version; loaded into this one, it ends the program.
    own = "/lib/x86_64-linux-gnu"
    script = f"export LD_PRELOAD={own}/libpthread.so.0 LD_LIBRARY_PATH={own}; exec /opt/archive/tokenledger --version"
    outcome = machine.root.shell(script)
    assert (outcome.output, outcome.errors) == ("0.6.0\n", "")


@pytest.mark.parametrize("here", ["Linux aarch64", "Linux i686", "FreeBSD amd64"])
def test_a_machine_that_it_cannot_serve_is_told(machine, here):
    machine.root.write("/opt/false/uname", f"#!/bin/sh\necho {here}\n", mode="755")
    outcome = machine.root.shell("PATH=/opt/false:$PATH exec /opt/archive/tokenledger --version", check=False)
    assert here in complaint(outcome) and "x86_64" in complaint(outcome)


def test_a_file_that_was_lost_is_missed(machine):
    loader = "/opt/archive/lib/ld-linux-x86-64.so.2"
    machine.root.shell(f"mv {loader} /opt/aside")
    try:
        assert loader in complaint(machine.tool("--version", check=False))
    finally:
        machine.root.shell(f"mv /opt/aside {loader}")


def test_a_file_system_without_programs_is_told_of(archive, tmp_path):
    script = 'mount -t tmpfs -o noexec tmpfs "$2" && tar -xz -C "$2" --strip-components=1 -f "$1" && exec sh "$2/tokenledger" --version'
    outcome = run(*roots.AS_ROOT, "unshare", "--mount", "/bin/bash", "-ec", script, "bash", archive, tmp_path, check=False)
    assert "noexec" in complaint(outcome)


@pytest.mark.parametrize("name", ["a:b", "a;b", "a$LIB", "a${ORIGIN}b"])
def test_a_name_of_the_folder_that_the_loader_takes_apart_is_told_of(machine, name):
    machine.root.shell('cp -R /opt/archive "/opt/$1"', name)
    assert f"/opt/{name}/lib " in complaint(machine.root.run(f"/opt/{name}/tokenledger", "--version", check=False))


def test_any_other_name_of_the_folder_will_do(machine):
    name = "a 'b\"\\*?[c],=%{d}-"
    machine.root.shell('cp -R /opt/archive "/opt/$1"', name)
    assert machine.root.run(f"/opt/{name}/tokenledger", "--version").output == "0.6.0\n"


def test_it_works_as_the_readme_says(archive, machine, site):
    root = machine.root
    root.copy(archive, f"/home/owner/{archive.name}")
    root.write("/home/owner/public_html/wp-config.php", site.wp_config())
    said = root.shell(readme.block("tar -xzf"), folder="/home/owner")
    assert "Total Tokens" in said.output and said.errors == ""


@pytest.mark.parametrize("strip", [1, 0], ids=["in bin", "in a folder in bin"])
def test_the_plugin_finds_it_in_its_own_folder(archive, strip):
    name = archive.name.removesuffix(".tar.gz")
    said = run("tar", "-xOzf", archive, f"{name}/README").output
    # As the archive's README says; who leaves its folder out fares as well.
    unpack = "\n".join(line for line in said.splitlines() if line.startswith("    "))
    assert "tar -xzf" in unpack
    script = f"""
        sed -i /TOKENLEDGER_BIN/d "$TOKENLEDGER_WP_PATH/wp-config.php"
        rm "$TOKENLEDGER_WP_FOLDER/bin/tokenledger"
        cd "$TOKENLEDGER_WP_PATH"
        cp '{archive}' .
        tar() {{ command tar "$@" --strip-components={strip}; }}
        {unpack}
        php -r "$1"
    """
    code = """
        define( 'DISABLE_WP_CRON', true );
        $_SERVER['HTTP_HOST'] = '127.0.0.1:' . getenv( 'TOKENLEDGER_WP_PORT' );
        require 'wp-load.php';
        $tool   = new TokenLedger_Tool();
        $path   = $tool->path();
        $ledger = TokenLedger_Ledger::of();
        echo wp_json_encode( array( $path, $ledger->sync( 60 ), $ledger->summary() ) );
    """
    said = run(SCRIPTS / "with-wordpress", "--days", "5", "/bin/bash", "-ec", script, "bash", code)
    path, synced, summary = json.loads(said.output)
    inside = "tokenledger" if strip else f"{name}/tokenledger"
    assert path.endswith(f"/plugins/tokenledger/bin/{inside}")
    assert synced["rows_counted"] > 0 and summary["schema"] == "tokenledger.summary/2"


def test_what_is_carried_is_named_with_its_version_and_license(archive, tmp_path):
    run("tar", "-xzf", archive, "-C", tmp_path, "--strip-components=1")
    licenses = tmp_path / "share/doc/licenses"
    packages = {line.split()[0].split(":")[0] for line in (licenses / "PACKAGES").read_text().splitlines()[1:]}
    assert packages == {file.name for file in licenses.iterdir()} - {"PACKAGES"}
    assert {"libc6", "libmariadb3", "libssl3", "tzdata"} <= packages
    assert any(package.startswith("libstdc++") for package in packages)
    assert str(REPOSITORY) not in (tmp_path / "tokenledger").read_text()
