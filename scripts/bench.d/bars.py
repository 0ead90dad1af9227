"""The bars that TokenLedger has to take, and whether it does."""


class Bar:
    """`figure` must be at most `limit`, or at least it."""

    def __init__(self, number, title, figure, limit, at_least=False):
        self.number = number
        self.title = title
        self.figure = figure
        self.limit = limit
        self.at_least = at_least

    @property
    def is_met(self):
        return self.figure >= self.limit if self.at_least else self.figure <= self.limit

    def record(self):
        return {"bar": self.number, "title": self.title, "figure": round(self.figure, 3),
                "limit": self.limit, "kind": "at_least" if self.at_least else "at_most", "met": self.is_met}


MIB = 1024


def of_first(job):
    return [
        Bar(1, f"{job.title}: ours to the equal work in SQL", job.ratio("ours", "equal"), 0.5),
        Bar(1, f"{job.title}: ours to COUNT(*) and loading the rows", job.ratio("ours", "count", "load"), 1.5),
        Bar(5, f"{job.title}: peak memory, MiB", job["ours"].peak_kib / MIB, 64),
    ] + [
        Bar(5, f"{job.title}, {how}: peak memory, MiB", command.peak_kib / MIB, 32)
        for command in job.commands for key, how in (("default", "by default"), ("gentle", "--pace gentle"))
        if command.key == key
    ]


def of_next(job):
    return [
        Bar(2, "Next sync: ours to mariadb reading the rows", job.ratio("ours", "client"), 3),
        Bar(5, "Next sync: peak memory, MiB", job["ours"].peak_kib / MIB, 32),
    ]


def of_stride(job):
    return [Bar(2, "Sync of nothing new, ids in steps: ours to the one without gaps and COUNT(*)",
                job.ratio("ours", "without", "count"), 1.5)]


def of_sentiment(job):
    return [Bar(2, "Recount of all messages: ours to the equal GROUP BY", job.ratio("ours", "group"), 0.3),
            Bar(5, "Recount of all messages: peak memory, MiB", job["ours"].peak_kib / MIB, 32)]


def of_growth(records):
    """From the first sizes' jobs to the last's."""
    slowest = max(record["next"].ratio("ours", "beside") for record in records)
    bars = [Bar(2, "Next sync: slowest size to the smallest", slowest, 1.2)]
    first = max(record["first"]["ours"].peak_kib for record in records) / MIB
    bars.append(Bar(5, "First sync at every size: peak memory, MiB", first, 64))
    rest = [command.peak_kib for record in records for name in ("next", "report")
            for command in record[name].commands if command.title.startswith("tokenledger")]
    bars.append(Bar(5, "Every other command at every size: peak memory, MiB", max(rest) / MIB, 32))
    return bars


def of_report(job):
    bars = [
        Bar(3, f"{job[key].title}: ours to SELECT 1", job.ratio(key, "floor"), limit)
        for key, limit in (("ours", 1.5), ("yearly", 1.5), ("summary", 1.7), ("export", 1.5), ("dashboard", 4))
    ]
    bars.append(Bar(3, "report with its sync: ours to SELECT 1", job.ratio("synced", "floor"), 3))
    bars.append(Bar(5, "Reports: peak memory, MiB", max(
        command.peak_kib for command in job.commands if command.key != "floor") / MIB, 32))
    return bars


def of_sites(job):
    return [
        Bar(3, f"{job[key].title}: to one site's report", job.ratio(key, one), 3)
        for key, one in (("many", "one"), ("summaries", "summary"))
    ]


def of_breakdown(job):
    return [
        Bar(3, "report --by model --all: ours to SELECT 1", job.ratio("models", "floor"), 2),
        Bar(3, "Two months by one dimension: ours to SELECT 1", job.ratio("one", "floor"), 3),
        Bar(3, "Two months by two, --top 20: ours to SELECT 1", job.ratio("two", "floor"), 3),
        Bar(3, "report --by user --all: ours, ms", job["users"].median * 1000, 100),
        Bar(3, "export --cost: ours to SELECT 1", job.ratio("export", "floor"), 1.5),
        Bar(5, "Breakdowns: peak memory, MiB", max(
            command.peak_kib for command in job.commands if command.title.startswith("tokenledger")) / MIB, 32),
    ]


def of_backup(job):
    return [
        Bar(3, "Backup: seconds", job["ours"].median, 2),
        Bar(3, "Restore over a ledger: seconds", job["restore"].median, 6),
        Bar(5, "Backup and restore: peak memory, MiB", max(
            command.peak_kib for command in job.commands if command.title.startswith("tokenledger")) / MIB, 32),
    ]


def of_page(job):
    return [
        Bar(3, "Daily: the plugin's SQL to ours", job.ratio("daily", "ours"), 300, at_least=True),
        Bar(3, "Yearly: the plugin's SQL to ours", job.ratio("yearly", "ours_yearly"), 300, at_least=True),
    ]


def of_raw(job, is_equal):
    return [
        Bar(4, "Raw export: ours to mariadb --quick --batch", job.ratio("ours", "client"), 1),
        Bar(4, "Raw export: PHP to ours", job.ratio("php", "ours"), 10, at_least=True),
        Bar(4, "Raw export: files that differ from PHP's", 0 if is_equal else 1, 0),
        Bar(5, "Raw export: peak memory, MiB", job["ours"].peak_kib / MIB, 32),
    ]


def of_verify(job):
    return [
        Bar(8, "verify: ours to the GROUP BY", job.ratio("ours", "group"), 1.2),
        Bar(5, "verify: peak memory, MiB", job["ours"].peak_kib / MIB, 32),
    ]


def of_visitors(record):
    return [
        Bar(6, f"{waits['statement']} beside syncs, {record['answers_a_second']} answers a second:"
            " 99th percentile to the one without", waits["ratio"], 1.2)
        for waits in record["waits"]
    ]


def of_throttle(job):
    return [
        Bar(6, "First sync, idle server: --pace auto to full", job.ratio("ours", "full"), 1.3),
        Bar(6, "First sync, a ping every 10 s: --pace auto to full", job.ratio("ping", "full"), 1.3),
        Bar(6, "First sync, 1 answer a second: --pace auto to full", job.ratio("visitor", "full"), 5),
    ]


def of_start(job):
    return [Bar(7, "--version: ours to mariadb's", job.ratio("ours", "client"), 1.5)]
