"""What PyYAML makes of documents: a JSON list of texts comes in, a list of outlines goes out, null for an error."""

import json
import re
import sys

import yaml

# YAML 1.2's core schema; PyYAML itself would take the words of 1.1 for more than text.
KINDS = [
    ("null", r"~|null|Null|NULL|"),
    ("boolean", r"true|True|TRUE|false|False|FALSE"),
    ("integer", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"),
    ("number", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?(\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN"),
]


def kind(node):
    if node.style is None:
        for name, pattern in KINDS:
            if re.fullmatch(pattern, node.value):
                return name
    return "text"


def outline(node):
    if isinstance(node, yaml.ScalarNode) and kind(node) == "null":
        return "null"
    place = f"{node.start_mark.line + 1}:{node.start_mark.column + 1} "
    if isinstance(node, yaml.SequenceNode):
        return place + "[" + ", ".join(outline(item) for item in node.value) + "]"
    if isinstance(node, yaml.MappingNode):
        keys = [key.value if isinstance(key, yaml.ScalarNode) else None for key, _ in node.value]
        if None in keys or len(keys) != len(set(keys)):
            raise ValueError("keys that are not settings'")
        return place + "{" + ", ".join(f"{key.encode().hex()}: {outline(value)}" for key, (_, value) in zip(keys, node.value)) + "}"
    return place + kind(node) + " " + node.value.encode().hex()


def answer(text):
    try:
        node = yaml.compose(text)
        text = "null" if node is None else outline(node)
        return "nothing" if text == "null" else text
    except (yaml.YAMLError, ValueError):
        return None


json.dump([answer(text) for text in json.load(sys.stdin)], sys.stdout)
