"""The JSON documents that the tool prints while tests run, for scripts/check-documents."""

import itertools
import os
from pathlib import Path

NUMBERS = itertools.count(1)


def keep_error(errors):
    """The same for the document of an error, the last line of standard error."""
    keep(errors.rstrip("\n").rpartition("\n")[2])


def keep(output):
    """Writes standard output that holds a document to a new file in the folder that TOKENLEDGER_TEST_DOCUMENTS names."""
    folder = os.environ.get("TOKENLEDGER_TEST_DOCUMENTS")
    if folder and output.startswith("{") and '"schema"' in output and '"tokenledger.' in output:
        with open(Path(folder) / f"python-{os.getpid()}-{next(NUMBERS)}.json", "x", encoding="utf-8") as file:
            file.write(output)
