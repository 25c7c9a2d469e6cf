"""What the scripts that write PyTorch's reference values share: our generator, our network, our rounding.

Everything is calculated in float64. Matrices are [in, out].

B rows, T tokens in a row, D width, H heads, d = D/H, V vocabulary
"""

import json
import math

import torch
import torch.nn.functional as F

EPSILON, BASE = 1e-6, 10_000.0


def mulberry32(seed):
    """The generator of kernel-lib/src/random.ts."""
    mask = 0xFFFFFFFF
    state = seed
    while True:
        state = (state + 0x6D2B79F5) & mask
        t = ((state ^ (state >> 15)) * (state | 1)) & mask
        t ^= (t + (((t ^ (t >> 7)) * (t | 61)) & mask)) & mask
        yield (t ^ (t >> 14)) / 2**32


def numbers(shape, seed, scale=1.0):
    """From −scale to scale, as `numbers` of test/ops/support.ts gives them: float32, here in float64."""
    random = mulberry32(seed)
    values = [scale * (2 * next(random) - 1) for _ in range(torch.Size(shape).numel())]
    return torch.tensor(values, dtype=torch.float32).double().view(shape)


def shapes_of(config):
    """Every parameter's shape, in the order of kernel-lib/src/nn/config.ts."""
    D, hidden = config["width"], config["hidden"]
    square = {name: (D, D) for name in ("query", "key", "value", "out")}
    block = {"norm1": (D,), **square, "norm2": (D,), "up": (D, hidden), "down": (hidden, D)}
    shapes = {"embedding": (config["vocabulary"], D)}
    for layer in range(config["layers"]):
        shapes |= {f"blocks.{layer}.{name}": shape for name, shape in block.items()}
    return shapes | {"norm": (D,)}


def created_weights(config, seed):
    """The weights of `createModel(config, seededRandom(seed))`: float32, here in float64."""
    random = mulberry32(seed)

    def normal():
        radius = math.sqrt(-2 * math.log(1 - next(random)))
        return radius * math.cos(2 * math.pi * next(random))

    def values(name, shape):
        if len(shape) == 1:
            return torch.ones(shape)
        if name.endswith((".out", ".down")):
            return torch.zeros(shape)
        deviation = 0.02 if name == "embedding" else 1 / math.sqrt(shape[0])
        return torch.tensor([deviation * normal() for _ in range(shape[0] * shape[1])]).view(shape)

    return {name: values(name, shape).double() for name, shape in shapes_of(config).items()}


def visible(segments, causal, prefix):
    """Whether query i of a row may see key j: bool [B, 1, T, T]."""
    T = segments.shape[1]
    i, j = torch.arange(T).view(1, T, 1), torch.arange(T).view(1, 1, T)
    together = (segments[:, :, None] == segments[:, None, :]) & (segments[:, None, :] != 0)
    allowed = (causal.view(-1, 1, 1) == 0) | (j <= i) | (j < prefix.view(-1, 1, 1))
    return (together & allowed)[:, None]


def positions_of(segments):
    """The place of each token in its document: [B, T]."""
    positions = torch.zeros_like(segments)
    for i in range(1, segments.shape[1]):
        same = segments[:, i] == segments[:, i - 1]
        positions[:, i] = torch.where(same, positions[:, i - 1] + 1, 0)
    return positions


def rotary(x, positions):
    """x [B, T, H, d]: the first half of each head is turned against the second."""
    half = x.shape[-1] // 2
    speeds = BASE ** (-torch.arange(half).double() / half)
    angles = (positions[..., None].double() * speeds)[:, :, None]  # [B, T, 1, d/2]
    cos, sin = torch.cos(angles), torch.sin(angles)
    a, b = x.chunk(2, dim=-1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), dim=-1)


def attention(q, k, v, allowed):
    """[B, T, H, d] each. PyTorch, too, gives zeros where a query sees nothing."""
    heads = lambda x: x.transpose(1, 2)
    return heads(F.scaled_dot_product_attention(heads(q), heads(k), heads(v), attn_mask=allowed))


def logits(config, weights, batch):
    """[B, T, V]. `batch`: tokens, segments [B, T], causal, prefix [B]."""
    D, H = config["width"], config["heads"]
    d = D // H
    segments = batch["segments"]
    allowed, positions = visible(segments, batch["causal"], batch["prefix"]), positions_of(segments)
    x = weights["embedding"][batch["tokens"]]  # [B, T, D]
    for layer in range(config["layers"]):
        block = lambda name: weights[f"blocks.{layer}.{name}"]
        y = F.rms_norm(x, (D,), block("norm1"), EPSILON)
        heads = lambda name: (y @ block(name)).unflatten(-1, (H, d))
        normed = lambda name: rotary(F.rms_norm(heads(name), (d,), None, EPSILON), positions)
        x = x + attention(normed("query"), normed("key"), heads("value"), allowed).flatten(2) @ block("out")
        y = F.rms_norm(x, (D,), block("norm2"), EPSILON)
        x = x + F.relu(y @ block("up")) ** 2 @ block("down")
    return F.rms_norm(x, (D,), weights["norm"], EPSILON) @ weights["embedding"].T


def rounded(value, digits=7):
    """Lists of numbers with so many digits, from tensors anywhere in `value`."""
    if isinstance(value, dict):
        return {key: rounded(each, digits) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(each, digits) for each in value]
    if isinstance(value, torch.Tensor):
        return rounded(value.detach().flatten().tolist() if value.dim() > 0 else value.item(), digits)
    return float(f"{value:.{digits}g}") if isinstance(value, float) else value


def write(path, value):
    with open(path, "w") as file:
        json.dump(rounded(value), file, indent=1)
        file.write("\n")
