"""The tool behind a proxy that sends reads elsewhere than writes."""

import contextlib
import threading

import pymysql
import pytest

from support import run
from support.load import Load
from support.site import LOG
from support.splitter import splitter

WHO = "SELECT @@wsrep_node_name"


@pytest.fixture
def options(cluster, short_folder):
    """An option file that leads to a splitter: node 1 takes the writes, the others answer reads."""
    with splitter(short_folder / "split.sock", cluster.nodes[0], cluster.nodes[1:]) as options:
        yield options


def test_the_splitter_sends_reads_to_readers_and_transactions_to_the_writer(cluster, options):
    readers = {str(node) for node in cluster.nodes[1:]}
    with contextlib.closing(pymysql.connect(read_default_file=str(options), autocommit=True)) as connection:
        cursor = connection.cursor()

        def asked(statement=WHO):
            cursor.execute(statement)
            return cursor.fetchone()[0]

        assert {asked() for _ in range(40)} == readers
        for begin, end in (("BEGIN", "COMMIT"), ("START TRANSACTION", "ROLLBACK"), ("SET autocommit = 0", "SET autocommit = 1")):
            cursor.execute(begin)
            assert asked() == "node1"
            cursor.execute(end)
            assert asked() in readers
        assert asked(f"{WHO} FOR UPDATE") == "node1"
        cursor.execute("SET @remembered = 7")
        assert asked("SELECT @remembered") == 7
        with pytest.raises(pymysql.MySQLError):
            cursor.execute("SELECT nothing FROM nowhere")
        assert asked() in readers


def test_a_reader_that_lags_neither_loses_rows_nor_makes_epochs(cluster, site, options):
    random, over, lags, old = run.choices("lag"), threading.Event(), [0], [0]
    highest = f"SELECT MAX(id) FROM {site.name}.{LOG}"

    def value(connection):
        with connection.cursor() as cursor:
            cursor.execute(highest)
            return cursor.fetchone()[0]

    def lag():
        with contextlib.closing(cluster.nodes[0].connect(site.name)) as writer, \
                contextlib.closing(pymysql.connect(read_default_file=str(options), autocommit=True)) as split:
            with split.cursor() as cursor:
                cursor.execute("SET @known = 1")
            while not over.is_set():
                with cluster.nodes[-1].lagging():
                    over.wait(random.uniform(0.3, 1.5))
                    now = value(writer)
                    old[0] += sum(value(split) < now for _ in range(10))
                lags[0] += 1
                over.wait(random.uniform(0.1, 1))

    assert site.sync(cluster.nodes[0]).code == 0
    thread = threading.Thread(target=lag, daemon=True)
    with Load(cluster, site, cluster.nodes[:1], cluster.nodes[:1], pause=0.05, options={cluster.nodes[0]: options}) as load:
        thread.start()
        load.run_for(run.lasting(12, 0.2))
        over.set()
        thread.join(30)
    load.check("behind a splitter", lags=lags[0], old_answers=old[0])
    assert old[0] > 0
