"""Writes a tiny model as a checkpoint of ours and what PyTorch's version of the network makes of a few rows; and the
logits of a larger one, whose weights both sides draw from the same generator.

    python test/generate/python/network.py test/generate/fixtures

Needs torch 2.13.0, numpy and safetensors 0.8.0. Writes network.safetensors, network.json and
network-larger.json.
"""

import json
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

torch.manual_seed(3)
CONFIG = {"vocabulary": 7, "width": 12, "layers": 2, "heads": 2, "hidden": 20, "context": 9}
LARGER = {"vocabulary": 21, "width": 64, "layers": 3, "heads": 2, "hidden": 80, "context": 30}
V, D, HIDDEN = CONFIG["vocabulary"], CONFIG["width"], CONFIG["hidden"]
EPSILON, BASE = 1e-6, 10_000.0

# Matrices are [in, out]. Large enough that every part of the network shows in the logits.
weights = {"embedding": torch.randn(V, D), "norm": 1 + torch.randn(D) / 5}
for layer in range(CONFIG["layers"]):
    shapes = {"query": (D, D), "key": (D, D), "value": (D, D), "out": (D, D), "up": (D, HIDDEN), "down": (HIDDEN, D)}
    for name, shape in shapes.items():
        weights[f"blocks.{layer}.{name}"] = torch.randn(shape) / shape[0] ** 0.5
    for name in ("norm1", "norm2"):
        weights[f"blocks.{layer}.{name}"] = 1 + torch.randn(D) / 5


def rotary(x):
    """x [T, H, d]: the first half of each head is turned against the second."""
    T, _, d = x.shape
    angles = torch.outer(torch.arange(T).double(), BASE ** (-torch.arange(d // 2).double() / (d // 2)))
    cos, sin = torch.cos(angles)[:, None, :], torch.sin(angles)[:, None, :]
    a, b = x.chunk(2, dim=-1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), dim=-1)


def logits(config, weights, tokens, causal):
    """[T, V] of one row, in float64."""
    D, H = config["width"], config["heads"]
    d = D // H
    w = {name: tensor.double() for name, tensor in weights.items()}
    x = w["embedding"][torch.tensor(tokens)]
    for layer in range(config["layers"]):
        block = lambda name: w[f"blocks.{layer}.{name}"]
        y = F.rms_norm(x, (D,), block("norm1"), EPSILON)
        heads = lambda name: (y @ block(name)).view(-1, H, d)
        q = rotary(F.rms_norm(heads("query"), (d,), None, EPSILON))
        k = rotary(F.rms_norm(heads("key"), (d,), None, EPSILON))
        attended = F.scaled_dot_product_attention(
            q.transpose(0, 1), k.transpose(0, 1), heads("value").transpose(0, 1), is_causal=causal
        )
        x = x + attended.transpose(0, 1).reshape(-1, D) @ block("out")
        y = F.rms_norm(x, (D,), block("norm2"), EPSILON)
        x = x + F.relu(y @ block("up")) ** 2 @ block("down")
    return F.rms_norm(x, (D,), w["norm"], EPSILON) @ w["embedding"].T


def mulberry32(seed):
    """The generator of kernel-lib/src/random.ts."""
    mask = 0xFFFFFFFF
    state = seed
    while True:
        state = (state + 0x6D2B79F5) & mask
        t = ((state ^ (state >> 15)) * (state | 1)) & mask
        t ^= (t + (((t ^ (t >> 7)) * (t | 61)) & mask)) & mask
        yield (t ^ (t >> 14)) / 2**32


def drawn_weights(config, seed):
    """Each number of the generator minus one half, parameter by parameter."""
    random = mulberry32(seed)
    D, HIDDEN = config["width"], config["hidden"]
    square = [("query", (D, D)), ("key", (D, D)), ("value", (D, D)), ("out", (D, D))]
    block = [("norm1", (D,)), *square, ("norm2", (D,)), ("up", (D, HIDDEN)), ("down", (HIDDEN, D))]
    shapes = [("embedding", (config["vocabulary"], D))]
    shapes += [(f"blocks.{layer}.{name}", shape) for layer in range(config["layers"]) for name, shape in block]
    numbers = lambda shape: [next(random) - 0.5 for _ in range(torch.Size(shape).numel())]
    return {name: torch.tensor(numbers(shape)).view(shape) for name, shape in [*shapes, ("norm", (D,))]}


def write(name, value):
    rounded = json.loads(json.dumps(value), parse_float=lambda text: round(float(text), 7))
    (folder / name).write_text(json.dumps(rounded, indent=1) + "\n")


folder = Path(sys.argv[1])
rows = [[3], [1, 2], [0, 6, 5, 4, 3, 2, 1, 0, 6], [2, 2, 2, 2, 2], [4, 1, 6, 0]]
expected = [
    {"tokens": row, **{name: logits(CONFIG, weights, row, causal).tolist() for name, causal in (("causal", True), ("both", False))}}
    for row in rows
]
save_file(weights, folder / "network.safetensors", metadata={"format": "blossom", "config": json.dumps(CONFIG)})
write("network.json", expected)

row = [(7 * i * i + 3) % LARGER["vocabulary"] for i in range(LARGER["context"])]
larger = drawn_weights(LARGER, 2)
last = {name: logits(LARGER, larger, row, causal)[-1].tolist() for name, causal in (("causal", True), ("both", False))}
write("network-larger.json", {"config": LARGER, "tokens": row, **last})
