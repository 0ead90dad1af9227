"""A node that is cut off in the instant of a COMMIT: whether it happened, nobody says."""

import contextlib
import threading

from support import oracle, run
from support.load import codes
from support.splitter import option_file, serve
from support.writer import INSERT, answer


class Cut:
    """Cuts a node off before the next COMMIT reaches it."""

    def __init__(self, node):
        self.node = node
        self.armed = False
        self.cuts = 0

    def __call__(self, statement):
        if self.armed and statement == "COMMIT":
            self.armed = False
            self.cuts += 1
            self.node.isolate(True)


def test_a_commit_without_a_clear_answer_is_tried_again_later(cluster, site, short_folder):
    node = cluster.nodes[1]
    cut = Cut(node)
    listen = short_folder / "cut.sock"
    serve(listen, [node.socket], before=lambda: cut)
    options = option_file(listen)
    random, outcomes = run.choices("commit"), []
    assert site.sync(node).code == 0
    for _ in range(max(2, int(run.lasting(0, 0.05) / 8))):
        with contextlib.closing(node.connect(site.name)) as connection, connection.cursor() as cursor:
            cursor.executemany(INSERT, answer(random))
        cut.armed = True
        process = site.start(node, "sync", options=options)
        heal = threading.Timer(random.uniform(3, 5), node.isolate, [False])
        heal.start()
        outcomes.append(site.finish(process, node, "sync"))
        heal.join()
        cluster.await_whole()
    finals = [site.sync(each) for each in cluster.nodes]
    tallies = [oracle.tally(site, each) for each in cluster.nodes]
    run.report("cut off in COMMIT", cuts=cut.cuts, syncs=codes(outcomes), **oracle.summary(tallies))
    assert [difference for tally in tallies for difference in tally.differences] == []
    assert [final.code for final in finals] == [0] * len(finals), finals
    assert cut.cuts == len(outcomes)
    assert {outcome.code for outcome in outcomes} <= {0, 75}, "\n".join(map(str, outcomes))
