"""The parts of scripts/test, with stand-ins for the scripts that only record that they were called."""

import os
import re
import shutil

import pytest

from support.programs import SCRIPTS, run

CALLED = [
    "install-dependencies", "lint", "update-prices", "build", "check-documents", "package", "with-mariadb", "with-galera", "endurance",
]
PARTS = ["unit", "wordpress", "cluster", "package", "endurance"]


@pytest.fixture
def checkout(tmp_path):
    """A folder with scripts/test, and stand-ins for the other scripts that succeed at once."""
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    shutil.copy(SCRIPTS / "test", scripts)
    for script in [*(scripts / name for name in CALLED), tmp_path / "swift", tmp_path / "phpunit"]:
        script.write_text(f'#!/bin/bash\necho "{script.name} $*" >>"{tmp_path}/called"\n')
        script.chmod(0o755)
    tests = tmp_path / "Tests/PriceList"
    tests.mkdir(parents=True)
    (tests / "test_nothing.py").write_text("def test_nothing():\n    pass\n")
    return tmp_path


def ask(checkout, *parts, **options):
    """Runs scripts/test; returns its outcome and the recorded calls."""
    (checkout / "called").write_text("")
    outcome = run(checkout / "scripts/test", *parts, env={**os.environ, "PATH": f"{checkout}:{os.environ['PATH']}"}, **options)
    return outcome, (checkout / "called").read_text()


def times(outcome):
    """The final lines, without the seconds."""
    lines = outcome.output.splitlines()
    assert all(re.fullmatch(r"\w+ +\d+ s(  passed|  FAILED)?", line) for line in lines), outcome
    return [re.sub(r" +\d+ s", "", line) for line in lines]


@pytest.mark.parametrize("asked, ran", [
    ([], ["unit", "wordpress"]), (["all"], PARTS), (["endurance", "unit"], ["unit", "endurance"]), (["package"], ["package"]),
    (["cluster"], ["cluster"]),
])
def test_the_parts_that_were_asked_for_are_run_and_timed(checkout, asked, ran):
    outcome, called = ask(checkout, *asked)
    assert times(outcome) == [f"{part}  passed" for part in ran] + ["total"]
    for part, sign in zip(PARTS, ["swift test", "Tests/InWordPress", "Tests/InCluster", "Tests/Packaging", "endurance "], strict=True):
        assert (sign in called) == (part in ran), part
    assert ("browser" in called) == ("phpunit" in called) == ("wordpress" in ran)


def test_a_part_that_fails_ends_it_and_is_told_of(checkout):
    (checkout / "scripts/lint").write_text("#!/bin/bash\nexit 65\n")
    outcome, called = ask(checkout, "unit", "endurance", check=False)
    assert outcome.code == 65 and times(outcome) == ["unit  FAILED", "total"] and "endurance" not in called


@pytest.mark.parametrize("half", ["--filter ^", "--skip ^"])
def test_a_half_of_the_unit_tests_that_fails_ends_it(checkout, half):
    (checkout / "scripts/with-mariadb").write_text(f'#!/bin/bash\n[[ "$*" != *"{half}"* ]] || exit 65\n')
    outcome, called = ask(checkout, "unit", "wordpress", check=False)
    assert outcome.code == 65 and times(outcome) == ["unit  FAILED", "total"] and "InWordPress" not in called


def test_an_endurance_that_fails_beside_the_cluster_is_told_of(checkout):
    (checkout / "scripts/endurance").write_text("#!/bin/bash\nexit 65\n")
    outcome, _ = ask(checkout, "cluster", "endurance", check=False)
    assert outcome.code == 65 and times(outcome) == ["cluster  passed", "endurance  FAILED", "total"]


@pytest.mark.parametrize("part", ["--all", "units"])
def test_an_unknown_part_is_refused(checkout, part):
    outcome, called = ask(checkout, part, check=False)
    assert (outcome.code, outcome.output, called) == (64, "", "") and part in outcome.errors
