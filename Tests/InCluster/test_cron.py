"""Cron runs a sync at every web node, and each web node has its own database node."""

import contextlib

from support import oracle, run
from support.load import codes, kinds
from support.writer import INSERT, answer


def test_cron_at_every_node_at_the_same_instant_loses_and_doubles_nothing(cluster, site):
    random, outcomes = run.choices("cron"), []
    # The first round finds no ledger, so that all of them make the tables.
    rounds = max(20, int(run.lasting(0, 0.05) / 0.4))
    with contextlib.closing(cluster.nodes[1].connect(site.name)) as connection, connection.cursor() as cursor:
        for _ in range(rounds):
            for _ in range(3):
                cursor.executemany(INSERT, answer(random))
            outcomes += site.together(*((node, "sync") for node in cluster.nodes))
            wrong = [str(outcome) for outcome in outcomes if outcome.code not in (0, 75)]
            if wrong:
                break
    cluster.await_whole()
    final = site.sync(cluster.nodes[0])
    tallies = [oracle.tally(site, node) for node in cluster.nodes]
    run.report("cron at every node", rounds=len(outcomes) // len(cluster.nodes), syncs=codes(outcomes), **oracle.summary(tallies))
    assert not wrong, kinds(wrong)
    assert final.code == 0, final
    assert [difference for tally in tallies for difference in tally.differences] == []


def test_a_site_is_synced_from_any_node_whoever_was_first(cluster, site):
    for node in cluster.nodes:
        assert site.sync(node).code == 0
    for words in (["status"], ["report", "--no-sync", "--format", "json"], ["verify"], ["doctor"]):
        outcomes = [site.tool(node, *words) for node in cluster.nodes]
        assert [outcome.code for outcome in outcomes] == [0] * len(outcomes), outcomes[0]
