"""Those who sync, one after the other at one node."""

import threading

# A killed process, as subprocess has it.
KILLED = -9


class Syncer(threading.Thread):
    """Syncs until it is told to stop, and keeps the outcomes."""

    def __init__(self, site, node, stop, pause=0.0, options=None):
        super().__init__(daemon=True)
        self.site, self.node, self.stop = site, node, stop
        self.pause, self.options = pause, options
        self.outcomes = []
        self.process = None
        self.kills = 0

    def run(self):
        while not self.stop.is_set():
            self.once()
            self.stop.wait(self.pause)

    def once(self):
        """Syncs once."""
        self.process = self.site.start(self.node, "sync", options=self.options)
        self.outcomes.append(self.site.finish(self.process, self.node, "sync"))

    def kill(self):
        """Kills the sync that is running."""
        if self.process:
            self.kills += 1
            self.process.kill()

    def unexpected(self):
        """The outcomes that nothing explains: a sync is done, or overtaken, or its node is in trouble, or it was killed."""
        return [outcome for outcome in self.outcomes if not (
            outcome.code in (0, 75)
            or outcome.code == KILLED and self.kills
            or outcome.code == 69 and self.node.was_troubled(outcome.began, outcome.ended)
        )]
