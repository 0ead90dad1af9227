"""The Debian package as it is built, before it is installed anywhere."""

import json
import os
import re
import zipfile

import pytest

from support.programs import REPOSITORY, SCRIPTS, run

PLUGIN = SCRIPTS / "wordpress/tokenledger"


@pytest.fixture(scope="module")
def contents(package, tmp_path_factory):
    """What is in the package."""
    folder = tmp_path_factory.mktemp("contents")
    run("dpkg-deb", "--extract", package, folder)
    return folder


def test_lintian_finds_no_error(package):
    assert run("lintian", "--allow-root", "--fail-on", "error", package).code == 0


def test_it_needs_the_client_library_and_the_zones_and_nothing_of_swift_or_of_c_plus_plus(package):
    needed = run("dpkg-deb", "--field", package, "Depends").output
    assert re.search(r"\blibmariadb3\b", needed) and re.search(r"\btzdata\b", needed)
    assert not re.search(r"swift|libstdc|libgcc", needed.lower())


@pytest.mark.parametrize("kind", [[], ["--portable"]])
def test_built_again_it_is_the_same(package, archive, kind):
    made = archive if kind else package
    first = made.read_bytes()
    # Nothing of the one who builds goes into it.
    strange = {**os.environ, "TZ": "Asia/Kathmandu", "LC_ALL": "C.UTF-8"}
    run("/bin/bash", "-c", 'umask 077; exec "$@"', "build", SCRIPTS / "package", *kind, env=strange)
    assert made.read_bytes() == first


def test_there_is_one_version(package, contents):
    version = run(contents / "usr/bin/tokenledger", "--version").output.strip()
    assert run("dpkg-deb", "--field", package, "Version").output.strip() == version
    assert re.search(r"^ \* Version: +(\S+)$", (PLUGIN / "tokenledger.php").read_text(), re.M)[1] == version
    assert re.search(r"^Stable tag: (\S+)$", (PLUGIN / "readme.txt").read_text(), re.M)[1] == version


def test_the_plugin_is_there_as_a_folder_and_as_a_zip(contents):
    there = contents / "usr/share/tokenledger/wordpress"
    source = {str(file.relative_to(PLUGIN.parent)): file.read_bytes() for file in PLUGIN.rglob("*") if file.is_file()}
    folder = {str(file.relative_to(there)): file.read_bytes() for file in (there / "tokenledger").rglob("*") if file.is_file()}
    assert folder == source
    with zipfile.ZipFile(there / "tokenledger.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == source


def test_every_command_has_a_manual_page_that_names_its_options(contents):
    said = json.loads(run(contents / "usr/bin/tokenledger", "--experimental-dump-help").output)["command"]
    pages = contents / "usr/share/man/man1"

    def check(command, path):
        page = pages / ("-".join(path) + ".1.gz")
        shown = run("man", "--warnings", "--local-file", page, env={**os.environ, "MANWIDTH": "200", "LC_ALL": "C.UTF-8"})
        assert shown.errors == "", path
        for argument in command["arguments"]:
            for name in argument.get("names", []):
                shown_at_all = argument["shouldDisplay"] and name["kind"] == "long"
                assert not shown_at_all or f"--{name['name']}" in shown.output, (path, name)
            for value in argument.get("allValues", []):
                assert value in shown.output, (path, value)
        assert command["abstract"].rstrip(".") in shown.output
        for child in command.get("subcommands", []):
            check(child, (*path, child["commandName"]))

    check(said, ("tokenledger",))


def test_the_configuration_has_a_manual_page_that_names_all_of_its_keys(contents):
    page = contents / "usr/share/man/man5/tokenledger.yml.5.gz"
    shown = run("man", "--warnings", "--local-file", page, env={**os.environ, "MANWIDTH": "200", "LC_ALL": "C.UTF-8"})
    assert shown.errors == "" and "@" not in shown.output
    schema = json.loads((REPOSITORY / "scripts/packaging/examples/tokenledger.schema.json").read_text())

    def keys(node):
        """The keys of all settings within a part of the schema."""
        if isinstance(node, list):
            return [key for part in node for key in keys(part)]
        if not isinstance(node, dict):
            return []
        return [*node.get("properties", {}), *(key for part in node.values() for key in keys(part))]

    headings = re.findall(r"^ +([a-z_]+)(?:  |$)", shown.output, re.M)
    assert {"sites", "interval", "wp_path", "platform"} <= set(keys(schema)) <= set(headings)


@pytest.fixture(params=["package", "archive"])
def documentation(request, contents, archive, tmp_path):
    """The folder of the documentation, in the package and in the archive."""
    there = contents / "usr"
    if request.param == "archive":
        run("tar", "-xzf", archive, "-C", tmp_path, "--strip-components=1")
        there = tmp_path
    return there / "share/doc/tokenledger"


def test_the_readme_and_the_articles_that_it_names_are_there(documentation):
    there = documentation
    readme = (there / "README.md").read_text()
    assert "Sources/" not in re.sub(r"^    Sources/.*$|`Sources/[A-Za-z/]+\.swift`", "", readme, flags=re.M)
    named = set(re.findall(r"\barticles/[A-Za-z/-]+\.[a-z]+", readme))
    assert {"articles/Production.md", "articles/Configuration.md", "articles/Resources/token-usage.png"} <= named
    assert [path for path in named if not (there / path).is_file()] == []
    source = REPOSITORY / "Sources/TokenLedgerCLI/TokenLedger.docc"
    assert {file.name for file in source.glob("*.md")} == {file.name for file in there.glob("articles/*.md")}
    for article in there.glob("articles/*.md"):
        text = article.read_text()
        assert "<doc:" not in text and "@Metadata" not in text, article
        links = re.findall(r"\]\(([^)#:]+)\)", text)
        assert [link for link in links if not (article.parent / link).exists()] == [], article


def test_the_schemas_of_the_documents_are_there(documentation):
    source = REPOSITORY / "Sources/TokenLedgerCLI/TokenLedger.docc/Resources/Schemas"
    schemas = {file.name: file.read_text() for file in source.iterdir()}
    assert {file.name: file.read_text() for file in (documentation / "schemas").iterdir()} == schemas
    assert "report-2.json" in schemas


def test_what_the_units_may_do_is_the_same_in_both(contents):
    units = contents / "lib/systemd/system"
    hardening = (SCRIPTS / "packaging/systemd/hardening.conf").read_text()
    for name in ("tokenledger-worker.service", "tokenledger-sync@.service"):
        text = (units / name).read_text()
        assert hardening in text and "@" not in re.sub(r"@(system-service|privileged|resources)", "", text), name


def test_the_examples_of_the_repository_are_there(contents):
    there = contents / "usr/share/doc/tokenledger/examples"
    source = REPOSITORY / "scripts/packaging/examples"
    assert {file.name: file.read_text() for file in there.iterdir()} == {file.name: file.read_text() for file in source.iterdir()}
