"""The site that is measured: WordPress's tables, and a log of any size filled by the server itself."""

import os
import subprocess

import pymysql

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LOG = "wp_chatbot_chatgpt_conversation_log"
TOKEN_TYPES = "'Prompt Tokens', 'Completion Tokens', 'Total Tokens'"
YEARS = 3

# Pages, users and assistants by the answer's hash `h`: FEW make 6 combinations a day, MANY 400.
FEW = {
    "user": "IF(h DIV 8 MOD 10 < 8, '0', '3')",
    "page": "ELT(1 + h DIV 128 MOD 3, '2', '7', '15')",
    "assistant": "IF(h DIV 128 MOD 3 = 2, 'asst_Hb7LmRentalsQ2vXc9TzKp4w', NULL)",
}
MANY = {
    "user": "CAST(h DIV 8 MOD 10 AS CHAR)",
    "page": "CAST(2 + h DIV 128 MOD 20 AS CHAR)",
    "assistant": "IF(h DIV 4096 MOD 2 = 1, 'asst_Wk3ShopFloorN8dYj5RsUe1a', NULL)",
}
VARIANTS = {"few": FEW, "many": MANY}

PHRASE = (
    'Our rentals, as the terms say, start at "nine" on weekdays; bring a helmet and a card.\n'
    "A flat tire is mended while you wait, unless the rim is bent: then it takes until the evening.\n"
)


class Site:
    """A database with a site in it, reached as root over the private server's socket."""

    def __init__(self, name, variant="few"):
        self.name = name
        self.variant = variant
        self.socket = os.environ["TOKENLEDGER_TEST_SOCKET"]
        self.user = os.environ["TOKENLEDGER_TEST_USER"]
        self.answers = 0

    def environment(self):
        """What tells tokenledger where the site is."""
        return {
            "TOKENLEDGER_DB_SOCKET": self.socket,
            "TOKENLEDGER_DB_USER": self.user,
            "TOKENLEDGER_DB_NAME": self.name,
            "TOKENLEDGER_DB_PREFIX": "wp_",
        }

    def client(self, sql, *options):
        """The command line of the mariadb client that runs `sql`."""
        return [
            "mariadb", "--no-defaults", f"--socket={self.socket}", f"--user={self.user}", "--skip-ssl",
            "--default-character-set=utf8mb4", "--batch", *options, self.name, f"--execute={sql}",
        ]

    def connect(self, database=True):
        return pymysql.connect(
            unix_socket=self.socket, user=self.user, database=self.name if database else None,
            charset="utf8mb4", autocommit=True)

    def run(self, *statements):
        """Runs statements; the rows of the last one."""
        connection = self.connect()
        try:
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
                return cursor.fetchall()
        finally:
            connection.close()

    def make(self, rows):
        """Makes the site with `rows` rows of log, five to an answer, spread over the years up to now."""
        connection = self.connect(database=False)
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {self.name} DEFAULT CHARACTER SET utf8mb4")
        connection.close()
        folder = os.path.join(ROOT, "sql", "sample-site")
        text = "".join(open(os.path.join(folder, name), encoding="utf-8").read()
                       for name in ("tables.sql", "content.sql"))
        subprocess.run(self.client("SOURCE /dev/stdin"), input=text.encode(), check=True)
        answers = rows // 5
        seconds = YEARS * 365 * 86400 // max(1, answers)
        self.fill(answers, seconds)
        self.run(f"ANALYZE TABLE {LOG}")
        self.warm()

    def drop(self):
        self.run(f"DROP DATABASE {self.name}")

    def fill(self, answers, seconds, step=1):
        """Adds answers, `seconds` apart, the last one now by the site's clock, their rows' ids `step` apart."""
        first, last = self.answers, self.answers + answers - 1
        part = VARIANTS[self.variant]
        message = (
            "CASE k WHEN 1 THEN p WHEN 2 THEN c WHEN 3 THEN p + c"
            f" ELSE SUBSTRING(@phrase, 1 + h MOD {len(PHRASE)}, 50 + FLOOR(1451 * POW(CRC32(seq) / 4294967296, 2)))"
            " END"
        )
        self.run(
            f"SET unique_checks = 0, foreign_key_checks = 0, auto_increment_increment = {step}",
            f"SET @phrase = REPEAT({connection_literal(PHRASE)}, 12), @now = UTC_TIMESTAMP() - INTERVAL 5 HOUR",
            f"""
            INSERT INTO {LOG} (session_id, user_id, page_id, interaction_time, user_type, thread_id, assistant_id,
              assistant_name, message_text, sentiment_score)
            SELECT CONCAT('kognetiks_', MD5(seq DIV 15)), {part["user"]}, {part["page"]},
              @now - INTERVAL ({last} - seq DIV 5) * {seconds} SECOND,
              ELT(k + 1, 'Visitor', 'Prompt Tokens', 'Completion Tokens', 'Total Tokens', 'Chatbot'),
              NULL, {part["assistant"]}, NULL, {message}, 0
            FROM (
              SELECT seq, seq MOD 5 AS k, CRC32(CONCAT('answer ', seq DIV 5)) AS h,
                200 + CRC32(seq DIV 5) MOD 1500 AS p, 20 + CRC32(seq DIV 5) DIV 2048 MOD 400 AS c
              FROM seq_{first * 5}_to_{last * 5 + 4}
            ) AS rows_of_answers
            """,
            # The server has set more ids aside than there were rows, up to 65,535: a large log would run out of them.
            f"ALTER TABLE {LOG} AUTO_INCREMENT = 1",
        )
        self.answers += answers

    def leave_gaps(self, number, ids):
        """Adds answers, each after so many ids whose rows will never come."""
        for _ in range(number):
            self.run(f"ALTER TABLE {LOG} AUTO_INCREMENT = {self.highest_id() + ids + 1}")
            self.fill(1, 1)

    def warm(self):
        """Reads all of the log into the server's memory."""
        self.run(f"SELECT COUNT(*), SUM(LENGTH(message_text)), SUM(LENGTH(session_id)) FROM {LOG}")

    def highest_id(self):
        return self.run(f"SELECT COALESCE(MAX(id), 0) FROM {LOG}")[0][0]


def connection_literal(text):
    return "'" + pymysql.converters.escape_string(text) + "'"


def listed(sites, folder):
    """A file in a folder that lists sites."""
    access, file = os.path.join(folder, "sites.cnf"), os.path.join(folder, "sites.yml")
    with open(access, "w", encoding="utf-8") as out:
        out.write(f"[client]\nuser={sites[0].user}\nsocket={sites[0].socket}\n")
    with open(file, "w", encoding="utf-8") as out:
        out.write("sites:\n" + "".join(
            f"  - {{defaults_file: {access}, database: {site.name}, prefix: wp_, client: C{number % 7}}}\n"
            for number, site in enumerate(sites)))
    return file
