"""Writes test/nn/fixtures/half.safetensors and half.json: what numpy makes of all float16 and of what lies between them.

    python test/nn/python/write_half.py test/nn/fixtures

Needs numpy, ml_dtypes and safetensors 0.8.0.
"""

import hashlib
import json
import os
import sys

import ml_dtypes
import numpy
from safetensors.numpy import save_file

folder = sys.argv[1]
digest = lambda array: hashlib.sha256(array.tobytes()).hexdigest()

patterns = numpy.arange(65536, dtype=numpy.uint16)
is_number = (patterns & 0x7C00 != 0x7C00) | (patterns & 0x3FF == 0)  # no NaN: its payload is nobody's business
halves = patterns[is_number]
bfloats = patterns[(patterns & 0x7F80 != 0x7F80) | (patterns & 0x7F == 0)]

# The middle between each two neighbours, and the float32 just before and just behind it.
low = numpy.arange(0, 0x7BFF, dtype=numpy.uint16)
a = low.view(numpy.float16).astype(numpy.float64)
b = (low + 1).astype(numpy.uint16).view(numpy.float16).astype(numpy.float64)
middle = ((a + b) / 2).astype(numpy.float32)
infinity = numpy.float32(numpy.inf)
between = numpy.stack([numpy.nextafter(middle, -infinity), middle, numpy.nextafter(middle, infinity)], 1).ravel()
between = numpy.concatenate([between, -between])

numbers = {
    "halves": digest(halves.view(numpy.float16).astype(numpy.float32)),
    "bfloats": digest(bfloats.view(ml_dtypes.bfloat16).astype(numpy.float32)),
    "between": len(between),
    "betweenBytes": digest(between),
    "rounded": digest(between.astype(numpy.float16)),
}
with open(os.path.join(folder, "half.json"), "w") as file:
    file.write(json.dumps(numbers, indent=1) + "\n")

half = numpy.array([[1, -2.5, 65504], [2**-24, -0.0, 1 / 3]], dtype=numpy.float16)
tensors = {
    "weight": half,
    "ids": numpy.array([7], dtype=numpy.int32),
    "brain": numpy.array([1, -3e38, 1 / 3], dtype=ml_dtypes.bfloat16),
    "full": numpy.array([0.1], dtype=numpy.float32),
}
save_file(tensors, os.path.join(folder, "half.safetensors"), metadata={"a": "b"})
