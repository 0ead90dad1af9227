"""What visitors notice while the ledger is brought up to date.

A visitor's page asks the usual questions of WordPress and, when an answer comes, the chatbot writes its five rows. The
load does so at a fixed rate on a connection of its own, each statement at its appointed time or as soon after it as
the ones before let it; waiting counts. The same load runs with no sync and beside a first sync with a sync every second
after it, in turn.
"""

import os
import subprocess
import time

from rounds import Command
from sample import LOG

PAGE = (
    "SELECT option_name, option_value FROM wp_options WHERE autoload = 'yes'",
    "SELECT * FROM wp_posts WHERE post_name = 'repairs' AND post_type = 'page' LIMIT 1",
    "SELECT * FROM wp_users WHERE ID = 3 LIMIT 1",
    "SELECT * FROM wp_chatbot_chatgpt_assistants WHERE assistant_id = 'asst_Wk3ShopFloorN8dYj5RsUe1a'",
)
TYPES = ("Visitor", "Prompt Tokens", "Completion Tokens", "Total Tokens", "Chatbot")
TEXTS = ("When do you open? " * 8, "1250", "180", "1430", "We open at nine on weekdays. " * 20)
ANSWERS_A_SECOND = 10


def percentile(values, part):
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


class Visitors:
    """The load on one site, and what it waited for."""

    def __init__(self, site, tokenledger, folder):
        self.site = site
        self.environment = {**os.environ, **site.environment()}
        self.tokenledger = tokenledger
        self.folder = folder

    def phase(self, seconds, syncing, connections):
        """Waits in seconds, those of SELECTs and those of INSERTs, and how long the first sync took."""
        first = None
        if syncing:
            Command("uninstall", "uninstall", [self.tokenledger, "uninstall", "--yes", "--quiet"],
                    environment=self.site.environment()).run(self.folder)
        waits = {"SELECT": [], "INSERT": []}
        connection = self.site.connect()
        cursor = connection.cursor()
        begun = time.perf_counter()
        process = self.sync(connections) if syncing else None
        next_sync = None
        statements = [("SELECT", sql, None) for sql in PAGE] + [
            ("INSERT", f"INSERT INTO {LOG} (session_id, user_id, page_id, interaction_time, user_type, message_text)"
             " VALUES ('kognetiks_bench', '3', '12', UTC_TIMESTAMP() - INTERVAL 5 HOUR, %s, %s)", values)
            for values in zip(TYPES, TEXTS, strict=True)]
        interval = 1 / (ANSWERS_A_SECOND * len(statements))
        for number in range(int(seconds / interval)):
            kind, sql, values = statements[number % len(statements)]
            due = begun + number * interval
            while (now := time.perf_counter()) < due:
                time.sleep(due - now)
            cursor.execute(sql, values)
            cursor.fetchall()
            now = time.perf_counter()
            waits[kind].append(now - due)
            if process and process.poll() is not None:
                if process.returncode != 0:
                    raise SystemExit(f"bench: error: a sync beside the visitors ended with {process.returncode}")
                first = first or now - begun
                process, next_sync = None, now + 1
            if next_sync and now >= next_sync:
                process, next_sync = self.sync(connections), None
        if process:
            first = first or None
            process.wait()
        connection.close()
        return waits, first

    def sync(self, connections):
        arguments = ["--connections", str(connections)] if connections else []
        return subprocess.Popen(
            [self.tokenledger, "sync", "--quiet", *arguments], env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL)

    def measure(self, rounds, seconds, connections=None):
        """The 99th percentiles without and with syncs, over all rounds, in milliseconds."""
        alone, beside, firsts = {"SELECT": [], "INSERT": []}, {"SELECT": [], "INSERT": []}, []
        for _ in range(rounds):
            for total, syncing in ((alone, False), (beside, True)):
                waits, first = self.phase(seconds, syncing, connections)
                for kind, values in waits.items():
                    total[kind].append(values)
                if first:
                    firsts.append(first)
        return {
            "connections": connections, "rounds": rounds, "seconds_a_round": seconds,
            "answers_a_second": ANSWERS_A_SECOND, "first_sync_seconds": [round(first, 3) for first in firsts],
            "waits": [
                {"statement": kind, "alone_p99_ms": self.p99(alone[kind]), "beside_p99_ms": self.p99(beside[kind]),
                 "ratio": round(self.ratio(beside[kind], alone[kind]), 3)}
                for kind in alone
            ],
        }

    @staticmethod
    def p99(rounds):
        return round(1000 * percentile([wait for waits in rounds for wait in waits], 0.99), 3)

    @classmethod
    def ratio(cls, beside, alone):
        return cls.p99(beside) / cls.p99(alone)
