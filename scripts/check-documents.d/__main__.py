"""scripts/check-documents: reads the schemas, then the documents, and prints what does not match."""

import collections
import json
import pathlib
import signal
import sys

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
CATALOG = ROOT / "Sources/TokenLedgerCLI/TokenLedger.docc"
SCHEMAS = CATALOG / "Resources/Schemas"
# What several schemas share: the measures and the dimensions.
SHARED = "definitions.json"
# For most validators 1.0 is an integer. No document has such a number.
VALIDATOR = jsonschema.validators.extend(
    jsonschema.Draft202012Validator,
    type_checker=jsonschema.Draft202012Validator.TYPE_CHECKER.redefine(
        "integer", lambda _, value: isinstance(value, int) and not isinstance(value, bool)),
)


def without_repeated_keys(pairs):
    """An object; a key that is there twice is an error, where most parsers take the last."""
    keys = collections.Counter(key for key, _ in pairs)
    if repeated := [key for key, count in keys.items() if count > 1]:
        raise ValueError(f"the key {repeated[0]} is there more than once")
    return dict(pairs)


def no_number(text):
    raise ValueError(f"{text} is no number of JSON")


DECODER = json.JSONDecoder(object_pairs_hook=without_repeated_keys, parse_constant=no_number)


def documents(text):
    """The documents of a file."""
    position = 0
    while rest := text[position:].lstrip():
        position = len(text) - len(rest)
        document, position = DECODER.raw_decode(text, position)
        yield document


def place(path):
    """A place in a document, such as sites[0].name."""
    words = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return words.removeprefix(".") or "the document"


def objects(node, path=()):
    """The parts of a schema that describe an object, each with its place."""
    if isinstance(node, dict):
        if "properties" in node and node.get("type") == "object":
            yield path, node
        for key, value in node.items():
            yield from objects(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from objects(value, (*path, index))


def faults(file, schema, article):
    """What is wrong with a schema, a sentence each; `article` is where all are listed."""
    name = schema.get("title", "")
    family, _, version = name.removeprefix("tokenledger.").partition("/")
    if file.name != f"{family}-{version}.json":
        yield f"the title is {name}"
    if f"| `{name}` |" not in article or f"| `{file.name}` |" not in article:
        yield "it is not listed in Documents.md"
    try:
        VALIDATOR.check_schema(schema)
    except jsonschema.SchemaError as error:
        yield f"{place(error.absolute_path)}: {error.message}"
        return
    if schema.get("properties", {}).get("schema", {}).get("const") != name:
        yield f"the key schema is not {name}"
    for path, node in objects(schema):
        if False not in (node.get("additionalProperties"), node.get("unevaluatedProperties")):
            yield f"{place(path)}: other keys are allowed"
        keys, required = set(node["properties"]), set(node.get("required", []))
        if unknown := required - keys:
            yield f"{place(path)}: required names {', '.join(sorted(unknown))}, properties do not"
        if "$comment" not in node and (optional := keys - required):
            yield f"{place(path)}: no $comment says when {', '.join(sorted(optional))} may be left out"
        for key, value in node["properties"].items():
            if not value.get("description", "").endswith("."):
                yield f"{place((*path, key))}: no description"


def read_schemas():
    """The schemas by name, and what is wrong with them, a line each."""
    article = (CATALOG / "Documents.md").read_text()
    schemas, definitions, lines = {}, {}, []
    for file in sorted(SCHEMAS.glob("*.json")):
        if file.name == SHARED:
            continue
        where = file.relative_to(ROOT)
        try:
            schema = json.loads(file.read_text(), object_pairs_hook=without_repeated_keys)
        except ValueError as error:
            lines.append(f"{where}: {error}")
            continue
        lines += [f"{where}: {fault}" for fault in faults(file, schema, article)]
        for name, definition in schema.get("$defs", {}).items():
            first, known = definitions.setdefault(name, (file.name, definition))
            if known != definition:
                lines.append(f"{where}: the definition {name} is another one than in {first}")
        schemas[schema.get("title")] = schema
    return schemas, lines


def schema_name(document):
    """The schema that a document names; None when it names none."""
    name = document.get("schema") if isinstance(document, dict) else None
    return name if isinstance(name, str) else None


def mismatches(document, validators):
    """What is wrong with a document and those that it contains, each with its place."""
    name = schema_name(document)
    if name is None:
        yield "the document: it names no schema"
        return
    if name not in validators:
        yield f"schema: there is no schema {name}"
        return
    for error in validators[name].iter_errors(document):
        # Of alternatives, such as null or a time, the one that fits best says what is wrong.
        best = jsonschema.exceptions.best_match([error]) or error
        yield f"{place(best.absolute_path)}: {best.message}"
    for key, value in document.items():
        if schema_name(value):
            yield from (f"{key}: {mismatch}" for mismatch in mismatches(value, validators))


def main(folders):
    schemas, lines = read_schemas()
    if lines:
        print(*lines, sep="\n")
        return 65
    folder = SCHEMAS.as_uri() + "/"
    shared = {folder + SHARED: json.loads((SCHEMAS / SHARED).read_text())}
    validators = {
        name: VALIDATOR(schema, resolver=jsonschema.RefResolver(folder, schema, store=shared))
        for name, schema in schemas.items()}
    counts = dict.fromkeys(schemas, 0)
    for file in sorted(file for folder in folders for file in pathlib.Path(folder).glob("*.json")):
        try:
            for document in documents(file.read_bytes().decode()):
                lines += [f"{file}: {mismatch}" for mismatch in mismatches(document, validators)]
                if (name := schema_name(document)) in counts:
                    counts[name] += 1
        except ValueError as error:
            lines.append(f"{file}: no JSON: {error}")
    of_each = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
    unseen = [f"{name}: no document" for name, count in counts.items() if not count]
    print(*lines, *unseen, f"{sum(counts.values())} documents{of_each and ': '}{of_each}", sep="\n")
    if lines:
        return 65
    return 0 if of_each else 66


if __name__ == "__main__":
    # Whoever reads only the first lines is served.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(main(sys.argv[1:]))
