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
JOBS = ("start", "first", "next", "report", "raw", "verify", "visitor", "growth")
SIZES = (100_000, 1_000_000, 5_000_000, 8_300_000)
# MEDIUMINT numbers no more, and what the jobs add needs room.
MOST_ROWS = 8_300_000


def count(text):
    number = int(text)
    if not 5_000 <= number <= MOST_ROWS:
        raise argparse.ArgumentTypeError(f"{text} is not from 5000 to {MOST_ROWS}")
    return number


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
    parser.add_argument("--rows", type=count, default=5_000_000)
    parser.add_argument("--rounds", type=rounds, default=5)
    parser.add_argument("--jobs", type=jobs, default=list(JOBS))
    parser.add_argument("--sizes", type=lambda text: [count(size) for size in text.split(",")], default=list(SIZES))
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


def measure(options, folder):
    """The jobs, the growth, the visitors and the bars."""
    from jobs import Bench
    from sample import VARIANTS, Site
    from visitor import Visitors

    bench = Bench(options.binary, folder, options.rounds)
    found = {"jobs": [], "growth": [], "visitors": [], "bars": []}

    def add(job, judge, *others):
        job.measure(folder)
        found["jobs"].append(job)
        found["bars"] += judge(job, *others)

    if "start" in options.jobs:
        add(bench.start(), bars.of_start)
    for variant in reversed(VARIANTS):
        wanted = {"first"} if variant == "many" else set(options.jobs) - {"start", "growth"}
        if not wanted & set(options.jobs):
            continue
        print(f"bench: filling a log of {options.rows:,} rows …", file=sys.stderr, flush=True)
        site = Site(f"bench_{variant}", variant)
        site.make(options.rows)
        if "first" in options.jobs:
            add(bench.first(site), bars.of_first)
        if variant == "few":
            if "next" in options.jobs:
                add(bench.next(site), bars.of_next)
            if "report" in options.jobs:
                add(bench.report(site), bars.of_report)
                add(bench.page(site), bars.of_page)
            if "raw" in options.jobs:
                raw = bench.raw(site).measure(folder)
                found["jobs"].append(raw)
                found["bars"] += bars.of_raw(raw, bench.raw_is_equal())
            if "verify" in options.jobs:
                add(bench.verify(site), bars.of_verify)
            if "visitor" in options.jobs:
                print("bench: Visitors …", file=sys.stderr, flush=True)
                visitors = Visitors(site, options.binary, folder)
                for connections in (None, 1):
                    record = visitors.measure(options.rounds, 20, connections)
                    found["visitors"].append(record)
                    found["bars"] += bars.of_visitors(record)
        site.drop()
    if "growth" in options.jobs:
        for rows in options.sizes:
            print(f"bench: filling a log of {rows:,} rows …", file=sys.stderr, flush=True)
            site = Site(f"growth_{rows}")
            site.make(rows)
            found["growth"].append({
                "rows": rows, "first": bench.first(site).measure(folder), "next": bench.next(site).measure(folder),
                "report": bench.report(site).measure(folder)})
            site.drop()
        found["bars"] += bars.of_growth(found["growth"])
    return found


def document(options, found, head):
    return {
        "schema": "tokenledger.bench/1", **head, "rows": options.rows, "rounds": options.rounds,
        "jobs": [job.record() for job in found["jobs"]],
        "growth": [{"rows": size["rows"], **{name: size[name].record() for name in ("first", "next", "report")}}
                   for size in found["growth"]],
        "visitors": found["visitors"], "bars": [bar.record() for bar in found["bars"]],
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
        found = measure(options, folder)
    if options.json:
        print(json.dumps(document(options, found, head), indent=2, ensure_ascii=False))
        return
    print(f"{options.rows:,} rows of log, {options.rounds} rounds or more; {head['machine']}; {head['date']}\n")
    for job in found["jobs"]:
        print(output.job_table(job), end="\n\n")
    if found["visitors"]:
        print(output.visitors_table(found["visitors"]), end="\n\n")
    if found["growth"]:
        print(output.growth_table(found["growth"]), end="\n\n")
    print(output.bars_table(found["bars"]))


main()
