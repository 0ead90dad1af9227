"""A site in the cluster's database, and the tool that keeps its ledger."""

import concurrent.futures
import dataclasses
import os
import subprocess
import time
from pathlib import Path

import printed_documents

ROOT = Path(__file__).resolve().parents[3]
TOOL = os.environ.get("TOKENLEDGER_BIN") or str(ROOT / ".build/debug/tokenledger")
LOG = "wp_chatbot_chatgpt_conversation_log"


@dataclasses.dataclass
class Outcome:
    """How a command of the tool ended."""

    command: tuple
    node: object
    began: float
    ended: float
    # What the process ended with; None when it had to be ended because it had taken too long.
    code: int | None
    output: str
    errors: str

    @property
    def seconds(self):
        """How long it took."""
        return self.ended - self.began

    def __str__(self):
        return f"{' '.join(self.command)} at {self.node}: {self.code} after {self.seconds:.1f} s: {self.errors.strip()[:600]}"


class Site:
    """A sample site in a database of its own, with some days of chat."""

    def __init__(self, name, days=10):
        self.name = name
        subprocess.run([ROOT / "scripts/sample-site", name, str(days)], check=True)

    def start(self, node, *arguments, options=None):
        """Starts a command of the tool at a node, or where another option file leads."""
        access = ["--defaults-file", options or node.options, "--database", self.name, "--prefix", "wp_"]
        return subprocess.Popen([TOOL, *arguments, *access], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def finish(self, process, node, *arguments, timeout=120):
        """How a command ends that has just been started; one that takes longer is killed."""
        began = time.monotonic()
        try:
            output, errors = process.communicate(timeout=timeout)
            code = process.returncode
            # One that a signal ended may have been cut off in the middle of a document.
            if code >= 0:
                printed_documents.keep(output)
                printed_documents.keep_error(errors)
        except subprocess.TimeoutExpired:
            process.kill()
            output, errors = process.communicate()
            code = None
        return Outcome(arguments, node, began, time.monotonic(), code, output, errors)

    def tool(self, node, *arguments, options=None, timeout=120):
        """Runs a command of the tool to its end."""
        return self.finish(self.start(node, *arguments, options=options), node, *arguments, timeout=timeout)

    def together(self, *commands, timeout=120):
        """Runs commands at the same time, each a node and words."""
        with concurrent.futures.ThreadPoolExecutor(len(commands)) as threads:
            return list(threads.map(lambda command: self.tool(*command, timeout=timeout), commands))

    def sync(self, node, attempts=5):
        """Syncs to the end: where another run is active, again."""
        for _ in range(attempts):
            outcome = self.tool(node, "sync")
            if outcome.code != 75:
                break
        return outcome
