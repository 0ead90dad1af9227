"""scripts/update-prices: writes the price list, or compares it with the one that is there."""

import argparse
import contextlib
import io
import sys
from pathlib import Path

from history import changes_of_the_past
from listing import model_lines
from packages import Packages
from supplement import Supplement

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "Sources/Pricing/price-list.tsv"


def fail(message):
    print(f"update-prices: error: {message}", file=sys.stderr)
    sys.exit(65)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("packages")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    disagreements = io.StringIO()
    try:
        packages = Packages(arguments.packages)
        supplement = Supplement((Path(__file__).parent / "supplement.tsv").read_text())
        with contextlib.redirect_stderr(disagreements):
            lines = sorted([*supplement.platforms, *model_lines(packages, supplement)])
    except (KeyError, ValueError) as error:
        fail(error)
    text = "".join("\t".join(line) + "\n" for line in [supplement.head, *([comment] for comment in supplement.comments), *lines])
    there = LIST.read_text() if LIST.exists() else ""
    if arguments.check:
        if text != there:
            fail(f"{LIST.relative_to(ROOT)} is not what the packages and the supplement make; run scripts/update-prices")
        return
    # They are for who reads what has changed.
    sys.stderr.write(disagreements.getvalue())
    if changes := changes_of_the_past(there, text):
        fail("costs of the past would change, and the supplement does not call that corrections:\n" + "\n".join(changes))
    LIST.write_text(text)


main()
