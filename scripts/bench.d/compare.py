"""scripts/compare: runs two programs in turn, round by round, and prints the ratios of their times."""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile

import output
from rounds import Command

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# The share of rounds for a first sync.
FIRST_PART = 10


class Parser(argparse.ArgumentParser):
    def error(self, message):
        print(f"compare: error: {message}; see scripts/compare --help", file=sys.stderr)
        raise SystemExit(64)


def arguments():
    parser = Parser(prog="compare", add_help=False, allow_abbrev=False)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("other")
    # How this program calls itself under the server.
    parser.add_argument("--binary", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.rounds < 5:
        parser.error("fewer than 5 rounds say nothing")
    if not 5_000 <= options.rows <= 2_000_000:
        parser.error("--rows must be from 5000 to 2000000")
    if not os.access(options.other, os.X_OK):
        print(f"compare: error: {options.other} is no program", file=sys.stderr)
        raise SystemExit(69)
    return options


def start_server():
    build = subprocess.run([os.path.join(ROOT, "scripts", "build")], stdout=subprocess.PIPE, text=True, check=False)
    if build.returncode != 0:
        raise SystemExit(build.returncode)
    server = os.path.join(ROOT, "scripts", "with-mariadb")
    os.execv(server, [server, sys.executable, "-B", *sys.argv, "--binary", build.stdout.splitlines()[-1]])


class Side:
    """One of the programs, with a site of its own."""

    def __init__(self, name, program, rows):
        from sample import Site

        self.program = os.path.abspath(program)
        self.site = Site(f"compare_{name}", "few")
        self.site.make(rows)
        helped = subprocess.run([self.program, "sync", "--help"], stdout=subprocess.PIPE, text=True, check=True)
        # Full speed: before --pace existed, two connections did not pause.
        self.full_speed = ["--connections", "2", *(["--pace", "full"] if "--pace" in helped.stdout else [])]

    def command(self, title, arguments, before=None):
        return Command(title, title, [self.program, *arguments], environment=self.site.environment(), before=before)

    def forget(self, folder):
        self.command("uninstall", ["uninstall", "--yes", "--quiet"]).run(folder)

    def append(self):
        self.site.fill(200, 1)


def jobs(folder, rounds):
    """For each job its title, number of rounds, and a function that makes a side's command."""
    few = max(5, rounds // FIRST_PART)
    short = [
        ("--version", ["--version"]),
        ("report --no-sync --period daily", ["report", "--no-sync", "--period", "daily"]),
        ("report --no-sync --period yearly", ["report", "--no-sync", "--period", "yearly"]),
        ("report --period daily", ["report", "--period", "daily"]),
        ("summary --no-sync", ["summary", "--no-sync"]),
        ("export --no-sync --output -", ["export", "--no-sync", "--output", "-"]),
        ("sync of nothing new", ["sync"]),
    ]
    yield ("first sync at full speed", few,
           lambda side: side.command("first", ["sync", *side.full_speed], lambda: side.forget(folder)))
    for title, words in short:
        yield (title, rounds, lambda side, words=words: side.command(words[0], words))
    yield ("sync of 1,000 new rows", rounds, lambda side: side.command("next", ["sync"], side.append))
    yield ("verify", few, lambda side: side.command("verify", ["verify"]))
    yield ("export --raw --output -", few, lambda side: side.command("raw", ["export", "--raw", "--output", "-"]))


def measured(title, rounds, commands, folder):
    """A row of the table: both medians, and the median and the middle half of the rounds' ratios."""
    print(f"compare: {title} …", file=sys.stderr, flush=True)
    for command in commands:
        command.warm_up(folder)
    for number in range(rounds):
        for command in commands if number % 2 == 0 else reversed(commands):
            command.measure(folder)
    ours, other = commands
    ratios = [mine / its for mine, its in zip(ours.seconds, other.seconds, strict=True)]
    low, middle, high = statistics.quantiles(ratios, n=4)
    return [title, str(rounds), output.duration(ours.median), output.duration(other.median), f"{middle:.3f}",
            f"{low:.3f} … {high:.3f}", f"{ours.peak_kib / 1024:,.1f} MiB", f"{other.peak_kib / 1024:,.1f} MiB"]


def main():
    options = arguments()
    if not options.binary:
        start_server()
    with tempfile.TemporaryDirectory(prefix="tokenledger-compare.") as folder:
        os.chmod(folder, 0o777)
        sides = [Side("ours", options.binary, options.rows), Side("other", options.other, options.rows)]
        for side in sides:
            side.command("sync", ["sync", "--quiet", *side.full_speed]).run(folder)
        rows = [measured(title, rounds, [make(side) for side in sides], folder)
                for title, rounds, make in jobs(folder, options.rounds)]
    versions = [subprocess.run([side.program, "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
                for side in sides]
    print(f"{versions[0]} beside {versions[1]}, {options.rows:,} rows of log\n")
    print(output.table(["Job", "Rounds", "Ours", "Other", "Ratio", "Its middle half", "Our memory", "Other's"], rows))


main()
