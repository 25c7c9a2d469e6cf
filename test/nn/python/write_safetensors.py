"""Writes test/nn/fixtures/python.safetensors: what Python's `safetensors` makes of a few tensors.

    python test/nn/python/write_safetensors.py test/nn/fixtures/python.safetensors

Needs numpy and safetensors 0.8.0.
"""

import sys

import numpy
from safetensors.numpy import save_file

tensors = {
    "blocks.0.query": numpy.arange(6, dtype=numpy.float32).reshape(2, 3) / 4,
    "ids": numpy.array([-1, 2**31 - 1], dtype=numpy.int32),
    "flags": numpy.array([[0], [1], [255]], dtype=numpy.uint8),
    "scalar": numpy.array(-0.5, dtype=numpy.float32),
    "名": numpy.zeros((0, 4), dtype=numpy.float32),
}
save_file(tensors, sys.argv[1], metadata={"title": 'a "quoted" 标题'})
