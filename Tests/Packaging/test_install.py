"""scripts/install, for Linuxes without a package."""

import os

import pytest

from support.programs import SCRIPTS, run


@pytest.fixture
def prefix(tmp_path):
    """Where others have something already."""
    (tmp_path / "share/man").mkdir(parents=True)
    (tmp_path / "share/man/other").write_text("not ours")
    return tmp_path


def tree(folder):
    """All that is in a folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def install(*arguments, **options):
    """Runs the script."""
    return run(SCRIPTS / "install", *arguments, **options)


def test_it_installs_what_the_package_holds_and_takes_it_away_again(prefix, package, tmp_path_factory):
    before = tree(prefix)
    said = install("--prefix", prefix)
    assert said.output == f"{prefix}/bin/tokenledger\n"
    assert run(prefix / "bin/tokenledger", "--version").output == "0.6.0\n"

    packaged = tmp_path_factory.mktemp("packaged")
    run("dpkg-deb", "--extract", package, packaged)
    elsewhere = {"lib": "lib", "usr/share/zsh/vendor-completions": "share/zsh/site-functions", "usr": ""}

    def here(path):
        """Where the script puts what Debian has at a path."""
        for debian, ours in elsewhere.items():
            if path.startswith(debian + "/"):
                return (ours + path[len(debian):]).lstrip("/").removesuffix(".gz")
        return path

    debians_own = {"share/doc/tokenledger/changelog", "share/doc/tokenledger/copyright"}
    expected = {here(str(path.relative_to(packaged))) for path in (packaged / "usr", packaged / "lib")
                for path in path.rglob("*") if path.is_file()} - debians_own
    installed = {path for path in tree(prefix) - before if (prefix / path).is_file()}
    assert installed - {"share/tokenledger/installed", "lib/sysusers.d/tokenledger.conf"} == expected
    assert f"ExecStart={prefix}/bin/tokenledger" in (prefix / "lib/systemd/system/tokenledger-worker.service").read_text()

    # Again, as an update does.
    install("--prefix", prefix)
    install("--uninstall", "--prefix", prefix)
    assert tree(prefix) == before


def test_a_packager_gets_it_elsewhere(tmp_path):
    said = install("--prefix", "/opt/tokenledger", env={**os.environ, "DESTDIR": str(tmp_path)})
    unit = tmp_path / "opt/tokenledger/lib/systemd/system/tokenledger-worker.service"
    assert "ExecStart=/opt/tokenledger/bin/tokenledger" in unit.read_text()
    # systemd does not look there by itself.
    assert "systemctl link /opt/tokenledger/lib/systemd/system/tokenledger-*" in said.errors


@pytest.mark.parametrize("arguments, code", [
    (["--prefix", "relative"], 64), (["--prefix", "/with space"], 64), (["--prefix"], 64), (["--unknown"], 64),
])
def test_a_wrong_argument_is_refused(arguments, code):
    outcome = install(*arguments, check=False)
    assert outcome.code == code and outcome.errors.startswith("install: error: ")


def test_there_is_nothing_to_uninstall(tmp_path):
    outcome = install("--uninstall", "--prefix", tmp_path, check=False)
    assert (outcome.code, outcome.errors) == (66, f"install: error: nothing is installed in {tmp_path}\n")
