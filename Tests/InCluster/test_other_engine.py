"""The tool on another engine that speaks MySQL's protocol: OceanBase seekdb."""

import contextlib
import json
import subprocess
from types import SimpleNamespace

import pymysql
import pytest

from support import run
from support.site import LOG, ROOT
from support.splitter import option_file

TABLES = ("options", "users", "posts", "chatbot_chatgpt_conversation_log", "chatbot_chatgpt_interactions", "chatbot_chatgpt_assistants")


@pytest.fixture(scope="module")
def socket():
    """The socket of a server, which scripts/with-seekdb starts."""
    process = subprocess.Popen([ROOT / "scripts/with-seekdb", "sh", "-c", 'echo "$TOKENLEDGER_TEST_SEEKDB"; read -r _'],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    path = process.stdout.readline().strip()
    assert path, f"with-seekdb ended with {process.wait()}"
    yield path
    process.communicate("\n")


@pytest.fixture
def copied(site, cluster, socket):
    """A copy of the sample site there. The engine has no temporary tables, of which the sample site is made."""
    with contextlib.closing(pymysql.connect(unix_socket=socket, user="root", charset="utf8mb4", autocommit=True)) as connection:
        cursor = connection.cursor()
        cursor.execute(f"CREATE DATABASE {site.name} DEFAULT CHARACTER SET utf8mb4")
        cursor.execute(f"USE {site.name}")
        text = (ROOT / "sql/sample-site/tables.sql").read_text()
        for statement in "\n".join(line for line in text.splitlines() if not line.startswith("--")).split(";\n"):
            # The engine has fewer collations.
            cursor.execute(statement.replace(" COLLATE utf8mb4_unicode_520_ci", "")) if statement.strip() else None
        for table in TABLES:
            rows = cluster.nodes[0].sql(f"SELECT * FROM wp_{table}", database=site.name)
            if rows:
                cursor.executemany(f"INSERT INTO wp_{table} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)
        cursor.execute(f"SELECT SUM(message_text + 0) FROM {LOG} WHERE user_type = 'Total Tokens'")
        yield SimpleNamespace(total=int(cursor.fetchone()[0]), options=option_file(socket))


def test_sync_report_doctor_and_verify_are_right(site, copied):
    outcomes = {word: site.tool(None, *words, options=copied.options) for word, *words in (
        ("sync", "sync"), ("report", "report", "--all", "--period", "yearly", "--format", "json"),
        ("doctor", "doctor"), ("verify", "verify"))}
    run.report("OceanBase seekdb", **{word: outcome.code for word, outcome in outcomes.items()})
    assert [outcome.code for outcome in outcomes.values()] == [0] * len(outcomes), "\n".join(map(str, outcomes.values()))
    assert json.loads(outcomes["report"].output)["totals"]["total_tokens"] == copied.total
