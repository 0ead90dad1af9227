"""scripts/bench: reads what is asked for, starts the private server, measures, prints."""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time

import bars
import output

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
JOBS = (
    "start", "first", "next", "stride", "sentiment", "sites", "report", "breakdown",
    "backup", "raw", "verify", "throttle", "visitor", "growth")
SIZES = (100_000, 1_000_000, 5_000_000, 8_300_000)
# MEDIUMINT numbers 8,388,607, and what the jobs add needs room: that of growth little, all of them on one log more.
MOST_ROWS = 8_200_000
LARGEST_SIZE = 8_300_000
# The answers a second that visitors get.
RATES = (1, 10, 50)
# What the jobs after `next` take: the gaps before a verification 5,125 ids, and the visitors of 8,200,000 rows, whose
# rounds last over two minutes, up to 90,000.
RESERVED = 100_000


def count(text, most):
    number = int(text)
    if not 5_000 <= number <= most:
        raise argparse.ArgumentTypeError(f"{text} is not from 5000 to {most}")
    return number


def rows(text):
    return count(text, MOST_ROWS)


def sizes(text):
    return [count(size, LARGEST_SIZE) for size in text.split(",")]


def rounds(text):
    number = int(text)
    if number < 5:
        raise argparse.ArgumentTypeError("fewer than 5 rounds say nothing")
    return number


def jobs(text):
    names = text.split(",")
    if unknown := [name for name in names if name not in JOBS]:
        raise argparse.ArgumentTypeError(f"there is no job {unknown[0]}")
    return names


class Parser(argparse.ArgumentParser):
    def error(self, message):
        print(f"bench: error: {message}; see scripts/bench --help", file=sys.stderr)
        raise SystemExit(64)


def arguments():
    parser = Parser(prog="bench", add_help=False, allow_abbrev=False)
    parser.add_argument("--rows", type=rows, default=5_000_000)
    parser.add_argument("--rounds", type=rounds, default=5)
    parser.add_argument("--jobs", type=jobs, default=list(JOBS))
    parser.add_argument("--sizes", type=sizes, default=list(SIZES))
    parser.add_argument("--json", action="store_true")
    # How this program calls itself once the server is there.
    parser.add_argument("--binary", help=argparse.SUPPRESS)
    return parser.parse_args()


def start_server(options):
    build = subprocess.run([os.path.join(ROOT, "scripts", "build")], stdout=subprocess.PIPE, text=True, check=False)
    if build.returncode != 0:
        raise SystemExit(build.returncode)
    binary = build.stdout.splitlines()[-1]
    largest = max([options.rows, *(options.sizes if "growth" in options.jobs else [])])
    pool = "2G" if largest <= 5_000_000 else "4G"
    server = os.path.join(ROOT, "scripts", "with-mariadb")
    os.execv(server, [server, "--buffer-pool", pool, sys.executable, "-B", *sys.argv, "--binary", binary])


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), platform.machine())
    with open("/proc/meminfo", encoding="ascii") as file:
        memory = int(file.readline().split()[1]) // (1 << 20)
    return f"{model}, {len(os.sched_getaffinity(0))} cores, {memory} GiB"


class Run:
    """Makes the sites, measures the jobs that are wanted, and keeps what was found."""

    def __init__(self, options, folder):
        from jobs import Bench

        self.options = options
        self.folder = folder
        self.bench = Bench(options.binary, folder, options.rounds)
        self.jobs, self.growth, self.visitors, self.bars = [], [], [], []

    def add(self, job, judge, *others):
        self.jobs.append(job)
        self.bars += judge(job, *others)
        self.show(output.job_table(job))

    def show(self, table):
        """Prints what is known already: the rest takes its time."""
        if not self.options.json:
            print(table, end="\n\n", flush=True)

    def site(self, name, rows, variant="few"):
        from sample import Site

        print(f"bench: filling a log of {rows:,} rows …", file=sys.stderr, flush=True)
        site = Site(name, variant)
        site.make(rows)
        return site

    def measure(self):
        import backups

        wanted, bench = set(self.options.jobs), self.bench
        if "start" in wanted:
            self.add(bench.start().measure(self.folder), bars.of_start)
        if "first" in wanted:
            site = self.site("bench_many", self.options.rows, "many")
            self.add(bench.first(site).measure(self.folder), bars.of_first)
            site.drop()
        if wanted & {"breakdown", "backup"}:
            site = self.site("bench_facts", self.options.rows, "many")
            if "breakdown" in wanted:
                self.add(bench.breakdown(site).measure(self.folder), bars.of_breakdown)
            if "backup" in wanted:
                self.add(backups.backup(bench, site).measure(self.folder), bars.of_backup)
            site.drop()
        if "stride" in wanted:
            sites = [self.site(name, 5_000) for name in ("bench_stride", "bench_plain")]
            self.add(bench.stride(*sites).measure(self.folder), bars.of_stride)
            for site in sites:
                site.drop()
        if "sites" in wanted:
            sites = [self.site(f"bench_sites_{number}", 2_000) for number in range(40)]
            self.add(bench.sites(sites).measure(self.folder), bars.of_sites)
            for site in sites:
                site.drop()
        if wanted - {"start", "stride", "sites", "growth", "breakdown", "backup"}:
            site = self.site("bench_few", self.options.rows)
            self.measure_few(site, wanted)
            site.drop()
        if "growth" in wanted:
            self.measure_growth()

    def measure_few(self, site, wanted):
        bench, folder = self.bench, self.folder
        if "first" in wanted:
            self.add(bench.first(site).measure(folder), bars.of_first)
        if "next" in wanted:
            self.add(bench.next(site, reserved=RESERVED).measure(folder), bars.of_next)
        if "sentiment" in wanted:
            self.add(bench.sentiment(site).measure(folder), bars.of_sentiment)
        if "report" in wanted:
            self.add(bench.report(site).measure(folder), bars.of_report)
            self.add(bench.page(site).measure(folder), bars.of_page)
        if "raw" in wanted:
            job = bench.raw(site).measure(folder)
            self.add(job, bars.of_raw, bench.raw_is_equal())
        if "verify" in wanted:
            self.add(bench.verify(site).measure(folder), bars.of_verify)
        if "throttle" in wanted:
            self.add(bench.throttle(site).measure(folder), bars.of_throttle)
        if "visitor" in wanted:
            self.measure_visitors(site)

    def measure_visitors(self, site):
        from jobs import FASTEST
        from visitor import Visitors

        visitors = Visitors(site, self.options.binary, self.folder)
        for arguments, rate in [((), rate) for rate in RATES] + [(FASTEST, 10)]:
            words = " ".join(("sync", *arguments))
            print(f"bench: {rate} answers a second beside {words} …", file=sys.stderr, flush=True)
            record = visitors.measure(self.options.rounds, arguments, rate)
            self.visitors.append(record)
            # The bar applies to the default; at full speed a sync takes seconds, and the caller asked for it.
            if not arguments:
                self.bars += bars.of_visitors(record)
        self.show(output.visitors_table(self.visitors))

    def measure_growth(self):
        bench, smallest = self.bench, min(self.options.sizes)
        for rows in self.options.sizes:
            site = self.site(f"growth_{rows}", rows)
            first = bench.grown(site).measure(self.folder)
            # The machine's own pace changes from minute to minute: only what is measured in turn tells sizes apart.
            beside = self.site(f"beside_{rows}", smallest)
            following = bench.next(site, beside).measure(self.folder)
            beside.drop()
            report = bench.report(site).measure(self.folder)
            self.growth.append({"rows": rows, "first": first, "next": following, "report": report})
            site.drop()
        self.show(output.growth_table(self.growth))
        self.bars += bars.of_growth(self.growth)


def document(options, found, head):
    return {
        "schema": "tokenledger.bench/1", **head, "rows": options.rows, "rounds": options.rounds,
        "jobs": [job.record() for job in found.jobs],
        "growth": [{"rows": size["rows"], **{name: size[name].record() for name in ("first", "next", "report")}}
                   for size in found.growth],
        "visitors": found.visitors, "bars": [bar.record() for bar in found.bars],
    }


def main():
    options = arguments()
    if not options.binary:
        start_server(options)
    head = {"machine": machine(), "date": time.strftime("%Y-%m-%d"),
            "command": f"scripts/bench --rows {options.rows} --rounds {options.rounds}"}
    with tempfile.TemporaryDirectory(prefix="tokenledger-bench.") as folder:
        # The server writes files into it, as the user that runs it.
        os.chmod(folder, 0o777)
        if not options.json:
            print(f"{options.rows:,} rows of log; {head['machine']}; {head['date']}\n")
        found = Run(options, folder)
        found.measure()
    if options.json:
        print(json.dumps(document(options, found, head), indent=2, ensure_ascii=False))
        return
    print(output.bars_table(found.bars))


main()
