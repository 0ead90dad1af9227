"""The tables that a person reads."""

import statistics


def duration(seconds):
    return f"{seconds * 1000:,.1f} ms" if seconds < 1 else f"{seconds:,.2f} s"


def table(header, rows):
    """A Markdown table, aligned: it is read in a terminal and pasted into a README."""
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]

    def line(cells):
        padded = [cell.ljust(width) if number == 0 else cell.rjust(width)
                  for number, (cell, width) in enumerate(zip(cells, widths, strict=True))]
        return "| " + " | ".join(padded) + " |"

    rule = ["-" * width if number == 0 else "-" * (width - 1) + ":" for number, width in enumerate(widths)]
    return "\n".join([line(header), line(rule), *(line(row) for row in rows)])


def job_table(job):
    ours = job.commands[0]
    rows = []
    for command in job.commands:
        ratio = "1" if command is ours else f"{job.ratio(command.key, ours.key):,.2f}"
        title = command.title + (", once" if command.once else "")
        title += f" (exit code {command.exit_code})" if command.exit_code else ""
        rows.append([
            title, duration(command.median),
            f"{duration(min(command.seconds))} … {duration(max(command.seconds))}",
            ratio, duration(statistics.median(command.own_seconds)), duration(statistics.median(command.server_seconds)),
            f"{command.peak_kib / 1024:,.1f} MiB"])
    return f"{job.title}: {job.rounds} rounds\n\n" + table(
        ["Command", "Median", "Range", "To the first", "Its processor time", "The server's", "Peak memory"], rows)


def visitors_table(records):
    rows = []
    for record in records:
        name = " ".join(("sync", record["arguments"])).strip()
        for waits in record["waits"]:
            rows.append([f"{waits['statement']}, {name}", str(record["answers_a_second"]), str(record["rounds"]),
                         f"{waits['alone_p99_ms']:.2f} ms", f"{waits['beside_p99_ms']:.2f} ms",
                         f"{waits['ratio']:.2f}", f"{waits['busy_p99_ms']:.2f} ms", f"{waits['busy_ratio']:.2f}"])
    return "Visitors: 99th percentile of what a statement waits\n\n" + table(
        ["Statement", "Answers a second", "Rounds", "No sync", "Beside syncs", "Ratio", "Beside a busy core",
         "Ratio"], rows)


def growth_table(records):
    rows = [[f"{record['rows']:,}", *(duration(record[name][key].median) for name, key in (
        ("first", "ours"), ("first", "count"), ("next", "ours"), ("next", "beside"), ("report", "ours"),
        ("report", "synced"))), f"{record['first']['ours'].peak_kib / 1024:.1f} MiB"] for record in records]
    return "Growth\n\n" + table(
        ["Rows of log", "First sync, 2 connections", "COUNT(*)", "Next sync", "In turn, smallest log's", "Report",
         "Report and sync", "Peak memory"], rows)


def bars_table(bars):
    return "Bars\n\n" + table(["Bar", "What", "Figure", "Limit", "Verdict"], [
        [str(bar.number), bar.title, f"{bar.figure:,.2f}", ("≥ " if bar.at_least else "≤ ") + f"{bar.limit:g}",
         "met" if bar.is_met else "NOT MET"] for bar in sorted(bars, key=lambda bar: bar.number)])
