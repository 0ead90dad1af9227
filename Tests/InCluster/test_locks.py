"""Nodes that are locked for a backup, or that lag behind the others."""

import contextlib
import json

import pytest

from support import oracle, run
from support.writer import INSERT, answer

REPORT = ("report", "--no-sync", "--all", "--period", "yearly", "--format", "json")


@pytest.fixture
def synced(cluster, site):
    """The site, with a ledger that is up to date."""
    assert site.sync(cluster.nodes[0]).code == 0
    return site


def add_answers(site, node, count=200):
    """Writes some answers at a node."""
    random = run.choices("answers")
    with contextlib.closing(node.connect(site.name)) as connection, connection.cursor() as cursor:
        cursor.executemany(INSERT, [row for _ in range(count) for row in answer(random)])


def assert_whole(site, cluster):
    """Syncs at every node, and compares."""
    cluster.await_whole()
    for node in cluster.nodes:
        outcome = site.sync(node)
        assert outcome.code == 0, outcome
        assert oracle.tally(site, node).differences == []


def test_under_a_held_global_lock_every_command_ends_and_says_why(cluster, synced):
    node = cluster.nodes[1]
    # At the node itself, so that it lags behind nobody.
    add_answers(synced, node)
    commands = [("sync",), ("doctor",), ("report",), ("status",), ("verify",)]
    with node.lagging():
        outcomes = synced.together(*((node, *command) for command in commands))
    run.report("global lock", **{outcome.command[0]: f"{outcome.code} in {outcome.seconds:.1f} s" for outcome in outcomes})
    assert_whole(synced, cluster)
    late = [str(outcome) for outcome in outcomes if outcome.code is None]
    assert not late, "not ended:\n" + "\n".join(late)
    wrong = [str(outcome) for outcome in outcomes if outcome.code not in (0, 75)]
    assert not wrong, "\n".join(wrong)
    assert outcomes[0].code == 75 and outcomes[0].errors, outcomes[0]


def test_a_node_that_lags_gives_no_old_figures_as_current(cluster, synced):
    node = cluster.nodes[-1]
    with node.lagging():
        add_answers(synced, cluster.nodes[0])
        assert synced.sync(cluster.nodes[0]).code == 0
        add_answers(synced, cluster.nodes[0])
        outcomes = synced.together((node, *REPORT), (node, "status", "--format", "json"))
    reported, status = outcomes
    right = cluster.nodes[0].sql("SELECT total_tokens FROM wp_tokenledger_state", database=synced.name)[0][0]
    shown = json.loads(reported.output)["totals"]["total_tokens"] if reported.code == 0 else None
    looked = json.loads(status.output)["sites"][0]
    run.report("a node that lags", report=f"{reported.code} in {reported.seconds:.1f} s", tokens=f"{shown} of {right}",
               status=f"{status.code} in {status.seconds:.1f} s", lag=looked["lag_rows"])
    assert_whole(synced, cluster)
    assert reported.code == 0 or reported.code in (69, 75) and reported.errors, reported
    assert shown in (None, right), reported
    assert looked["error"] or looked["lag_rows"] > 0, status
