"""The jobs that are measured, each with what a site owner could use instead and with the floors."""

import filecmp
import os
import sys

from rounds import Command, Job
from sample import LOG, TOKEN_TYPES, listed
from visitor import Beside, Visitors, ping

HERE = os.path.dirname(os.path.abspath(__file__))
LEDGER = "wp_tokenledger_"
FASTEST = ("--pace", "full", "--connections", "2")
# MEDIUMINT's last.
HIGHEST_ID = 8_388_607

COUNT = f"SELECT COUNT(*) FROM {LOG} WHERE user_type IN ({TOKEN_TYPES})"
GROUP_BY = f"""SELECT DATE(interaction_time), user_type, SUM(CAST(message_text AS UNSIGNED)), COUNT(*)
  FROM {LOG} WHERE user_type IN ({TOKEN_TYPES}) GROUP BY 1, 2"""
# What the first sync does, in SQL: facts and hours of the ledger's own grain, in tables like the ledger's own. Names
# become numbers the cheapest way that there is.
SUMS = ", ".join(
    f"SUM(IF(user_type = '{kind} Tokens', CAST(message_text AS UNSIGNED), 0))"
    for kind in ("Prompt", "Completion", "Total")) + ", SUM(user_type = 'Total Tokens')"
EQUAL_WORK = f"""
INSERT INTO peer_facts SELECT DATE(interaction_time), 0, 0,
    CRC32(COALESCE(assistant_id, '')), CRC32(COALESCE(page_id, '')),
    CAST(user_id AS UNSIGNED), {SUMS}
  FROM {LOG} WHERE user_type IN ({TOKEN_TYPES}) GROUP BY 1, 4, 5, 6;
INSERT INTO peer_hours SELECT DATE(interaction_time), HOUR(interaction_time), 0, {SUMS}
  FROM {LOG} WHERE user_type IN ({TOKEN_TYPES}) GROUP BY 1, 2"""
# What a recount of the messages does, in SQL.
MESSAGES = f"""SELECT DATE(interaction_time), assistant_id, page_id, user_type,
    ROUND(COALESCE(sentiment_score, 0) * 10), COUNT(*)
  FROM {LOG} WHERE user_type IN ('Visitor', 'Chatbot') GROUP BY 1, 2, 3, 4, 5"""
LEDGER_PARTS = ("usage_facts", "hour_totals", "day_totals", "user_months")


def plugin_sql(label, since, order):
    """What the plugin's own page asks for: it looks at every row since a day, whatever its type."""
    return f"""SELECT DATE_FORMAT(interaction_time, '{label}') AS label,
      SUM(CASE WHEN user_type = 'Total Tokens' THEN CAST(message_text AS UNSIGNED) ELSE 0 END) AS tokens
      FROM {LOG} WHERE interaction_time >= {since}
      GROUP BY DATE_FORMAT(interaction_time, '{label}') ORDER BY {order}"""


DAILY = plugin_sql("%m-%d", "UTC_TIMESTAMP() - INTERVAL 7 DAY", "MIN(interaction_time)")
YEARLY = plugin_sql("%Y", "MAKEDATE(YEAR(UTC_TIMESTAMP()) - 3, 1)", "DATE_FORMAT(interaction_time, '%Y')")


class Bench:
    """Makes the jobs of a site."""

    def __init__(self, tokenledger, folder, rounds):
        self.tokenledger = tokenledger
        self.folder = folder
        self.rounds = rounds
        # Milliseconds are told apart by more rounds.
        self.many_rounds = max(rounds, min(40, 4 * rounds))

    def ours(self, site, key, *arguments, **options):
        title = "tokenledger " + " ".join(arguments).replace(self.folder + "/", "")
        return Command(key, title, [self.tokenledger, *arguments], environment=site.environment(), **options)

    def client(self, site, key, title, sql, *options, **others):
        return Command(key, title, site.client(sql, *options), **others)

    def sync(self, site):
        """Brings the ledger up to date, with the messages of its log, of which each sync counts some blocks."""
        self.ours(site, "sync", "sync", "--quiet").run(self.folder)
        counted = None
        while counted != (now := site.run(f"SELECT MAX(last_id) FROM {LEDGER}sentiment_cursors")):
            counted = now
            self.ours(site, "sync", "sync", "--quiet").run(self.folder)

    def start(self):
        return Job("start", "Start-up", [
            Command("ours", "tokenledger --version", [self.tokenledger, "--version"]),
            Command("client", "mariadb --version", ["mariadb", "--no-defaults", "--version"]),
        ], self.many_rounds)

    def first(self, site):
        """The first sync, from nothing."""
        def forget():
            self.ours(site, "uninstall", "uninstall", "--yes", "--quiet").run(self.folder)

        def empty():
            site.run(*(f"DROP TABLE IF EXISTS peer_{part}" for part in LEDGER_PARTS),
                     *(f"CREATE TABLE peer_{part} LIKE {LEDGER}{part}" for part in LEDGER_PARTS))

        # The finished rows, as a file in the server's own form.
        self.ours(site, "sync", "sync", *FASTEST, "--quiet").run(self.folder)
        files = {part: os.path.join(self.folder, f"{site.name}.{part}") for part in LEDGER_PARTS}
        for part, file in files.items():
            site.run(f"SELECT * FROM {LEDGER}{part} INTO OUTFILE '{file}'")
        others = [
            self.ours(site, "default", "sync", before=forget),
            self.ours(site, "gentle", "sync", "--pace", "gentle", before=forget, once=True),
        ] if site.variant == "few" else []
        load = ";".join(f"LOAD DATA INFILE '{file}' INTO TABLE peer_{part}" for part, file in files.items())
        return Job(f"first_{site.variant}", f"First sync, {site.variant} combinations a day", [
            self.ours(site, "ours", "sync", *FASTEST, before=forget),
            *others,
            self.client(site, "equal", "equal work: INSERT … SELECT … GROUP BY", EQUAL_WORK, before=empty),
            self.client(site, "group", "one GROUP BY of days and types", GROUP_BY),
            self.client(site, "count", "COUNT(*) of the token rows", COUNT),
            self.client(site, "load", "loading the finished ledger rows", load, before=empty),
        ], self.rounds)

    def throttle(self, site):
        """The first sync on one connection, by itself and beside others."""
        def forget():
            self.ours(site, "uninstall", "uninstall", "--yes", "--quiet").run(self.folder)

        visitors = Visitors(site, self.tokenledger, self.folder)

        def beside(key, title, load):
            return Beside(key, title, [self.tokenledger, "sync"], environment=site.environment(), before=forget,
                          load=load)

        return Job("throttle", "First sync, beside others on the server", [
            self.ours(site, "ours", "sync", before=forget),
            self.ours(site, "full", "sync", "--pace", "full", before=forget),
            beside("ping", "the first, beside a ping every 10 s", ping(site)),
            beside("visitor", "the first, beside 1 answer a second",
                   lambda over: visitors.load(lambda now: over.is_set(), 1)),
        ], self.rounds)

    def grown(self, site):
        """The first sync of a log whose size is what is looked at."""
        job = self.first(site)
        return Job("first_grown", job.title, [job["ours"], job["count"]], self.rounds)

    def next(self, site, beside=None, reserved=0):
        """What came since the last sync: 1,000 answers. That of the site beside it is measured in turn with it.

        So many ids are left to other jobs.
        """
        last = [0]

        def append():
            last[0] = site.highest_id()
            site.fill(1000, 1)

        class Reading(Command):
            """Reads what the sync before it has read."""

            def run(self, folder, prefix=()):
                self.argv = site.client(
                    "SELECT id, user_type, interaction_time, user_id, page_id, assistant_id,"
                    f" IF(user_type IN ({TOKEN_TYPES}), message_text, NULL) FROM {LOG} WHERE id > {last[0]}",
                    "--quick")
                return super().run(folder, prefix)

        self.sync(site)
        others = []
        if beside:
            self.sync(beside)
            others = [self.ours(beside, "beside", "sync", before=lambda: beside.fill(1000, 1))]
        # A full log takes no more rows; one round is the warm-up.
        room = (HIGHEST_ID - reserved - site.highest_id()) // 5000 - 1
        return Job("next", "Next sync, 5,000 new rows", [
            self.ours(site, "ours", "sync", before=append),
            Reading("client", "the same rows by id in mariadb", []),
            *others,
        ], min(self.many_rounds, room))

    def stride(self, site, plain):
        """A sync that finds nothing new where 60,000 rows of the last hours have ids three apart, as on a cluster, beside
        one where every id has its row."""
        for log, step in ((site, 3), (plain, 1)):
            self.sync(log)
            log.fill(12_000, 1, step)
            self.sync(log)
        return Job("stride", "Sync of nothing new, 60,000 rows with ids in steps of three", [
            self.ours(site, "ours", "sync"),
            self.ours(plain, "without", "sync"),
            self.client(site, "count", "COUNT(*) of the log in mariadb", f"SELECT COUNT(*) FROM {LOG}"),
        ], self.many_rounds)

    def sentiment(self, site):
        """A sync that counts all messages again, as the syncs of some days do between them."""
        site.run(f"UPDATE {LOG} SET sentiment_score = (id MOD 21 - 10) / 10 WHERE user_type IN ('Visitor', 'Chatbot')")
        self.sync(site)

        def pass_time():
            site.run(f"UPDATE {LEDGER}sentiment_cursors SET worked_utc = worked_utc - INTERVAL 6 DAY")

        return Job("sentiment", "Recount of all messages", [
            self.ours(site, "ours", "sync", "--pace", "full", before=pass_time),
            self.ours(site, "idle", "sync"),
            self.client(site, "group", "the equal GROUP BY in mariadb", MESSAGES),
        ], self.rounds)

    def report(self, site):
        """Reports of a ledger that is up to date."""
        self.sync(site)
        return Job("report", "Report, summary and export", [
            self.ours(site, "ours", "report", "--no-sync", "--period", "daily"),
            self.ours(site, "yearly", "report", "--no-sync", "--period", "yearly"),
            self.ours(site, "summary", "summary", "--no-sync"),
            self.ours(site, "export", "export", "--no-sync", "--output", "-"),
            self.ours(site, "dashboard", "dashboard", "--no-sync", "--top", "5", "--format", "json", "--quiet"),
            self.ours(site, "synced", "report", "--period", "daily"),
            self.client(site, "floor", "SELECT 1 in mariadb", "SELECT 1"),
        ], self.many_rounds)

    def sites(self, sites):
        """Many small sites of one list, beside one of them."""
        for site in sites:
            self.sync(site)
        of_all = ("--no-sync", "--sites", listed(sites, self.folder), "--jobs", "8")
        return Job("sites", f"A report of {len(sites)} sites", [
            self.ours(sites[0], "one", "report", "--no-sync", "--period", "monthly"),
            self.ours(sites[0], "many", "report", *of_all, "--period", "monthly"),
            self.ours(sites[0], "summary", "summary", "--no-sync"),
            self.ours(sites[0], "summaries", "summary", *of_all),
        ], self.many_rounds)

    def breakdown(self, site):
        """Usage and its cost along dimensions, of a ledger with three years of many combinations; two models were used."""
        self.sync(site)
        def day(expression):
            return str(site.run(f"SELECT DATE({expression})")[0][0])

        for first, last, platform, model in (
                ("'2000-01-01'", "CURDATE() - INTERVAL 400 DAY", "OpenAI", "gpt-4o"),
                ("CURDATE() - INTERVAL 399 DAY", "CURDATE()", "Mistral", "mistral-small-latest")):
            self.ours(site, "models", "models", "set", "--from", day(first), "--to", day(last),
                      "--platform", platform, "--model", model).run(self.folder)
        since = day("CURDATE() - INTERVAL 60 DAY")
        two_months = ("report", "--no-sync", "--from", since)
        figures = "SUM(total_tokens), SUM(prompt_tokens), SUM(completion_tokens), SUM(requests)"
        facts = f"{LEDGER}usage_facts"
        return Job("breakdown", "Breakdowns, with cost", [
            self.ours(site, "models", "report", "--no-sync", "--by", "model", "--all"),
            self.ours(site, "one", *two_months, "--by", "page"),
            self.ours(site, "two", *two_months, "--by", "user,page", "--top", "20"),
            self.ours(site, "users", "report", "--no-sync", "--by", "user", "--all"),
            self.ours(site, "export", "export", "--no-sync", "--cost", "--output", "-"),
            self.client(site, "group_one", "a GROUP BY of these facts by page in mariadb",
                        f"SELECT page_id, {figures} FROM {facts} WHERE day >= '{since}' GROUP BY page_id"),
            self.client(site, "group_users", "a GROUP BY of all facts by user in mariadb",
                        f"SELECT user_kind, user_id, {figures} FROM {facts} GROUP BY 1, 2"),
            self.client(site, "log_one", "the plugin's kind of SQL over the log by page in mariadb",
                        f"""SELECT page_id, SUM(CASE WHEN user_type = 'Total Tokens'
                            THEN CAST(message_text AS UNSIGNED) ELSE 0 END)
                            FROM {LOG} WHERE interaction_time >= '{since}' GROUP BY page_id"""),
            self.client(site, "floor", "SELECT 1 in mariadb", "SELECT 1"),
        ], self.many_rounds)

    def page(self, site):
        """The same figures from the plugin's own SQL."""
        self.sync(site)
        return Job("page", "The plugin's page", [
            self.ours(site, "ours", "report", "--no-sync", "--period", "daily"),
            self.client(site, "daily", "the plugin's Daily SQL in mariadb", DAILY),
            self.ours(site, "ours_yearly", "report", "--no-sync", "--period", "yearly"),
            self.client(site, "yearly", "the plugin's Yearly SQL in mariadb", YEARLY),
        ], self.rounds)

    def raw(self, site):
        """The token rows as a file."""
        columns = "id, session_id, user_id, interaction_time, user_type, message_text"
        rows = f"SELECT {columns} FROM {LOG} WHERE user_type IN ({TOKEN_TYPES}) ORDER BY id"
        connection = (site.socket, site.user, site.name)

        def file(name):
            return os.path.join(self.folder, name)

        php = os.path.join(HERE, "peers", "download.php")
        python = os.path.join(HERE, "peers", "download.py")
        # What one leaves to be brought to the disk is not to be waited for by the next.
        settled = {"before": os.sync}
        return Job("raw", "Raw export of the token rows", [
            self.ours(site, "ours", "export", "--raw", "--output", file("ours.csv"), **settled),
            self.client(site, "client", "mariadb --quick --batch", rows, "--quick", output=file("client.tsv"), **settled),
            Command("php", "PHP, as the plugin's download",
                    ["php", "-d", "memory_limit=-1", php, *connection, file("php.csv")], **settled),
            Command("php256", "the same with memory_limit=256M",
                    ["php", "-d", "memory_limit=256M", php, *connection, file("php256.csv")], fails=True, **settled),
            Command("python", "Python, PyMySQL and csv", [sys.executable, python, *connection, file("python.csv")],
                    **settled),
        ], self.rounds)

    def raw_is_equal(self):
        """Whether ours is the plugin's file, byte by byte. The log measured has no cell that looks like a formula."""
        return filecmp.cmp(
            os.path.join(self.folder, "ours.csv"), os.path.join(self.folder, "php.csv"), shallow=False)

    def verify(self, site):
        # As on a site where answers were rolled back: what lies in the gaps, open or given up, is looked for.
        site.leave_gaps(5, 1000)
        self.sync(site)
        site.run(f"UPDATE {LEDGER}missing_ids SET missing_since = missing_since - INTERVAL 26 HOUR ORDER BY bucket LIMIT 1")
        self.sync(site)
        return Job("verify", "Verification of the ledger", [
            self.ours(site, "ours", "verify"),
            self.client(site, "group", "one GROUP BY of days and types", GROUP_BY),
        ], self.rounds)
