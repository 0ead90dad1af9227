"""What the ledger has to hold, by SQL over the log that has nothing in common with the tool's."""

import contextlib
import dataclasses

from .site import LOG

KINDS = ("Prompt Tokens", "Completion Tokens", "Total Tokens")
SUMS = "SUM(prompt_tokens), SUM(completion_tokens), SUM(total_tokens), SUM(requests)"


@dataclasses.dataclass
class Tally:
    """What one node holds."""

    token_rows: int
    rows_counted: int
    epochs: int
    differences: list


def tally(site, node):
    """Compares the whole ledger with the log at one node, in one snapshot of all that the cluster has committed."""
    with contextlib.closing(node.connect(site.name, timeout=120)) as connection, connection.cursor() as cursor:
        def rows(statement):
            cursor.execute(statement)
            return cursor.fetchall()

        rows("SET SESSION wsrep_sync_wait = 15")
        rows("START TRANSACTION WITH CONSISTENT SNAPSHOT")
        kinds = ", ".join(f"SUM(IF(user_type = '{kind}', message_text + 0, 0))" for kind in KINDS)
        log = by_day(rows(
            f"SELECT DATE(interaction_time), {kinds}, SUM(user_type = 'Total Tokens') FROM {LOG}"
            f" WHERE user_type IN {KINDS} GROUP BY 1"))
        token_rows = rows(f"SELECT COUNT(*) FROM {LOG} WHERE user_type IN {KINDS}")[0][0]
        tables = {table: by_day(rows(f"SELECT day, {SUMS} FROM wp_tokenledger_{table} GROUP BY day"))
                  for table in ("day_totals", "usage_facts", "hour_totals")}
        state = rows(
            "SELECT c.rows_counted, prompt_tokens, completion_tokens, total_tokens, requests"
            " FROM wp_tokenledger_state, wp_tokenledger_cursors c")[0]
        epochs = rows("SELECT COUNT(*) FROM wp_tokenledger_epochs")[0][0]
    found = Tally(token_rows, state[0], epochs, [])
    for table, days in tables.items():
        for day in sorted(log.keys() | days.keys()):
            if log.get(day) != days.get(day):
                found.differences.append(f"{node}: {table} of {day} has {days.get(day)}, the log {log.get(day)}")
    whole = tuple(map(sum, zip(*log.values(), strict=True)))
    for what, expected, there in (("rows counted", token_rows, state[0]), ("totals", whole, tuple(state[1:])), ("epochs", 1, epochs)):
        if expected != there:
            found.differences.append(f"{node}: {what}: {there} in the state, {expected} expected")
    return found


def by_day(rows):
    """Prompt, completion and total tokens and requests of each day."""
    return {day: tuple(map(int, figures)) for day, *figures in rows}


def summary(tallies):
    """The figures of all nodes for the report: the worst of each kind."""
    return {
        "token_rows": max(tally.token_rows for tally in tallies),
        "lost": max(0, *(tally.token_rows - tally.rows_counted for tally in tallies)),
        "doubled": max(0, *(tally.rows_counted - tally.token_rows for tally in tallies)),
        "epochs": max(tally.epochs for tally in tallies),
    }
