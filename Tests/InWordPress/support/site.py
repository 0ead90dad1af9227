"""A WordPress site that scripts/with-wordpress has brought up."""

import contextlib
import json
import os
import signal
import subprocess
from pathlib import Path

import printed_documents

from .database import Database
from .http import Client
from .waiting import until

ROOT = Path(__file__).resolve().parents[3]
SCRIPTS = ROOT / "scripts"

# What a PHP script needs to be inside WordPress; it starts no cron of its own.
INSIDE_WORDPRESS = """
define( 'DISABLE_WP_CRON', true );
$_SERVER['HTTP_HOST'] = '127.0.0.1:' . getenv( 'TOKENLEDGER_WP_PORT' );
$_SERVER['REQUEST_URI'] = getenv( 'TEST_REQUEST_PATH' );
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
if ( getenv( 'TEST_ADMIN' ) ) { define( 'WP_ADMIN', true ); }
require getenv( 'TOKENLEDGER_WP_PATH' ) . '/wp-load.php';
if ( getenv( 'TEST_ADMIN' ) ) { require_once ABSPATH . 'wp-admin/includes/admin.php'; }
wp_set_current_user( (int) getenv( 'TEST_USER' ) );
"""


class Site(Database):
    """One site. Its attributes are what with-wordpress exports; see its help."""

    def __init__(self, environment):
        self.environment = environment

        def value(name):
            return environment["TOKENLEDGER_WP_" + name]

        self.url = value("URL")
        self.siteurl = value("SITEURL")
        self.path = Path(value("PATH"))
        self.content = Path(value("CONTENT"))
        self.folder = Path(value("FOLDER"))
        self.database = value("DATABASE")
        self.prefix = value("PREFIX")
        self.password = value("PASSWORD")
        self.pid = int(value("PID"))
        self.log_file = Path(value("LOG"))
        self.binary = self.folder / "bin" / "tokenledger"

    # HTTP

    def visitor(self, blog=""):
        """Someone who is not logged in; `blog` is a folder of a multisite, such as "/rentals"."""
        return Client(self.url + blog, self.siteurl + blog)

    def log_in(self, login, blog=""):
        """Someone who has logged in through WordPress' form."""
        client = self.visitor(blog)
        client.get("/wp-login.php")
        answer = client.post(
            "/wp-login.php", {"log": login, "pwd": self.password, "testcookie": "1", "wp-submit": "Log In"}
        )
        assert answer.status == 302, f"{login} could not log in: {answer.status}"
        return client

    # The tool and PHP

    def description(self, blog=None):
        """The site as the tool takes it on standard input."""
        description = {
            "host": "localhost:" + self.environment["TOKENLEDGER_TEST_SOCKET"], "user": "root", "password": "",
            "database": self.database, "prefix": self.prefix,
        }
        if blog is not None:
            description["blog_id"] = blog
        return json.dumps(description)

    def tool(self, *arguments, blog=None, check=True, text=True):
        """What the tool itself writes for this site, beside WordPress."""
        done = subprocess.run(
            [self.tool_path(), *arguments, "--site", "-"], input=self.description(blog).encode(), capture_output=True, check=False
        )
        assert done.returncode == 0 or not check, f"{arguments}: {done.returncode} {done.stderr.decode()}"
        return done.stdout.decode() if text else done.stdout

    def tool_error(self, *arguments):
        """What the tool writes about a command that it refuses."""
        done = subprocess.run(
            [self.tool_path(), *arguments, "--site", "-"], input=self.description().encode(), capture_output=True, check=False
        )
        assert done.returncode == 64, f"{arguments}: {done.returncode}"
        return done.stderr.decode()

    def tool_json(self, *arguments, blog=None):
        """The same, read as JSON."""
        output = self.tool(*arguments, "--format", "json", blog=blog)
        printed_documents.keep(output)
        return json.loads(output)

    def tool_path(self):
        """The real tool, whatever stands in for it at the moment."""
        return os.environ.get("TOKENLEDGER_BIN") or str(ROOT / ".build/debug/tokenledger")

    @contextlib.contextmanager
    def tool_replaced(self, script=None, mode=0o755):
        """Puts a shell script in the tool's place; without one there is nothing."""
        aside = self.binary.with_suffix(".aside")
        self.binary.rename(aside)
        try:
            if script is not None:
                self.binary.write_text("#!/bin/bash\n" + script)
                self.binary.chmod(mode)
            self.forget_tool()
            yield
        finally:
            self.binary.unlink(missing_ok=True)
            aside.rename(self.binary)
            self.forget_tool()

    def forget_tool(self):
        """Has the plugin look at the tool again."""
        self.php("delete_site_transient( 'tokenledger_version' );")

    def php(self, code, check=True, **options):
        """What a piece of PHP prints that runs inside WordPress; see php_process for the options."""
        process = self.php_process(code, **options)
        output, errors = process.communicate()
        assert process.returncode == 0 or not check, errors + output
        return output

    def php_process(self, code, user=1, admin=False, path="/", settings=()):
        """Starts a piece of PHP inside WordPress, as a user and at a path; `admin` is as on an admin page."""
        environment = {**os.environ, **self.environment, "TEST_USER": str(user), "TEST_REQUEST_PATH": path}
        if admin:
            environment["TEST_ADMIN"] = "1"
        settings = ("sendmail_path=/bin/true", "display_errors=stderr", "error_reporting=E_ALL&~E_DEPRECATED", *settings)
        options = [word for setting in settings for word in ("-d", setting)]
        return subprocess.Popen(
            ["php", *options, "-r", INSIDE_WORDPRESS + code],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=environment, cwd=self.path,
        )

    def php_json(self, code, **options):
        """The same for a piece of PHP whose last statement is `return`: what it returns."""
        return json.loads(self.php(f"echo json_encode( ( function () {{ {code} }} )() );", **options))

    @contextlib.contextmanager
    def mu_plugin(self, code):
        """Has WordPress load a piece of PHP before its plugins."""
        file = self.content / "mu-plugins" / "test.php"
        file.write_text("<?php\n" + code)
        try:
            yield
        finally:
            file.unlink()

    def run_cron(self):
        """Fires wp-cron over HTTP once, with the plugin's events due."""
        self.at_rest()
        self.make_events_due()
        answer = self.visitor().get("/wp-cron.php")
        assert answer.status == 200, answer
        self.at_rest()

    def at_rest(self):
        """Waits until nothing runs that an earlier visit may have started."""
        until(lambda: not self.running_tools(), seconds=60, what="the end of earlier runs")

    def make_events_due(self, path="/", hooks="tokenledger"):
        """Makes the events due whose hooks begin with `hooks`, and opens the lock of a cron that ran just before."""
        self.php(
            f"$hooks = '{hooks}';"
            """
            delete_transient( 'doing_cron' );
            $events = _get_cron_array();
            foreach ( $events as $time => $scheduled ) {
                foreach ( $scheduled as $hook => $event ) {
                    if ( 0 === strpos( $hook, $hooks ) && $time > time() - 60 ) {
                        unset( $events[ $time ][ $hook ] );
                        $events[ time() - 60 ][ $hook ] = $event;
                    }
                }
            }
            ksort( $events );
            _set_cron_array( array_filter( $events ) );
            """,
            path=path,
        )

    def events(self, **options):
        """The plugin's scheduled events: hook, schedule and interval; see php_process for the options."""
        return self.php_json(
            """
            $found = array();
            foreach ( _get_cron_array() as $time => $hooks ) {
                foreach ( $hooks as $hook => $events ) {
                    foreach ( $events as $event ) {
                        if ( 0 === strpos( $hook, 'tokenledger' ) ) {
                            $found[] = array( $hook, $event['schedule'], $event['interval'] ?? 0 );
                        }
                    }
                }
            }
            return $found;
            """,
            **options,
        )

    # What is left behind

    def complaints(self):
        """What PHP complained of in the plugin, since the site was made."""
        if not self.log_file.exists():
            return []
        text = self.log_file.read_text(errors="replace")
        return [line for line in text.splitlines() if "/plugins/tokenledger" in line or "PHP Fatal" in line]

    def files(self):
        """Every file under the folder that is served."""
        return {str(path) for path in self.served().rglob("*") if path.is_file()}

    def served(self):
        """The folder that is served."""
        return self.folder / "project" / "web" if (self.folder / "project").is_dir() else self.folder / "public"

    def processes(self):
        """The ids of PHP's server, its workers and what they have started."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    fields = (entry / "stat").read_text().rpartition(")")[2].split()
                    if int(fields[2]) == self.pid and fields[0] != "Z":
                        found.append(int(entry.name))
        return found

    def running_tools(self):
        """The ids of those that are not PHP, nor what looks after it."""
        found = []
        for pid in set(self.processes()) - {self.pid}:
            with contextlib.suppress(OSError):
                if not Path(f"/proc/{pid}/comm").read_text().startswith("php"):
                    found.append(pid)
        return found


@contextlib.contextmanager
def brought_up(*options, with_server=False):
    """A site for the time of the block; `with_server` gives it a database server of its own."""
    command = [str(SCRIPTS / "with-wordpress"), *options,
               "/usr/bin/python3", "-c", "import json, os, sys; print(json.dumps(dict(os.environ)), flush=True); sys.stdin.read()"]
    if with_server:
        command.insert(0, str(SCRIPTS / "with-mariadb"))
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        assert line, f"with-wordpress ended with {process.wait()}"
        yield Site(json.loads(line))
    finally:
        process.stdin.close()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)
        process.stdout.close()
