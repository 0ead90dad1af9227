"""The clients in the documentation work as they stand there."""

import datetime
import json
import os
import re
import subprocess
from urllib.parse import urlsplit

import pytest

from support.clock import today
from support.site import ROOT

ARTICLE = ROOT / "Sources/TokenLedgerCLI/TokenLedger.docc/Clients.md"

FIRST, LAST = (str(today() - datetime.timedelta(days=days)) for days in (40, 1))

# How each client is called: the name of its file, what follows it there, and the program that runs it.
CALLS = {
    "bash": ('"$@"\n', ["bash", "-euo", "pipefail"]),
    "python": (
        """
import json, sys
result = globals()[sys.argv[1]](*sys.argv[2:])
sys.stdout.buffer.write(result if isinstance(result, bytes) else json.dumps(result).encode())
""", ["/usr/bin/python3"]),
    "php": (
        """
$result = call_user_func_array( $argv[1], array_slice( $argv, 2 ) );
echo is_string( $result ) ? $result : json_encode( $result );
""", ["php", "-d", "display_errors=stderr"]),
}


def block(language):
    """The article's block in a language."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", ARTICLE.read_text(), re.S | re.M)
    assert len(found) == 1
    return found[0]


@pytest.fixture(scope="module")
def home(site, tmp_path_factory):
    """A home with the file that holds the owner's application password."""
    secret = site.php_json("return WP_Application_Passwords::create_new_application_password( 1, array( 'name' => 'client' ) )[0];")
    home = tmp_path_factory.mktemp("home")
    line = re.search(r"^    (machine .*)$", ARTICLE.read_text(), re.M)[1]
    file = home / ".netrc"
    file.write_text(re.sub(
        r"^machine \S+ login \S+ password \S+$",
        f"machine {urlsplit(site.url).hostname} login owner password {secret.replace(' ', '')}", line) + "\n")
    file.chmod(0o600)
    return home


@pytest.fixture(params=CALLS)
def client(request, site, home, tmp_path):
    """Runs a call of a client, and gives what it ended with."""
    call, program = CALLS[request.param]
    file = tmp_path / f"client.{request.param}"
    file.write_text(block(request.param) + call)
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "TOKENLEDGER_SITE": site.url}
    return lambda *words: subprocess.run([*program, file, *words], env=environment, capture_output=True, check=False)


@pytest.mark.parametrize("group, options", [("month", ("--period", "monthly")), ("model", ("--by", "model"))])
def test_a_client_gets_usage(site, client, group, options):
    done = client("get_token_usage", FIRST, LAST, group)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout) == site.tool_json("report", "--no-sync", "--from", FIRST, "--to", LAST, *options)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_client_gets_a_file_of_days(site, client, form):
    done = client("export_token_usage", FIRST, LAST, form)
    assert (done.returncode, done.stderr) == (0, b"")
    words = ("report", "--no-sync", "--period", "daily", "--from", FIRST, "--to", LAST)
    if form == "csv":
        assert done.stdout == site.tool(*words, "--format", "csv", text=False)
    else:
        assert json.loads(done.stdout) == site.tool_json(*words)


def test_a_client_says_what_is_wrong(client):
    done = client("get_token_usage", FIRST, LAST, "user,hour")
    assert done.returncode != 0
    assert b"the ledger keeps hours by model, platform, weekday, source alone" in done.stdout + done.stderr


def test_a_client_without_the_password_gets_nothing(home, client):
    (home / ".netrc").rename(home / "aside")
    try:
        done = client("export_token_usage", FIRST, LAST, "csv")
    finally:
        (home / "aside").rename(home / ".netrc")
    assert done.returncode != 0
    assert b"You are not allowed to see the token usage." in done.stdout + done.stderr
