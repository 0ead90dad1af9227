"""`wp tokenledger …`, through support/wp_cli.php, which stands in for WP-CLI and says what it takes its place for."""

import json
import os
import subprocess

import pytest

from support.site import ROOT, brought_up
from support.stand_in import VERSION

STAND_IN = ROOT / "Tests/InWordPress/support/wp_cli.php"


@pytest.fixture(scope="module")
def site():
    with brought_up("--multisite", "--days", "60") as up:
        wp(up, "sync", check=True)
        up.at_rest()
        yield up
        assert up.complaints() == []


def wp(site, *words, settings=(), check=False, cwd=None):
    """What a call of `wp tokenledger` comes to: exit code, output and errors, in bytes."""
    options = [word for setting in ("display_errors=stderr", *settings) for word in ("-d", setting)]
    done = subprocess.run(
        ["php", *options, STAND_IN, f"--path={site.path}", "tokenledger", *words], env={**os.environ, **site.environment},
        stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=300, cwd=cwd,
    )
    assert not check or done.returncode == 0, done
    return done.returncode, done.stdout, done.stderr


def direct(site, *words, blog=1):
    """The same of the tool itself."""
    done = subprocess.run(
        [site.tool_path(), *words, "--site", "-"], input=site.description(blog).encode(), capture_output=True, check=False, timeout=300,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("words", [
    ("report", "--no-sync", "--period=daily"), ("report", "--no-sync", "--period=monthly", "--format=json"),
    ("report", "--no-sync", "--by=page,user", "--top=3", "--format=csv"),
    ("report", "--no-sync", "--by=model", "--user-id=2,0"), ("summary", "--no-sync", "--format=markdown"),
    ("export", "--no-sync", "--output=-"), ("export", "--raw", "--output=-"), ("models", "list"), ("prices", "list", "--model=gpt-4o"),
    ("rejected",), ("user", "export", "2"),
])
def test_what_the_tool_writes_comes_through_byte_for_byte(site, words):
    code, output, errors = wp(site, *words)
    assert (code, errors) == (0, direct(site, *words)[2])
    assert output == direct(site, *words)[1] and output


def test_a_sync_counts_and_the_site_of_a_network_is_chosen_with_its_url(site):
    site.chat([{"prompt": 5, "completion": 1}], blog=2)
    wp(site, "sync", f"--url={site.url}/rentals/", check=True)
    assert wp(site, "report", "--no-sync", "--all", "--format=json", f"--url={site.url}/rentals/")[1] == (
        direct(site, "report", "--no-sync", "--all", "--format", "json", blog=2)[1]
    )
    assert json.loads(wp(site, "report", "--format=json", f"--url={site.url}/rentals/")[1])["site"]["blog_id"] == 2


@pytest.mark.parametrize("words, code", [
    (("report", "--period=hourly"), 64), (("reprot",), 64), (("import", "/nonexistent.csv"), 66), (("user", "erase", "2"), 64),
])
def test_its_errors_and_exit_codes_come_through(site, words, code):
    found = wp(site, *words)
    assert found == direct(site, *words) and found[0] == code and found[2].startswith(b"tokenledger: error: ")


def test_every_exit_code_and_all_of_the_errors_come_through(site):
    for code in (0, 1, 65, 69, 70, 74, 75, 77, 78, 139):
        with site.tool_replaced(VERSION + f"printf 'a\\0b'; printf 'x\\xff%s' {code} >&2; exit {code}"):
            assert wp(site, "doctor") == (code, b"a\0b", b"x\xff%d" % code)


def handed_on(site, *words):
    """The words that the tool is called with, but for those that say where the site is; and standard input."""
    file = site.folder / "handed"
    with site.tool_replaced(f"{VERSION}printf '%s\\0' \"$@\" >{file}; cat >{file}-in"):
        wp(site, *words, check=True)
    found = file.read_text().split("\0")[:-1]
    return found, (site.folder / "handed-in").read_text()


def test_the_site_is_told_on_standard_input_and_the_password_nowhere_else(site):
    words, given = handed_on(site, "doctor")
    assert words == ["doctor", "--site", "-"]
    assert given == site.php("echo TokenLedger_Access::json( 1 );")


@pytest.mark.parametrize("typed, words", [
    (["report", "--by=model", "--user-id=7"], ["report", "--by=model", "--user-id=7"]),
    (["report", "--no-sync", "--quiet"], ["report", "--no-sync", "--quiet"]),
    (["--quiet", "report", "--no-color"], ["report", "--quiet", "--no-color"]),
    (["report", "--assistant="], ["report", "--assistant", ""]),
    (["report", "--page=-1 --all", "--model='x\"$(id)"], ["report", "--page=-1 --all", "--model='x\"$(id)"]),
    (["report", "--by=model,page"], ["report", "--by=model,page"]),
    (["report", "--page=-1", "--model=a\n--all", "--x", "-h"], ["report", "-h", "--page=-1", "--model=a\n--all", "--x"]),
    (["user", "--yes", "erase", "7"], ["user", "erase", "7", "--yes"]),
    (["models", "set", "--page=2,7", "--assistant=a\\,b,c", "--model=x,y", "--platform=P"],
     ["models", "set", "--page=2", "--page=7", "--assistant=a,b", "--assistant=c", "--model=x,y", "--platform=P"]),
])
def test_options_become_the_tools_own(site, typed, words):
    assert handed_on(site, *typed)[0] == [*words, "--site", "-"]


def test_help_is_the_tools_own_and_of_no_site(site):
    assert handed_on(site, "help", "report") == (["help", "report"], "")
    assert handed_on(site) == (["help"], "")
    assert wp(site, "help", "doctor")[1] == subprocess.run([site.tool_path(), "help", "doctor"], capture_output=True, check=True).stdout


@pytest.mark.parametrize("typed, said", [
    (["report", "--period", "monthly"], "WP-CLI wants a value behind an equals sign: --period=monthly"),
    (["report", "--no-sync", "--top", "5", "--by=page"], "WP-CLI wants a value behind an equals sign: --top=5"),
])
def test_a_word_where_none_belongs_is_refused_with_the_right_form(site, typed, said):
    code, output, errors = wp(site, *typed)
    lines = errors.decode().splitlines()
    assert (code, output) == (64, b"") and lines[0].startswith("tokenledger: error: ") and lines[-1] == f"Error: {said}"


@pytest.mark.parametrize("typed, said", [
    (["report", "--wp-path=/elsewhere"],
     "--wp-path is not for here: WordPress says where the site is. Another site of a network is chosen with --url."),
    (["report", "--site=-"], "--site is not for here: WordPress says where the site is. Another site of a network is chosen with --url."),
    (["report", "--user=1"],
     "--user is WP-CLI's own and chooses who runs the command. A person's usage is asked for with --user-id=ID."),
    (["models", "set", "--page=2", "--page=7"],
     "--page is given twice, and WP-CLI keeps the last alone. Give a list with commas: --page=A,B"),
])
def test_what_wp_cli_would_take_or_lose_is_refused_before_anything_runs(site, typed, said):
    ran = site.folder / "ran"
    with site.tool_replaced(f"touch {ran}; {VERSION}"):
        assert wp(site, *typed) == (64, b"", f"Error: {said}\n".encode())
    assert not ran.exists()


def test_files_are_those_of_the_folder_in_which_it_is_called(site, tmp_path):
    wp(site, "export", "--no-sync", "--output=days.csv", check=True, cwd=tmp_path)
    assert (tmp_path / "days.csv").read_bytes() == direct(site, "export", "--no-sync", "--output", "-")[1]
    wp(site, "export", "--no-sync", "--output=more.csv", check=True, cwd=tmp_path, settings=["disable_functions=proc_open"])
    assert (tmp_path / "more.csv").read_bytes() == (tmp_path / "days.csv").read_bytes()


def test_a_tool_that_is_not_there_is_missed(site):
    with site.tool_replaced(None):
        code, output, errors = wp(site, "report")
    assert (code, output) == (69, b"") and errors.startswith(b"Error: ") and str(site.binary).encode() in errors


def test_without_proc_open_it_goes_through_a_shell_and_without_any_it_says_so(site):
    words = ("report", "--no-sync", "--model='x\" $(id)", "--format=csv")
    assert wp(site, *words, settings=["disable_functions=proc_open"])[:2] == direct(site, *words)[:2]
    code, _, errors = wp(site, *words, settings=["disable_functions=proc_open,passthru,exec"])
    assert code == 69 and b"proc_open" in errors
