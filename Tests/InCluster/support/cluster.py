"""The private cluster that scripts/with-galera has started: its nodes, and what can be done to them."""

import contextlib
import math
import os
import signal
import time
from pathlib import Path

import pymysql

from .waiting import until


class Node:
    """One server of the cluster."""

    def __init__(self, folder, number):
        self.number = number
        self.socket = folder / f"node{number}" / "server.sock"
        self.options = folder / f"node{number}" / "client.cnf"
        self.pid_file = folder / f"node{number}" / "server.pid"
        self.log = folder / f"node{number}" / "server.log"
        self.starts = folder / "start"
        self.troubles = []
        self.conflicts_before = 0

    def __repr__(self):
        return f"node{self.number}"

    def connect(self, database=None, timeout=30):
        """A connection in which every statement commits by itself."""
        return pymysql.connect(
            unix_socket=str(self.socket), user="root", database=database, charset="utf8mb4", autocommit=True,
            connect_timeout=5, read_timeout=timeout, write_timeout=timeout,
        )

    def sql(self, *statements, database=None, timeout=30):
        """The rows that the last of some statements gives."""
        with contextlib.closing(self.connect(database, timeout)) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall()

    def status(self):
        """What Galera says of the node, by name; nothing while it cannot be asked."""
        with contextlib.suppress(pymysql.MySQLError):
            return dict(self.sql("SHOW GLOBAL STATUS LIKE 'wsrep_%'", timeout=2))
        return {}

    def is_synced(self, members):
        """Whether the node has what the others have, in a cluster of this size."""
        status = self.status()
        assert status.get("wsrep_local_state_comment") != "Inconsistent", f"{self} found its data wrong and left; see {self.log}"
        return status.get("wsrep_local_state_comment") == "Synced" and status.get("wsrep_cluster_size") == str(members)

    def has_caught_up(self):
        """Waits until the node has applied all that was committed until now; whether it has."""
        with contextlib.suppress(pymysql.MySQLError):
            return bool(self.sql("SET SESSION wsrep_sync_wait = 15", "SELECT 1"))
        return False

    def conflicts(self):
        """How many transactions of this node lost against one of another, since it was first started."""
        status = self.status()
        now = sum(int(status.get(name, 0)) for name in ("wsrep_local_bf_aborts", "wsrep_local_cert_failures"))
        return self.conflicts_before + now

    # Troubles

    @contextlib.contextmanager
    def trouble(self):
        """Notes that the node is in trouble during the block, so that nobody wonders who cannot reach it."""
        window = [time.monotonic(), math.inf]
        self.troubles.append(window)
        try:
            yield
        finally:
            window[1] = time.monotonic()

    def was_troubled(self, began, ended):
        """Whether there was trouble within a span of time."""
        return any(first <= ended and began <= last for first, last in self.troubles)

    @property
    def pid(self):
        """The server's process id, which is that of its process group, too."""
        return int(self.pid_file.read_text())

    def kill(self):
        """Kills the server, and what transfers its state."""
        pid = self.pid
        self.conflicts_before = self.conflicts()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        until(lambda: not Path(f"/proc/{pid}").exists(), 10, f"the end of {self}")

    def start(self):
        """Starts the server again, and once more when it ends before it has joined."""
        for _ in range(3):
            before = self.pid
            self.starts.write_text(f"{self.number}\n")
            until(lambda: self.pid != before, 10, f"the start of {self}")
            if until(self.joined_or_ended, 180, f"a synced {self}") == "joined":
                return
        raise AssertionError(f"{self} does not join:\n{self.log.read_text(errors='replace')[-4000:]}")

    def joined_or_ended(self):
        """Which of the two has happened, if any."""
        if not Path(f"/proc/{self.pid}").exists():
            return "ended"
        return "joined" if self.status().get("wsrep_local_state_comment") == "Synced" else None

    def pause(self):
        """Stops the server's process."""
        os.killpg(self.pid, signal.SIGSTOP)

    def resume(self):
        """Lets it go on."""
        os.killpg(self.pid, signal.SIGCONT)

    def isolate(self, isolated):
        """Cuts the node off from the others, or puts it back."""
        self.sql(f"SET GLOBAL wsrep_provider_options = 'gmcast.isolate={int(isolated)}'")

    @contextlib.contextmanager
    def lagging(self):
        """Keeps the node behind the others during the block, as a large table change does. Nothing can be written there."""
        with contextlib.closing(self.connect()) as connection, connection.cursor() as cursor:
            # Otherwise the others would soon wait for it.
            cursor.execute("SET GLOBAL wsrep_desync = ON")
            cursor.execute("FLUSH TABLES WITH READ LOCK")
            try:
                yield
            finally:
                cursor.execute("UNLOCK TABLES")
                cursor.execute("SET GLOBAL wsrep_desync = OFF")


class Cluster:
    """All nodes."""

    def __init__(self):
        folder = Path(os.environ["TOKENLEDGER_TEST_GALERA"])
        self.nodes = [Node(folder, number) for number in range(1, int(os.environ["TOKENLEDGER_TEST_GALERA_NODES"]) + 1)]

    def await_whole(self):
        """Waits until every node has what the others have, and has applied all that was committed until now."""
        until(lambda: all(node.is_synced(len(self.nodes)) and node.has_caught_up() for node in self.nodes), 120, "the whole cluster")

    def repair(self):
        """Gives a new state to a node that has left the cluster, so that its test is the only one to fail."""
        for node in self.nodes:
            if node.status().get("wsrep_local_state_comment") in (None, "Inconsistent"):
                node.kill()
                node.start()
        self.await_whole()

    def conflicts(self):
        """How many transactions lost against one of another node."""
        return sum(node.conflicts() for node in self.nodes)
