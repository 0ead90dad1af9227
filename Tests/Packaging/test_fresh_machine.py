"""scripts/fresh-machine: a machine on which nothing is installed."""

import signal
import subprocess
import uuid

import pytest

from support.programs import REPOSITORY, SCRIPTS, run

KEPT = REPOSITORY / ".build/fresh-machine"
# Programs that a minimal Debian does not have.
FOREIGN = ["git", "gcc", "mariadbd", "mariadb", "php", "python3", "chromium", "tokenledger"]


def machines():
    """The file systems of existing machines."""
    return set(KEPT.glob("machine.*"))


@pytest.fixture
def uncommitted():
    """An uncommitted file in the checkout."""
    file = REPOSITORY / f"uncommitted-{uuid.uuid4()}"
    file.touch()
    yield file
    file.unlink()


@pytest.fixture(scope="module")
def told():
    """Facts about a machine, by name."""
    script = f"""
        say() {{ printf '%s\\t%s\\n' "$1" "${{*:2}}"; }}
        say commit $(cat .git/refs/heads/* .git/packed-refs .git/HEAD 2>/dev/null)
        say programs $(type -P {' '.join(FOREIGN)})
        say place $(id -u) $PWD
        say host $(ls -d {KEPT} /mnt/* 2>/dev/null)
        say uncommitted $(ls -d uncommitted-* 2>/dev/null)
        say variables $(compgen -e | grep TOKENLEDGER)
        say processes $(ls /proc | grep -cE '^[0-9]+$')
        say swift $(type -P swift)
        say written $(touch "$(dirname "$(type -P swift)")/written" 2>&1)
        say terminal $(ls /dev/shm /dev/pts)
    """
    outcome = run(SCRIPTS / "fresh-machine", "/bin/bash", "-c", script)
    return dict(line.split("\t", 1) for line in outcome.output.splitlines())


def test_it_has_the_commit_and_nothing_else_of_this_machine(told):
    assert run("git", "-C", REPOSITORY, "rev-parse", "HEAD").output.strip() in told["commit"]
    assert told["place"] == "0 /srv/tokenledger"
    assert (told["programs"], told["host"], told["variables"]) == ("", "", "")
    assert int(told["processes"]) < 10


def test_swift_is_there_and_cannot_be_changed(told):
    assert told["swift"].endswith("/bin/swift") and "Read-only" in told["written"]


def test_what_is_not_committed_is_not_there_and_that_is_said(uncommitted):
    before = machines()
    outcome = run(SCRIPTS / "fresh-machine", "/bin/ls", uncommitted.name, check=False)
    assert outcome.code == 2 and "uncommitted" in outcome.errors
    assert machines() <= before


def test_the_exit_code_is_the_commands_and_its_input_is_ours():
    outcome = run(SCRIPTS / "fresh-machine", "/bin/bash", "-c", "read -r code && exit $code", input="7\n", check=False)
    assert (outcome.code, outcome.output) == (7, "")


def test_when_it_is_ended_nothing_is_left():
    before = machines()
    command = [SCRIPTS / "fresh-machine", "/bin/bash", "-c", "sleep 1000 & echo ready; wait"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGTERM)
        # A surviving process would keep this open.
        assert process.stdout.read() == ""
    assert process.returncode == 143
    assert machines() <= before


@pytest.mark.parametrize("arguments", [[], ["--unknown"]])
def test_a_wrong_argument_is_refused(arguments):
    outcome = run(SCRIPTS / "fresh-machine", *arguments, check=False)
    assert outcome.code == 64 and outcome.errors.startswith("fresh-machine: error: ")
