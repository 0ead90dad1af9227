"""scripts/install-dependencies, with a stand-in for apt-get that installs nothing and records the packages."""

import os
import re

import pytest

from support.programs import REPOSITORY, SCRIPTS, run

# A machine without packages: dpkg knows none, and apt-get fails at the first installation.
STAND_INS = {
    "dpkg-query": "",
    "apt-get": 'for word; do [[ $word != install ]] || { echo "$@" >"$0.asked"; exit 1; }; done',
    "sudo": 'exec "$@"',
    "swift": "echo 'Swift version 6.99 (swift-6.99-RELEASE)'",
}
BROWSER = {"chromium", "chromium-driver", "python3-selenium"}


@pytest.fixture
def nothing(tmp_path):
    """A folder with programs that stand in for the machine's own."""
    for name, script in STAND_INS.items():
        (tmp_path / name).write_text(f"#!/bin/bash\n{script}\n")
        (tmp_path / name).chmod(0o755)
    return tmp_path


def install(*purposes, stand_ins=None, **options):
    """Runs the script."""
    path = os.environ["PATH"] if stand_ins is None else f"{stand_ins}:{os.environ['PATH']}"
    return run(SCRIPTS / "install-dependencies", *purposes, env={**os.environ, "PATH": path}, **options)


def asked(nothing, *purposes):
    """The packages that are requested on a machine without any."""
    outcome = install(*purposes, stand_ins=nothing, check=False)
    assert outcome.code == 69, outcome
    words = (nothing / "apt-get.asked").read_text().split()
    return set(words[words.index("--no-install-recommends") + 1:])


def test_to_build_a_package_asks_for_no_browser_no_server_and_no_php(nothing):
    packages = asked(nothing, "package")
    assert {"g++", "libmariadb-dev", "debhelper"} <= packages
    assert {name for name in packages if re.match(r"php|chromium|mariadb-server|python3-|mmdebstrap", name)} == set()


def test_the_demo_asks_for_no_more_than_a_build_and_a_server(nothing):
    packages = asked(nothing, "build", "server")
    assert {"g++", "libmariadb-dev", "mariadb-server-core", "mariadb-client"} <= packages
    assert {name for name in packages if re.match(r"php|chromium|python3|debhelper|lintian", name)} == set()


@pytest.mark.parametrize("purpose", ["build", "server", "test", "wordpress", "machine", "cluster", "seekdb", "bench"])
def test_only_the_tests_in_a_browser_ask_for_one(nothing, purpose):
    assert asked(nothing, purpose) & BROWSER == set()


def test_without_a_purpose_everything_is_asked_for(nothing):
    purposes = ["build", "server", "test", "wordpress", "browser", "package", "machine", "cluster", "seekdb", "bench"]
    everything = asked(nothing)
    assert BROWSER <= everything == set().union(*(asked(nothing, purpose) for purpose in purposes))
    said = install("--help").output
    assert re.findall(r"^  (\w+)  ", said, re.M) == purposes


@pytest.mark.parametrize("purposes", [["browsers"], ["build", "--all"]])
def test_an_unknown_purpose_is_refused(nothing, purposes):
    outcome = install(*purposes, stand_ins=nothing, check=False)
    assert outcome.code == 64 and purposes[-1] in outcome.errors
    assert not (nothing / "apt-get.asked").exists()


def test_where_all_is_there_it_says_nothing_and_asks_no_mirror(nothing):
    # The purposes that scripts/test requests.
    purposes = ["package", "machine", "test", "wordpress", "cluster", "seekdb"]
    install(*purposes)
    (nothing / "dpkg-query").unlink()
    (nothing / "apt-get").write_text('#!/bin/bash\necho "$@" >"$0.asked"\nexit 1\n')
    outcome = install(*purposes, stand_ins=nothing)
    assert (outcome.output, outcome.errors) == ("", "") and not (nothing / "apt-get.asked").exists()


def test_there_is_one_oldest_version_of_swift(nothing):
    needed = re.match(r"// swift-tools-version: (\d+\.\d+)$", (REPOSITORY / "Package.swift").read_text(), re.M)[1]
    assert re.findall(r"Swift (\d+\.\d+)", (REPOSITORY / "README.md").read_text()) == [needed]
    (nothing / "dpkg-query").unlink()
    (nothing / "swift").write_text("#!/bin/bash\necho 'Swift version 6.1.2 (swift-6.1.2-RELEASE)'\n")
    outcome = install("build", stand_ins=nothing, check=False)
    assert outcome.code == 69 and "6.1.2" in outcome.errors and f"{needed} or later" in outcome.errors
    # No dependency requires a newer version.
    manifests = [path.read_text() for path in REPOSITORY.glob(".build/checkouts/*/Package.swift")]
    asked_for = [re.match(r"// swift-tools-version: *(\d+)\.(\d+)", text).groups() for text in manifests]
    assert max((int(major), int(minor)) for major, minor in asked_for) == tuple(map(int, needed.split(".")))
