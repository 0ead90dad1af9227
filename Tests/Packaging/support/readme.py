"""The commands of the README's section Install, as they stand there."""

import re

from .programs import REPOSITORY


def blocks():
    """The blocks of commands of the section, each a list of lines."""
    text = (REPOSITORY / "README.md").read_text()
    section = re.search(r"^## Install\n(.*?)^## ", text, re.M | re.S)[1]
    found = re.findall(r"(?:^    .*\n)+", section, re.M)
    return [[line[4:] for line in block.splitlines()] for block in found]


def block(words):
    """The one block of commands in which some words are, as a script."""
    found = [block for block in blocks() if any(words in line for line in block)]
    assert len(found) == 1, f"the README has {len(found)} blocks with {words}"
    return "\n".join(found[0]) + "\n"
