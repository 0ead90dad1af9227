"""What befalls a cluster: killed servers and syncs, servers that hang, nodes that are cut off."""

import collections
import time

from .run import choices


class Nemesis:
    """Does one thing after the other to nodes and syncs at random, and waits each time until the cluster is whole again."""

    def __init__(self, cluster, load, name):
        self.cluster, self.load = cluster, load
        self.random = choices(f"nemesis {name}")
        self.done = collections.Counter()

    def run_for(self, seconds):
        """Does each of its faults, and goes on until the time is over or a sync ended in a way that cannot be right."""
        deadline = time.monotonic() + seconds
        while not self.done or time.monotonic() < deadline:
            for fault in self.random.sample(self.faults, len(self.faults)):
                if self.load.unexpected() or len(self.done) == len(self.faults) and time.monotonic() >= deadline:
                    return
                fault(self, self.random.choice(self.cluster.nodes))
                self.done[fault.__name__.replace("_", " ")] += 1

    def hold(self, longest):
        """Leaves things as they are for a while."""
        time.sleep(self.random.uniform(0.2, longest))

    def killed_servers(self, node):
        """The server is killed and started again: it gets its state from another node."""
        with node.trouble():
            node.kill()
            self.hold(3)
            node.start()
            self.cluster.await_whole()

    def stopped_servers(self, node):
        """The server hangs: shortly, or until the others go on without it."""
        with node.trouble():
            node.pause()
            try:
                self.hold(6)
            finally:
                node.resume()
            self.cluster.await_whole()

    def isolated_nodes(self, node):
        """The node is cut off from the others, and has to get what it missed."""
        with node.trouble():
            node.isolate(True)
            try:
                self.hold(5)
            finally:
                node.isolate(False)
            self.cluster.await_whole()

    def rounds_of_killed_syncs(self, _):
        """Syncs are killed at any point."""
        for _ in range(10):
            self.hold(0.4)
            self.random.choice(self.load.syncers).kill()

    faults = (killed_servers, stopped_servers, isolated_nodes, rounds_of_killed_syncs)
