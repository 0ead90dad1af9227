"""scripts/with-galera and scripts/with-seekdb leave nothing behind, however they end."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from support.site import ROOT
from support.waiting import until

GALERA = [ROOT / "scripts/with-galera", "--nodes", "2"]
SEEKDB = [ROOT / "scripts/with-seekdb"]


def processes(folder):
    """The command lines of all processes that have to do with a folder."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = file.read_bytes().decode(errors="replace")
        except OSError:
            continue
        if str(folder) in words:
            found.append(words)
    return found


@pytest.mark.parametrize("script, ending", [(GALERA, signal.SIGTERM), (GALERA, signal.SIGKILL), (SEEKDB, signal.SIGTERM)])
def test_nothing_is_left_behind(short_folder, script, ending):
    process = subprocess.Popen([*script, "sh", "-c", "echo ready; read -r _"], text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "TMPDIR": str(short_folder)})
    short_folder.chmod(0o755)
    assert process.stdout.readline() == "ready\n"
    assert processes(short_folder) != []
    process.send_signal(ending)
    assert process.wait(30) == {signal.SIGTERM: 143, signal.SIGKILL: -9}[ending]
    process.stdin.close()
    until(lambda: processes(short_folder) == [] and os.listdir(short_folder) == [], 10, "the end of all")


@pytest.mark.parametrize("arguments", [[], ["--nodes", "9", "true"], ["--node", "3", "true"], ["--nodes", "3"]])
def test_arguments_that_make_no_sense_are_refused(arguments):
    done = subprocess.run([GALERA[0], *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 64 and "usage: scripts/with-galera" in done.stderr
