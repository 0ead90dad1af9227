"""Overtaking a sync while its transaction is under way, at any statement of it."""

import contextlib
import queue
import re
import threading

import pymysql

from .run import choices

FENCE = re.compile(r"\s*UPDATE\s+\S*tokenledger_state\b", re.I)
BOUNDARY = re.compile(r"\s*(COMMIT|ROLLBACK|BEGIN|START TRANSACTION)\b", re.I)
# A transaction that counts something has about as many statements after the fence was raised.
STATEMENTS = 16


class Rival(threading.Thread):
    """Raises the ledger's fence at a node whenever it is asked to, as a sync does that finds nothing to count."""

    def __init__(self, site, node):
        super().__init__(daemon=True)
        self.site, self.node = site, node
        self.random = choices(f"rival {site.name} {node}")
        self.asked = queue.SimpleQueue()
        self.start()

    def run(self):
        with contextlib.closing(self.node.connect(self.site.name, timeout=600)) as connection, connection.cursor() as cursor:
            while self.asked.get():
                with contextlib.suppress(pymysql.MySQLError):
                    cursor.execute("UPDATE wp_tokenledger_state SET fence = fence + 1, writer = %s", self.random.getrandbits(60))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.asked.put(False)
        self.join(60)


class Overtaken:
    """Sees a client's statements in a proxy, and has the rival overtake the client at a random one after its fence.

    The statement goes on meanwhile: the abort may come before, during or after it.
    """

    def __init__(self, rival):
        self.rival = rival
        self.left = None

    def __call__(self, statement):
        if BOUNDARY.match(statement):
            self.left = None
        elif self.left is None and FENCE.match(statement):
            self.left = self.rival.random.randrange(STATEMENTS)
        elif self.left is not None:
            self.left -= 1
        if self.left == 0:
            self.rival.asked.put(True)
