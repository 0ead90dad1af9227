"""What visitors notice while the ledger is brought up to date.

A visitor's page asks the usual questions of WordPress and, when an answer comes, the chatbot writes its five rows. The
load does so at a fixed rate on a connection of its own, each statement at its appointed time or as soon after it as
the ones before let it; waiting counts. The same load runs with no sync, beside a first sync with a sync every second
after it, and beside a program that uses no database and keeps a core busy for the same share of the time, in turn; it can
also run beside a command that is timed.
"""

import json
import os
import subprocess
import sys
import threading
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
# How long there is a sync every second.
SECONDS_AFTER = 5
# How often a monitor checks a server.
PING_SECONDS = 10
# A program that is busy for 40 ms at a stretch, as long as a chunk of the log beside visitors, for a share of the time.
BUSY = """
import sys, time
stretch, share = 0.04, float(sys.argv[1])
while True:
    end = time.perf_counter() + stretch
    while time.perf_counter() < end:
        pass
    time.sleep(stretch * (1 / share - 1))
"""
# So many waits are enough for a 99th percentile, however few the rounds.
ENOUGH = 15_000


def percentile(values, part):
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


class Visitors:
    """The load on one site, and what it waited for."""

    def __init__(self, site, tokenledger, folder):
        self.site = site
        self.environment = {**os.environ, **site.environment()}
        self.tokenledger = tokenledger
        self.folder = folder

    def statements(self):
        return [("SELECT", sql, None) for sql in PAGE] + [
            ("INSERT", f"INSERT INTO {LOG} (session_id, user_id, page_id, interaction_time, user_type, message_text)"
             " VALUES ('kognetiks_bench', '3', '12', UTC_TIMESTAMP() - INTERVAL 5 HOUR, %s, %s)", values)
            for values in zip(TYPES, TEXTS, strict=True)]

    def load(self, is_over, answers_a_second):
        """Waits in seconds, those of SELECTs and those of INSERTs, until the time from the beginning is over."""
        waits = {"SELECT": [], "INSERT": []}
        statements = self.statements()
        interval = 1 / (answers_a_second * len(statements))
        connection = self.site.connect()
        cursor = connection.cursor()
        begun = time.perf_counter()
        number = 0
        while not is_over((now := time.perf_counter()) - begun):
            kind, sql, values = statements[number % len(statements)]
            due = begun + number * interval
            while now < due:
                time.sleep(due - now)
                now = time.perf_counter()
            cursor.execute(sql, values)
            cursor.fetchall()
            waits[kind].append(time.perf_counter() - due)
            number += 1
        connection.close()
        return waits

    def beside_syncs(self, arguments, answers_a_second):
        """The waits beside a first sync and a sync every second after it, and the syncs."""
        Command("uninstall", "uninstall", [self.tokenledger, "uninstall", "--yes", "--quiet"],
                environment=self.site.environment()).run(self.folder)
        syncs = Syncs([self.tokenledger, "sync", "--quiet", "--format", "json", *arguments], self.environment)
        return self.load(syncs.are_over, answers_a_second), syncs

    def beside_busy(self, share, seconds, answers_a_second):
        """The waits beside a program that keeps a core busy for a share of the time."""
        with subprocess.Popen([sys.executable, "-c", BUSY, str(share)]) as process:
            try:
                return self.load(lambda now: now >= seconds, answers_a_second)
            finally:
                process.kill()

    def measure(self, rounds, arguments, answers_a_second):
        """The 99th percentiles without and with syncs, and beside the busy program, in milliseconds, over all rounds."""
        alone, beside, busy = ({"SELECT": [], "INSERT": []} for _ in range(3))
        firsts = []
        while len(firsts) < rounds and sum(len(waits) for waits in beside["SELECT"]) < ENOUGH:
            waits, syncs = self.beside_syncs(arguments, answers_a_second)
            firsts.append(syncs.first)
            without = self.load(lambda now, end=syncs.ended: now >= end, answers_a_second)
            floor = self.beside_busy(syncs.share, syncs.ended, answers_a_second)
            for total, found in ((beside, waits), (alone, without), (busy, floor)):
                for kind, values in found.items():
                    total[kind].append(values)
        return {
            "arguments": " ".join(arguments), "rounds": len(firsts), "answers_a_second": answers_a_second,
            "first_sync_seconds": [round(first, 3) for first in firsts],
            "waits": [
                {"statement": kind, "alone_p99_ms": self.p99(alone[kind]), "beside_p99_ms": self.p99(beside[kind]),
                 "busy_p99_ms": self.p99(busy[kind]), "ratio": round(self.ratio(beside[kind], alone[kind]), 3),
                 "busy_ratio": round(self.ratio(busy[kind], alone[kind]), 3)}
                for kind in alone
            ],
        }

    @staticmethod
    def p99(rounds):
        return round(1000 * percentile([wait for waits in rounds for wait in waits], 0.99), 3)

    @classmethod
    def ratio(cls, beside, alone):
        return cls.p99(beside) / cls.p99(alone)


class Syncs:
    """A first sync, and after it a sync every second, for some seconds."""

    def __init__(self, argv, environment):
        self.argv = argv
        self.environment = environment
        self.first = self.ended = self.share = None
        self.next = 0
        self.process = None

    def are_over(self, now):
        """Sees to the syncs at a time from the beginning; whether all have been."""
        if self.process and self.process.poll() is None:
            return False
        if self.process:
            if self.process.returncode != 0:
                raise SystemExit(f"bench: error: a sync beside the visitors ended with {self.process.returncode}")
            if not self.first:
                self.first, self.share = now, self.worked(json.load(self.process.stdout), now)
            self.process, self.next = None, now + 1
            if now > self.first + SECONDS_AFTER:
                self.ended = now
                return True
        if now >= self.next:
            self.process = subprocess.Popen(
                self.argv, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        return False

    @staticmethod
    def worked(outcome, seconds):
        """The share of the time in which a sync did not pause."""
        return max(0.001, 1 - outcome["paused_ms"] / 1000 / seconds)


class Beside(Command):
    """A command that runs beside a load, which ends with it."""

    def __init__(self, *arguments, load, **others):
        super().__init__(*arguments, **others)
        self.load = load

    def run(self, folder, prefix=()):
        over = threading.Event()
        thread = threading.Thread(target=self.load, args=(over,))
        thread.start()
        try:
            return super().run(folder, prefix)
        finally:
            over.set()
            thread.join()


def ping(site):
    """A monitor that pings the server now and every ten seconds."""
    def load(over):
        while not over.is_set():
            subprocess.run(site.client("SELECT 1"), stdout=subprocess.DEVNULL, check=True)
            over.wait(PING_SECONDS)
    return load
