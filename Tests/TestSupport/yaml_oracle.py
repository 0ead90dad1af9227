"""What PyYAML makes of documents: a JSON list of texts comes in, a list of answers goes out.

Without arguments an answer is an outline, null for an error; with the path of a JSON Schema, whether it is valid.
"""

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


def keys(node):
    keys = [key.value if isinstance(key, yaml.ScalarNode) else None for key, _ in node.value]
    if None in keys or len(keys) != len(set(keys)):
        raise ValueError("keys that are not settings'")
    return keys


def outline(node):
    if isinstance(node, yaml.ScalarNode) and kind(node) == "null":
        return "null"
    place = f"{node.start_mark.line + 1}:{node.start_mark.column + 1} "
    if isinstance(node, yaml.SequenceNode):
        return place + "[" + ", ".join(outline(item) for item in node.value) + "]"
    if isinstance(node, yaml.MappingNode):
        fields = [f"{key.encode().hex()}: {outline(value)}" for key, (_, value) in zip(keys(node), node.value)]
        return place + "{" + ", ".join(fields) + "}"
    return place + kind(node) + " " + node.value.encode().hex()


def data(node):
    if isinstance(node, yaml.SequenceNode):
        return [data(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {key: data(value) for key, (_, value) in zip(keys(node), node.value)}
    convert = {
        "null": lambda text: None,
        "boolean": lambda text: text.lower() == "true",
        "integer": lambda text: int(text, 0 if text[:2] in ("0o", "0x") else 10),
        "number": lambda text: float(text.replace(".inf", "inf").replace(".nan", "nan")),
        "text": str,
    }
    return convert[kind(node)](node.value)


def answer(text):
    try:
        node = yaml.compose(text)
        written = "null" if node is None else outline(node)
        return "nothing" if written == "null" else written
    except (yaml.YAMLError, ValueError):
        return None


def validator(path):
    import jsonschema

    with open(path) as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema)

    def is_valid(text):
        node = yaml.compose(text)
        return check.is_valid(None if node is None else data(node))

    return is_valid


judge = validator(sys.argv[1]) if len(sys.argv) > 1 else answer
json.dump([judge(text) for text in json.load(sys.stdin)], sys.stdout)
