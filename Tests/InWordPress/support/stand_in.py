"""Scripts for bash that stand in for the tool."""

import json
import re
import shlex

from .site import SCRIPTS

# The oldest version that the plugin understands.
OLDEST = re.search(
    r"OLDEST_VERSION = '([0-9.]+)'", (SCRIPTS / "wordpress/tokenledger/includes/class-tokenledger-tool.php").read_text()
)[1]
VERSION = f"[[ $1 == --version ]] && {{ echo {OLDEST}; exit; }}\n"


def failing(code, kind, message="no", advice="Do something."):
    """A tool that fails as the real one does: in words for people, then as a document."""
    document = json.dumps(
        {"schema": "tokenledger.error/1", "code": code, "kind": kind, "message": message, "advice": advice}, ensure_ascii=False)
    lines = " ".join(shlex.quote(line) for line in (f"tokenledger: error: {message}", advice, document))
    return f"{VERSION}printf '%s\\n' {lines} >&2; exit {code}\n"
