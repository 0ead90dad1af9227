"""Running programs, as root where it takes root."""

import os
import subprocess
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
SCRIPTS = REPOSITORY / "scripts"

AS_ROOT = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]


class Outcome:
    """How a program ended: its exit code, and what it said."""

    def __init__(self, done):
        self.code = done.returncode
        self.output = done.stdout
        self.errors = done.stderr

    def __repr__(self):
        return f"exit code {self.code}\n{self.output}{self.errors}"


def run(*command, check=True, text=True, **options):
    """Runs a program to its end; see subprocess.run for the options. With `check`, it has to end well."""
    words = [str(word) for word in command]
    options.setdefault("stdin", subprocess.DEVNULL if "input" not in options else None)
    outcome = Outcome(subprocess.run(words, check=False, capture_output=True, text=text, **options))
    assert outcome.code == 0 or not check, f"{' '.join(words)}\n{outcome}"
    return outcome


def last_line(*command):
    """The last line that a program prints: scripts/package and others name there what they made."""
    return run(*command).output.splitlines()[-1]


def until(condition, seconds, what):
    """Waits until a condition holds; returns what it gave."""
    end = time.monotonic() + seconds
    while not (given := condition()):
        assert time.monotonic() < end, f"{what} did not come within {seconds} s"
        time.sleep(0.05)
    return given
