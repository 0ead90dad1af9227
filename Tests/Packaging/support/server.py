"""The private server, and sites in it; see scripts/with-mariadb."""

import contextlib
import fcntl
import os

from .programs import SCRIPTS, run

SOCKET = os.environ.get("TOKENLEDGER_TEST_SOCKET", "")
PREFIX = "wp_"
LOG = f"{PREFIX}chatbot_chatgpt_conversation_log"


def sql(statements, database=""):
    """The rows that statements give, as lists of text."""
    said = run("mariadb", "--no-defaults", f"--socket={SOCKET}", "--user=root", "--default-character-set=utf8mb4",
               "--batch", "--skip-column-names", *([database] if database else []), input=statements)
    return [line.split("\t") for line in said.output.splitlines()]


@contextlib.contextmanager
def clock(user, instant):
    """Has the server take an instant (seconds since 1970) for the present whenever a user, who is no administrator, asks.

    There is one such clock, so others wait for it.
    """
    with open(f"{SOCKET}.clock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        sql(f"SET GLOBAL init_connect = \"SET timestamp = IF(USER() LIKE '{user}@%', {instant}, 0)\"")
        try:
            yield
        finally:
            sql("SET GLOBAL init_connect = ''")


class Site:
    """A sample site of a few days, in a database of its own, and the user that WordPress would have there."""

    def __init__(self, name, days=10):
        self.name = name
        self.password = f"pass word'{name}"
        run(SCRIPTS / "sample-site", name, days)
        self.grant(name, f"IDENTIFIED BY {quoted(self.password)}")

    def grant(self, user, login):
        """Makes a user who may do everything in the site's database, and nothing beside."""
        for host in ("localhost", "127.0.0.1"):
            sql(f"CREATE USER '{user}'@'{host}' {login}; GRANT ALL ON {self.name}.* TO '{user}'@'{host}'")

    def drop(self):
        """Takes the database away."""
        sql(f"DROP DATABASE {self.name}")

    def wp_config(self, host="localhost"):
        """The site's wp-config.php."""
        password = self.password.replace("\\", "\\\\").replace("'", "\\'")
        return (f"<?php\ndefine( 'DB_NAME', '{self.name}' );\ndefine( 'DB_USER', '{self.name}' );\n"
                f"define( 'DB_PASSWORD', '{password}' );\ndefine( 'DB_HOST', '{host}' );\n$table_prefix = '{PREFIX}';\n")

    def total(self):
        """What all answers of the log used, as the server adds it up."""
        return int(sql(f"SELECT SUM(CAST(message_text AS UNSIGNED)) FROM {LOG} WHERE user_type = 'Total Tokens'", self.name)[0][0])

    def set_zone(self, zone):
        """Sets the site's time zone, as WordPress keeps it."""
        sql(f"UPDATE {PREFIX}options SET option_value = {quoted(zone)} WHERE option_name = 'timezone_string'", self.name)


def quoted(text):
    """A text as SQL has it."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
