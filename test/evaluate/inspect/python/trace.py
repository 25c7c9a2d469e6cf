"""Writes what PyTorch's version of a tiny network makes of one row, with everything in between: the state after each
block, the attention of each head, the logits; causal, seeing both sides, and with a head removed.

    PYTHONPATH=test/support/python python test/evaluate/inspect/python/trace.py \\
        test/evaluate/inspect/fixtures/trace.json

Needs torch 2.13.0. The weights are those of `lively` in test/evaluate/inspect/support.ts.
"""

import sys

import torch
import torch.nn.functional as F
from reference import EPSILON, numbers, positions_of, rotary, shapes_of, write

CONFIG = {"vocabulary": 9, "width": 8, "layers": 2, "heads": 2, "hidden": 12, "context": 6}
TOKENS = [1, 7, 3, 4]
REMOVED = {"layer": 0, "head": 1}

D, H = CONFIG["width"], CONFIG["heads"]
T, d = len(TOKENS), D // H
weights = {
    name: numbers(shape, seed) + (1 if len(shape) == 1 else 0)
    for seed, (name, shape) in enumerate(shapes_of(CONFIG).items())
}


def trace(causal, without=None):
    positions = positions_of(torch.ones(1, T, dtype=torch.long))
    x = weights["embedding"][TOKENS]  # [T, D]
    states, maps = [x], []
    for layer in range(CONFIG["layers"]):
        block = lambda name: weights[f"blocks.{layer}.{name}"]
        y = F.rms_norm(x, (D,), block("norm1"), EPSILON)
        heads = lambda name: (y @ block(name)).view(1, T, H, d)
        normed = lambda name: rotary(F.rms_norm(heads(name), (d,), None, EPSILON), positions)
        q, k, v = (each[0].transpose(0, 1) for each in (normed("query"), normed("key"), heads("value")))
        scores = q @ k.transpose(1, 2) / d**0.5  # [H, T, T]
        if causal:
            scores = scores.masked_fill(torch.ones(T, T).triu(1).bool(), -torch.inf)
        looks = scores.softmax(-1)
        said = looks @ v  # [H, T, d]
        if without is not None and without["layer"] == layer:
            said[without["head"]] = 0
        x = x + said.transpose(0, 1).reshape(T, D) @ block("out")
        x = x + F.relu(F.rms_norm(x, (D,), block("norm2"), EPSILON) @ block("up")) ** 2 @ block("down")
        states.append(x)
        maps.append(list(looks))
    logits = F.rms_norm(x, (D,), weights["norm"], EPSILON) @ weights["embedding"].T
    return {"states": states, "attention": maps, "logits": logits}


values = {"causal": trace(True), "both": trace(False), "without": trace(True, REMOVED)}
write(sys.argv[1], {"config": CONFIG, "tokens": TOKENS, "removed": REMOVED, **values})
