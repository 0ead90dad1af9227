"""Running commands in turn as whole processes, and what their times amount to."""

import os
import resource
import shutil
import statistics
import sys
import time


def server_seconds():
    """The processor time that the private server has taken so far, by the clock that the system keeps for a process."""
    return time.clock_gettime(~int(os.environ["TOKENLEDGER_TEST_PID"]) << 3 | 2)


class Command:
    """A process that is timed.

    `before` is run, not timed, before each of its runs. `output` is the file that its output goes to; without one it
    is thrown away. `fails` says that a failure is what is to be shown, `once` that it takes too long to be repeated: it is run
    in the first round alone.
    """

    def __init__(self, key, title, argv, *, environment=None, before=None, output=os.devnull, fails=False, once=False):
        self.key = key
        self.title = title
        self.argv = argv
        self.environment = {**os.environ, **(environment or {})}
        self.before = before
        self.output = output
        self.fails = fails
        self.once = once
        self.seconds = []
        self.own_seconds = []
        self.server_seconds = []
        self.peak_kib = 0
        self.exit_code = 0

    def run(self, folder, prefix=()):
        """Runs it once; the seconds from its start to its end, and those of processor time: its own and the server's."""
        if self.before:
            self.before()
        argv = [*prefix, *self.argv]
        errors = os.path.join(folder, "errors")
        to_files = [
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, self.output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
            (os.POSIX_SPAWN_OPEN, 2, errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
        ]
        program = shutil.which(argv[0]) or argv[0]
        server_before = server_seconds()
        begun = time.perf_counter()
        child = os.posix_spawn(program, argv, self.environment, file_actions=to_files)
        _, status, usage = os.wait4(child, 0)
        seconds = time.perf_counter() - begun
        server = server_seconds() - server_before
        # A child's peak begins with what this process held when it was started, so a lower one cannot be seen here.
        if usage.ru_maxrss > resource.getrusage(resource.RUSAGE_SELF).ru_maxrss:
            self.peak_kib = max(self.peak_kib, usage.ru_maxrss)
        self.exit_code = os.waitstatus_to_exitcode(status)
        if self.exit_code != 0 and not self.fails:
            with open(errors, encoding="utf-8", errors="replace") as file:
                sys.stderr.write(file.read())
            raise SystemExit(f"bench: error: {self.title} ended with {self.exit_code}")
        return seconds, usage.ru_utime + usage.ru_stime, server

    def measure(self, folder):
        """Runs it once more, and keeps what it took."""
        seconds, own, server = self.run(folder)
        self.seconds.append(seconds)
        self.own_seconds.append(own)
        self.server_seconds.append(server)

    def warm_up(self, folder):
        """Runs it once uncounted, under a small program that sees peaks lower than this one's own."""
        peak = os.path.join(folder, "peak")
        self.run(folder, prefix=("/usr/bin/time", "--quiet", "--format=%M", f"--output={peak}"))
        with open(peak, encoding="ascii") as file:
            self.peak_kib = max(self.peak_kib, int(file.read().split()[-1]))

    @property
    def median(self):
        return statistics.median(self.seconds)

    def record(self):
        return {
            "command": self.key, "title": self.title, "median_seconds": round(self.median, 6),
            "lowest_seconds": round(min(self.seconds), 6), "highest_seconds": round(max(self.seconds), 6),
            "own_processor_seconds": round(statistics.median(self.own_seconds), 6),
            "server_processor_seconds": round(statistics.median(self.server_seconds), 6),
            "peak_memory_kib": self.peak_kib, "exit_code": self.exit_code,
            "seconds": [round(seconds, 6) for seconds in self.seconds],
        }


class Job:
    """Commands that do the same work, or are its yardsticks, ours first."""

    def __init__(self, key, title, commands, rounds):
        self.key = key
        self.title = title
        self.commands = commands
        self.rounds = rounds

    def measure(self, folder):
        print(f"bench: {self.title} …", file=sys.stderr, flush=True)
        for command in self.commands:
            # What happens in between must not give a peak that was not there.
            command.peak_kib = 0
            command.warm_up(folder)
        for number in range(self.rounds):
            for command in self.commands:
                if command.once and number > 0:
                    continue
                command.measure(folder)
        return self

    def __getitem__(self, key):
        return next(command for command in self.commands if command.key == key)

    def ratio(self, key, *others):
        """The median, over the rounds that all of them were run in, of one command's time to the sum of others'."""
        commands = [self[name] for name in (key, *others)]
        rounds = 1 if any(command.once for command in commands) else self.rounds
        return statistics.median(
            seconds / sum(parts)
            for seconds, *parts in zip(*(command.seconds[:rounds] for command in commands), strict=True))

    def record(self):
        return {"job": self.key, "title": self.title, "rounds": self.rounds,
                "commands": [command.record() for command in self.commands]}
