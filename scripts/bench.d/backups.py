"""The job that measures a backup of the ledger and its restore."""

import os

from jobs import LEDGER
from rounds import Command, Job


def backup(bench, site):
    """The whole ledger as a file, and back; beside it the same tables by the server's own tools."""
    bench.sync(site)
    file, dump = (os.path.join(bench.folder, name) for name in ("ledger.gz", "dump.sql.gz"))
    tables = " ".join(name for name, in site.run(
        f"""SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()
            AND table_type = 'BASE TABLE' AND table_name LIKE '{LEDGER}%'"""))
    peer = f"{site.name}_peer"
    site.run(f"CREATE DATABASE {peer}")
    login = f"--no-defaults --socket={site.socket} --user={site.user} --skip-ssl"

    def shell(key, title, script):
        return Command(key, title, ["bash", "-c", f"set -o pipefail; {script}"], before=os.sync)

    return Job("backup", "Backup and restore", [
        bench.ours(site, "ours", "backup", file, before=os.sync),
        shell("dump", "mariadb-dump | gzip",
              f"mariadb-dump {login} --single-transaction {site.name} {tables} | gzip >{dump}"),
        bench.ours(site, "verify", "backup", "--verify", file),
        bench.ours(site, "restore", "restore", file, "--replace", "--yes", before=os.sync),
        shell("load", "gunzip | mariadb", f"gunzip <{dump} | mariadb {login} {peer}"),
    ], bench.rounds)
