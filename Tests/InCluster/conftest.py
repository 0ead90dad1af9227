"""What the tests on a cluster share."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from support import run
from support.cluster import Cluster
from support.site import Site


def pytest_configure():
    """Says what is missing before anything begins."""
    if int(os.environ.get("TOKENLEDGER_TEST_GALERA_NODES", 0)) < 3:
        pytest.exit("no private cluster of three nodes; run it under scripts/with-galera", returncode=4)


def pytest_terminal_summary(terminalreporter):
    """Prints the figures, and the seed that repeats the random choices."""
    for line in [*run.FIGURES, f"seed: {run.SEED}"]:
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def whole_cluster():
    """The nodes."""
    return Cluster()


@pytest.fixture
def cluster(whole_cluster):
    """The nodes, all of them up and in step, whatever an earlier test did to them."""
    whole_cluster.repair()
    return whole_cluster


@pytest.fixture
def site(cluster, request):
    """A sample site of its own for a test."""
    site = Site(request.function.__name__.removeprefix("test_")[:60])
    # Its ids are given, so a node that has not got them yet would give them again.
    cluster.await_whole()
    yield site
    cluster.nodes[0].sql(f"DROP DATABASE {site.name}")


@pytest.fixture
def short_folder():
    """A folder with a path that is short enough for a socket's."""
    folder = Path(tempfile.mkdtemp(prefix="tokenledger-"))
    yield folder
    shutil.rmtree(folder)
