"""The database of a site: statements, the log, and keeping others out of it."""

import datetime
import subprocess

from .clock import ZONE


class Database:
    """What a site can do with its database. It has `environment`, `database` and `prefix`."""

    def sql(self, statement):
        """The rows that a statement gives, as lists of text; NULL is "NULL"."""
        client = self.sql_process()
        output, errors = client.communicate(statement)
        assert client.returncode == 0, errors
        return [line.split("\t") for line in output.splitlines()]

    def sql_process(self):
        """A client of the site's database that reads statements."""
        return subprocess.Popen(
            ["mariadb", "--no-defaults", "--socket=" + self.environment["TOKENLEDGER_TEST_SOCKET"], "--user=root",
             "--default-character-set=utf8mb4", "--batch", "--skip-column-names", "--unbuffered", self.database],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )

    def log_table(self, blog=1):
        """The name of a blog's conversation log."""
        return f"{self.blog_prefix(blog)}chatbot_chatgpt_conversation_log"

    def blog_prefix(self, blog=1):
        """The table prefix of a blog."""
        return self.prefix if blog == 1 else f"{self.prefix}{blog}_"

    def chat(self, rows, blog=1):
        """Adds answers to the log, each a dictionary of columns, with `prompt` and `completion` tokens.

        Unless given, they are a guest's on page 2, now by the site's clock.
        """
        now = datetime.datetime.now(ZONE).strftime("%F %T")
        values = []
        for row in rows:
            tokens = {
                "Prompt Tokens": row.get("prompt", 0),
                "Completion Tokens": row.get("completion", 0),
                "Total Tokens": row.get("prompt", 0) + row.get("completion", 0),
            }
            for kind, number in tokens.items():
                cells = [
                    quoted("kognetiks_test"), quoted(row.get("user_id", "0")), quoted(row.get("page_id", "2")),
                    quoted(str(row.get("time", now))),
                    quoted(kind), quoted(row.get("assistant_id")), quoted(row.get("assistant_name", "")),
                    quoted(str(number)),
                ]
                values.append("(" + ", ".join(cells) + ")")
        self.sql(
            f"INSERT INTO {self.log_table(blog)} (session_id, user_id, page_id, interaction_time, user_type,"
            f" assistant_id, assistant_name, message_text) VALUES {', '.join(values)}"
        )


class LockedLog:
    """Holds the log so that whoever reads it has to wait, until the block ends."""

    def __init__(self, site):
        self.site = site

    def __enter__(self):
        self.client = self.site.sql_process()
        self.client.stdin.write(f"LOCK TABLES {self.site.log_table()} WRITE; SELECT 'locked';\n")
        self.client.stdin.flush()
        assert self.client.stdout.readline() == "locked\n"
        return self

    def waiting(self):
        """How many wait for the log."""
        return int(self.site.sql(
            "SELECT COUNT(*) FROM information_schema.PROCESSLIST"
            f" WHERE DB = '{self.site.database}' AND STATE LIKE '%metadata lock%'"
        )[0][0])

    def __exit__(self, *_):
        self.client.stdin.close()
        self.client.wait()
        self.client.stdout.close()


def quoted(value):
    """A text as an SQL literal; None is NULL."""
    if value is None:
        return "NULL"
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
