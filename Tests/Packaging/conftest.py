"""What the tests of the packages share."""

import os
from pathlib import Path

import pytest

from support.programs import SCRIPTS, last_line


def pytest_configure():
    """Says what is missing before anything is built."""
    if "TOKENLEDGER_TEST_PORT" not in os.environ:
        pytest.exit("no private server; run it under scripts/with-mariadb --tcp", returncode=4)


@pytest.fixture(scope="session")
def package():
    """The Debian package: the one in TOKENLEDGER_PACKAGE, or one that is built."""
    return Path(os.environ.get("TOKENLEDGER_PACKAGE") or last_line(SCRIPTS / "package"))


@pytest.fixture(scope="session")
def archive():
    """The portable archive: the one in TOKENLEDGER_ARCHIVE, or one that is built."""
    return Path(os.environ.get("TOKENLEDGER_ARCHIVE") or last_line(SCRIPTS / "package", "--portable"))
