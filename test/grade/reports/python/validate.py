"""Says what is wrong with JSON documents: reads {"schema", "documents": [text, …]}, prints a list of problems each.

What Python's json reads, the receiving side reads: NaN, which is no JSON, is refused here as well.
"""
import json
import sys

import jsonschema


def refuse(name):
    raise ValueError(f"{name} is no JSON")


given = json.load(sys.stdin)
validator = jsonschema.Draft202012Validator(given["schema"])
validator.check_schema(given["schema"])
found = []
for text in given["documents"]:
    document = json.loads(text, parse_constant=refuse)
    found.append([f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)])
json.dump(found, sys.stdout)
