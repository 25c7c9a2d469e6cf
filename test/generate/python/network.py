"""Writes a tiny model as a checkpoint of ours and what PyTorch's version of the network makes of a few rows; and the
logits of a larger one, whose weights both sides draw from the same generator.

    PYTHONPATH=test/support/python python test/generate/python/network.py test/generate/fixtures

Needs torch 2.13.0, numpy and safetensors 0.8.0. Writes network.safetensors, network.json and
network-larger.json.
"""

import json
import sys
from pathlib import Path

import torch
from reference import logits, mulberry32, shapes_of
from safetensors.torch import save_file

torch.manual_seed(3)
CONFIG = {"vocabulary": 7, "width": 12, "layers": 2, "heads": 2, "hidden": 20, "context": 9}
LARGER = {"vocabulary": 21, "width": 64, "layers": 3, "heads": 2, "hidden": 80, "context": 30}
V, D, HIDDEN = CONFIG["vocabulary"], CONFIG["width"], CONFIG["hidden"]

# Matrices are [in, out]. Large enough that every part of the network shows in the logits.
weights = {"embedding": torch.randn(V, D), "norm": 1 + torch.randn(D) / 5}
for layer in range(CONFIG["layers"]):
    shapes = {"query": (D, D), "key": (D, D), "value": (D, D), "out": (D, D), "up": (D, HIDDEN), "down": (HIDDEN, D)}
    for name, shape in shapes.items():
        weights[f"blocks.{layer}.{name}"] = torch.randn(shape) / shape[0] ** 0.5
    for name in ("norm1", "norm2"):
        weights[f"blocks.{layer}.{name}"] = 1 + torch.randn(D) / 5


def logits_of(config, weights, tokens, causal):
    """[T, V] of one row."""
    places = torch.tensor([tokens])
    mask = {"segments": torch.ones_like(places), "causal": torch.tensor([causal]), "prefix": torch.tensor([0])}
    return logits(config, {name: tensor.double() for name, tensor in weights.items()}, {"tokens": places, **mask})[0]


def drawn_weights(config, seed):
    """Each number of the generator minus one half, parameter by parameter."""
    random = mulberry32(seed)
    numbers = lambda shape: [next(random) - 0.5 for _ in range(torch.Size(shape).numel())]
    return {name: torch.tensor(numbers(shape)).view(shape) for name, shape in shapes_of(config).items()}


def write_rounded(name, value):
    as_lists = json.loads(json.dumps(value), parse_float=lambda text: round(float(text), 7))
    (folder / name).write_text(json.dumps(as_lists, indent=1) + "\n")


folder = Path(sys.argv[1])
rows = [[3], [1, 2], [0, 6, 5, 4, 3, 2, 1, 0, 6], [2, 2, 2, 2, 2], [4, 1, 6, 0]]
expected = [
    {"tokens": row, **{name: logits_of(CONFIG, weights, row, causal).tolist() for name, causal in (("causal", True), ("both", False))}}
    for row in rows
]
save_file(weights, folder / "network.safetensors", metadata={"format": "blossom", "config": json.dumps(CONFIG)})
write_rounded("network.json", expected)

row = [(7 * i * i + 3) % LARGER["vocabulary"] for i in range(LARGER["context"])]
larger = drawn_weights(LARGER, 2)
last = {name: logits_of(LARGER, larger, row, causal)[-1].tolist() for name, causal in (("causal", True), ("both", False))}
write_rounded("network-larger.json", {"config": LARGER, "tokens": row, **last})
