"""The peer of bench/generate.js: the course's network in PyTorch eager, decoding with a key-value cache.

Reads one JSON line a measurement, {"rows": 8, "prompt": 8, "tokens": 48}, and prints one: {"first": milliseconds until
the first token, "step": milliseconds a step, which gives each row one more token}.
Its best form: one product for query, key and value, a cache that is made once and written in place, fused norm and
attention, no gradient. The weights are random; the shapes come from the first argument, the model's config as JSON; the
second is the number of threads.
"""

import json
import sys
import time

import torch
import torch.nn.functional as F

config = json.loads(sys.argv[1])
torch.set_num_threads(int(sys.argv[2]))
torch.manual_seed(1)
V, D, H, HIDDEN = config["vocabulary"], config["width"], config["heads"], config["hidden"]
CONTEXT, LAYERS, d = config["context"], config["layers"], D // H

embedding = torch.randn(V, D) * 0.02
blocks = [
    {
        "norm1": torch.ones(D),
        "qkv": torch.randn(3 * D, D) * 0.02,
        "out": torch.randn(D, D) * 0.02,
        "norm2": torch.ones(D),
        "up": torch.randn(HIDDEN, D) * 0.02,
        "down": torch.randn(D, HIDDEN) * 0.02,
    }
    for _ in range(LAYERS)
]
last_norm = torch.ones(D)

angles = torch.outer(torch.arange(CONTEXT).float(), 10000.0 ** (-torch.arange(0, d, 2).float() / d))
COS, SIN = torch.cos(angles), torch.sin(angles)  # [context, d/2]


def rotary(x, cos, sin):
    a, b = x.chunk(2, dim=-1)
    return torch.cat((a * cos - b * sin, a * sin + b * cos), dim=-1)


def forward(tokens, start, caches):
    """Logits [B, V] after the last of `tokens` [B, T], whose first stands at position `start`."""
    B, T = tokens.shape
    cos, sin = COS[start : start + T], SIN[start : start + T]
    x = F.embedding(tokens, embedding)
    for block, (keys, values) in zip(blocks, caches):
        qkv = F.linear(F.rms_norm(x, (D,), block["norm1"], 1e-6), block["qkv"])
        q, k, v = qkv.view(B, T, 3, H, d).permute(2, 0, 3, 1, 4)  # each [B, H, T, d]
        q = rotary(F.rms_norm(q, (d,), None, 1e-6), cos, sin)
        keys[:, :, start : start + T] = rotary(F.rms_norm(k, (d,), None, 1e-6), cos, sin)
        values[:, :, start : start + T] = v
        seen = slice(0, start + T)
        y = F.scaled_dot_product_attention(q, keys[:, :, seen], values[:, :, seen], is_causal=T > 1)
        x = x + F.linear(y.transpose(1, 2).reshape(B, T, D), block["out"])
        hidden = F.relu(F.linear(F.rms_norm(x, (D,), block["norm2"], 1e-6), block["up"]))
        x = x + F.linear(hidden * hidden, block["down"])
    return F.linear(F.rms_norm(x[:, -1], (D,), last_norm, 1e-6), embedding)


@torch.inference_mode()
def measure(rows, prompt, tokens):
    row = torch.randint(V, (rows, prompt))
    start = time.perf_counter()
    caches = [(torch.zeros(rows, H, CONTEXT, d), torch.zeros(rows, H, CONTEXT, d)) for _ in blocks]
    logits = forward(row, 0, caches)
    for step in range(tokens):
        drawn = torch.multinomial(torch.softmax(logits, -1), 1)
        drawn.tolist()
        if step == 0:
            first = time.perf_counter()
        if step < tokens - 1:
            logits = forward(drawn, prompt + step, caches)
    end = time.perf_counter()
    return {"first": (first - start) * 1000, "step": (end - first) * 1000 / (tokens - 1)}


for line in sys.stdin:
    print(json.dumps(measure(**json.loads(line))), flush=True)
