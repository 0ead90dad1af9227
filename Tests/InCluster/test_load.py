"""Everyone writes and syncs at every node at once, while servers, syncs and tables suffer what they may suffer."""

import contextlib
import itertools
import threading

import pymysql
import pytest

from support import run
from support.load import Load
from support.nemesis import Nemesis
from support.rival import Overtaken, Rival
from support.site import LOG
from support.splitter import option_file, serve

# What an upgrade of the plugin, an optimizer plugin or a host's maintenance does.
LEDGER_DDL = [
    f"{verb} TABLE wp_tokenledger_{table}"
    for verb in ("OPTIMIZE", "ANALYZE") for table in ("state", "day_totals", "usage_facts", "hour_totals")]
LOG_DDL = [f"ALTER TABLE {LOG} ADD COLUMN extra INT", f"ALTER TABLE {LOG} DROP COLUMN extra", f"OPTIMIZE TABLE {LOG}"]

# How often at least syncs of different nodes meet in a run of ten minutes or more.
CONFLICTS = 2000


def test_syncs_at_all_nodes_at_once_lose_and_double_nothing(cluster, site):
    with Load(cluster, site, cluster.nodes, cluster.nodes, rows_per_second=100) as load:
        load.run_for(run.lasting(10, 0.2))
    load.check("syncs at all nodes")


def test_syncs_that_are_overtaken_at_any_statement_lose_and_double_nothing(cluster, site, short_folder):
    first, *others = cluster.nodes
    assert site.sync(first).code == 0
    with Rival(site, first) as rival:
        options = {}
        for node in others:
            listen = short_folder / f"{node}.sock"
            serve(listen, [node.socket], before=lambda: Overtaken(rival))
            options[node] = option_file(listen)
        with Load(cluster, site, [first], others, rows_per_second=100, options=options) as load:
            wanted = min(CONFLICTS, run.MINUTES * CONFLICTS // 10)
            met = load.run_for(run.lasting(10, 0.2), wanted)
    load.check("overtaken syncs")
    assert met >= wanted, f"only {met} conflicts: the machine is too slow for its minutes"


def test_what_befalls_servers_and_syncs_costs_no_row(cluster, site):
    # A state that MariaDB copies while another node makes tables may lack them.
    assert site.sync(cluster.nodes[0]).code == 0
    cluster.await_whole()
    with Load(cluster, site, cluster.nodes, cluster.nodes, pause=0.05) as load:
        nemesis = Nemesis(cluster, load, site.name)
        nemesis.run_for(run.lasting(20, 0.3))
    load.check("faults", **{name.replace(" ", "_"): count for name, count in nemesis.done.items()})


@contextlib.contextmanager
def repeated(node, database, statements):
    """Runs statements at a node again and again during the block. The answer counts those that were done, and that failed."""
    stop, counts = threading.Event(), {"done": 0, "failed": 0}

    def storm():
        with contextlib.closing(node.connect(database)) as connection, connection.cursor() as cursor:
            for statement in itertools.cycle(statements):
                if stop.is_set():
                    break
                try:
                    cursor.execute(statement)
                    counts["done"] += 1
                except pymysql.MySQLError:
                    counts["failed"] += 1
                stop.wait(0.02)

    thread = threading.Thread(target=storm, daemon=True)
    thread.start()
    try:
        yield counts
    finally:
        stop.set()
        thread.join(60)


@pytest.mark.parametrize("statements", [LEDGER_DDL, LOG_DDL], ids=["ledger", "log"])
def test_tables_that_are_rebuilt_meanwhile_do_no_harm(cluster, site, statements):
    assert site.sync(cluster.nodes[0]).code == 0
    with Load(cluster, site, cluster.nodes, cluster.nodes[:2], pause=0.05) as load:
        with repeated(cluster.nodes[-1], site.name, statements) as counts:
            load.run_for(run.lasting(4, 0.05))
    load.check(f"rebuilt tables of the {'ledger' if statements is LEDGER_DDL else 'log'}", rebuilt=counts["done"], failed=counts["failed"])
