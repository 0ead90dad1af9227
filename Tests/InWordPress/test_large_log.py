"""A log of half a million rows goes through PHP without staying in it."""

import hashlib
from pathlib import Path

from support.figures import ledger, whole_log
from support.pages import DOWNLOAD, PAGE, POST, nonce
from support.site import brought_up

ROWS = 500_000
MEGABYTE = 1024 * 1024


def peaks(site):
    """The most memory that each of PHP's processes has had so far, in bytes."""
    found = {}
    for pid in site.processes():
        status = Path(f"/proc/{pid}/status").read_text()
        if status.startswith("Name:\tphp"):
            found[pid] = int(status.split("VmHWM:")[1].split()[0]) * 1024
    return found


def test_a_raw_download_of_half_a_million_rows_takes_constant_memory():
    with brought_up("--days", "0", "--memory-limit", "128M") as site:
        site.sql(
            f"INSERT INTO {site.log_table()} (session_id, user_id, page_id, interaction_time, user_type, message_text)"
            f" SELECT CONCAT('kognetiks_', MD5(seq DIV 9)), '0', '2', '2026-01-01' + INTERVAL seq * 30 SECOND,"
            f" ELT(1 + seq % 3, 'Prompt Tokens', 'Completion Tokens', 'Total Tokens'), seq % 4000 FROM seq_1_to_{ROWS}"
        )
        site.run_cron()
        assert ledger(site) == whole_log(site)
        owner = site.log_in("owner")
        # What the page itself needs is no part of the download.
        form = {"action": DOWNLOAD, "_wpnonce": nonce(owner, DOWNLOAD), "from": "", "to": ""}
        small = owner.post(POST, {**form, "kind": "daily"})
        assert small.status == 200
        # Each of PHP's processes, whichever takes a request, has to have served it once.
        for _ in range(48):
            owner.get(PAGE)
        before, files = peaks(site), site.files()
        digest, length, lines = hashlib.sha256(), 0, 0
        with owner.open("POST", POST, fields={**form, "kind": "raw"}) as response:
            assert response.status == 200
            while block := response.read(MEGABYTE):
                digest.update(block)
                length += len(block)
                lines += block.count(b"\n")
        assert lines == ROWS + 1
        content = site.tool("export", "--raw", "--output", "-", text=False)
        assert (digest.digest(), length) == (hashlib.sha256(content).digest(), len(content))
        assert length > 40 * MEGABYTE
        grown = {pid: peak - before.get(pid, 0) for pid, peak in peaks(site).items()}
        assert max(grown.values()) < 8 * MEGABYTE, grown
        assert site.files() == files
        assert site.complaints() == []
