"""Writers and syncs at many nodes at once, and what is said of them afterwards."""

import collections
import re
import threading
import time

from . import oracle
from .run import report
from .syncer import Syncer
from .writer import Writer


class Load:
    """Writes and syncs during a block; `check` then compares and reports.

    Each kind is given by the nodes where they are; `options` has an option file for the syncs of a node that go elsewhere.
    """

    def __init__(self, cluster, site, writers, syncers, rows_per_second=200, pause=0.0, options=None):
        self.cluster, self.site = cluster, site
        self.no_more_rows, self.no_more_syncs = threading.Event(), threading.Event()
        self.writers = [Writer(site, node, self.no_more_rows, rows_per_second) for node in writers]
        self.syncers = [Syncer(site, node, self.no_more_syncs, pause, (options or {}).get(node)) for node in syncers]
        self.conflicts = cluster.conflicts()

    def __enter__(self):
        for thread in self.writers + self.syncers:
            thread.start()
        return self

    def __exit__(self, *_):
        # The syncs go on while the last rows are committed.
        for stop, threads in ((self.no_more_rows, self.writers), (self.no_more_syncs, self.syncers)):
            stop.set()
            for thread in threads:
                thread.join(150)
        self.cluster.await_whole()

    def run_for(self, seconds, conflicts=0):
        """Lets it go on for these seconds, and up to four times as long until there were that many conflicts.

        It ends when a sync ended in a way that cannot be right. Returns how many conflicts there were.
        """
        began = time.monotonic()
        while not self.unexpected():
            met, passed = self.cluster.conflicts() - self.conflicts, time.monotonic() - began
            if passed >= seconds and (met >= conflicts or passed >= 4 * seconds):
                break
            time.sleep(0.2)
        return self.cluster.conflicts() - self.conflicts

    def unexpected(self):
        """The outcomes of syncs that nothing explains."""
        return [outcome for syncer in self.syncers for outcome in syncer.unexpected()]

    def check(self, test, **figures):
        """Syncs at every node, compares the ledger with the log there, and reports. Fails with all that is wrong."""
        conflicts = self.cluster.conflicts() - self.conflicts
        outcomes = [outcome for syncer in self.syncers for outcome in syncer.outcomes]
        finals = [self.site.sync(node) for node in self.cluster.nodes]
        tallies = [oracle.tally(self.site, node) for node in self.cluster.nodes]
        times = sorted(outcome.seconds for outcome in outcomes)
        report(
            test, rows_committed=sum(writer.committed for writer in self.writers),
            syncs=codes(outcomes), conflicts=conflicts, **figures, **oracle.summary(tallies),
            median_sync=f"{1000 * times[len(times) // 2]:.0f} ms", longest=f"{times[-1]:.1f} s",
            writers_errors=dict(sum((writer.errors for writer in self.writers), collections.Counter())),
        )
        wrong = [str(outcome) for outcome in self.unexpected()]
        wrong += [f"at the end: {outcome}" for outcome in finals if outcome.code != 0]
        wrong += [difference for tally in tallies for difference in tally.differences]
        assert not wrong, f"{len(wrong)} findings:\n{kinds(wrong)}"
        assert outcomes, "nobody synced"


def kinds(findings, limit=12):
    """One finding of each kind, and how many there are of it; they are of a kind when only numbers differ."""
    first, counts = {}, collections.Counter()
    for finding in findings:
        kind = re.sub(r"\d+", "0", finding)
        first.setdefault(kind, finding)
        counts[kind] += 1
    return "\n".join(f"{count} × {first[kind]}" for kind, count in counts.most_common(limit))


def codes(outcomes):
    """How many ended with which exit code, as text."""
    counts = collections.Counter("too late" if outcome.code is None else outcome.code for outcome in outcomes)
    return " + ".join(f"{count} × {code}" for code, count in sorted(counts.items(), key=str)) or "none"
