"""What the tests of the packages share."""

import os

import pytest

from support.programs import REPOSITORY, SCRIPTS, last_line


def pytest_configure():
    """Says what is missing before anything is built."""
    if "TOKENLEDGER_TEST_PORT" not in os.environ:
        pytest.exit("no private server; run it under scripts/with-mariadb --tcp", returncode=4)


@pytest.fixture(scope="session")
def package():
    """The Debian package."""
    return REPOSITORY / last_line(SCRIPTS / "package")


@pytest.fixture(scope="session")
def archive():
    """The portable archive."""
    return REPOSITORY / last_line(SCRIPTS / "package", "--portable")
