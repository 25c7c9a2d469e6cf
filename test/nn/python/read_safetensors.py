"""Prints what Python's `safetensors` reads in a file, as JSON: {name: [dtype, shape, bytes in hex]}."""

import json
import sys

from safetensors import deserialize

with open(sys.argv[1], "rb") as file:
    tensors = deserialize(file.read())
print(json.dumps({name: [t["dtype"], t["shape"], bytes(t["data"]).hex()] for name, t in tensors}))
