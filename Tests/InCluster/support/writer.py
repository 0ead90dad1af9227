"""Those who chat: rows that the chatbot writes, at one node each."""

import collections
import contextlib
import datetime
import threading

import pymysql

from .run import choices
from .site import LOG

INSERT = (f"INSERT INTO {LOG} (session_id, user_id, page_id, interaction_time, user_type, message_text)"
          " VALUES (%s, %s, %s, %s, %s, %s)")


def answer(random):
    """The five rows of an answered message, as arguments of INSERT. The time is never ahead of the sample site's clock."""
    prompt, completion = random.randint(50, 900), random.randint(5, 200)
    if random.randrange(8) == 0:
        # The provider has told nothing.
        prompt = completion = 0
    session, user, page = f"kognetiks_{random.getrandbits(128):032x}", random.choice("000234"), random.choice(["2", "7", "12"])
    now = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=5)).strftime("%F %T")
    texts = {"Visitor": "hello", "Prompt Tokens": prompt, "Completion Tokens": completion,
             "Total Tokens": prompt + completion, "Chatbot": "world"}
    return [(session, user, page, now, kind, str(text)) for kind, text in texts.items()]


class Writer(threading.Thread):
    """Writes answers until it is told to stop, row by row as the chatbot does.

    Some come in a transaction that is committed late, or rolled back. What fails is noted and not repeated: the log is
    what the ledger is compared with.
    """

    def __init__(self, site, node, stop, rows_per_second=200, late=0.05):
        super().__init__(daemon=True)
        self.site, self.node, self.stop = site, node, stop
        self.pause = 5 / rows_per_second
        self.late = late
        self.random = choices(f"writer {site.name} {node}")
        self.committed = 0
        self.errors = collections.Counter()

    def run(self):
        while not self.stop.is_set():
            try:
                with contextlib.closing(self.node.connect(self.site.name, timeout=15)) as connection:
                    self.write(connection)
            except pymysql.MySQLError as error:
                self.errors[error.args[0]] += 1
                self.stop.wait(0.2)

    def write(self, connection):
        """Writes over one connection as long as it lasts."""
        cursor = connection.cursor()
        while not self.stop.is_set():
            late = self.random.random() < self.late
            if late:
                connection.begin()
            for row in answer(self.random):
                cursor.execute(INSERT, row)
                self.committed += not late
            if late and self.random.random() < 0.1:
                connection.rollback()
            elif late:
                self.stop.wait(self.random.uniform(0, 1.5))
                connection.commit()
                self.committed += 5
            self.stop.wait(self.random.uniform(0, 2 * self.pause))
