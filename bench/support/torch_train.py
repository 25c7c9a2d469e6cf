"""The peer of bench/train.js: the course's network trained by PyTorch eager, `python torch_train.py FOLDER THREADS`.

FOLDER holds recipe.json and weights.bin. For each JSON line {"steps": 10} it prints one: {"ms", "tokens", "loss",
"megabytes"} of these steps. Its best form: one product for query, key and value, norm and rotation of both queries and
keys at once, fused attention (causal without a mask where all rows are), logits at the places that have a target alone,
fused AdamW, and Muon over all matrices of a shape at once.

B rows, T tokens in a row, D width, H heads, d = D/H, V vocabulary
"""

import json
import resource
import sys
import time
from pathlib import Path

import torch
import torch.nn.functional as F

folder = Path(sys.argv[1])
torch.set_num_threads(int(sys.argv[2]))
recipe = json.loads((folder / "recipe.json").read_text())
config, clip = recipe["config"], recipe["clip"]
D, H, HIDDEN, V = config["width"], config["heads"], config["hidden"], config["vocabulary"]
CONTEXT, LAYERS, d = config["context"], config["layers"], D // H
EPSILON = 1e-6

numbers = torch.frombuffer(bytearray((folder / "weights.bin").read_bytes()), dtype=torch.float32)


def take(*shape):
    """The next weights of the file."""
    global numbers
    size = torch.Size(shape).numel()
    taken, numbers = numbers[:size].view(shape), numbers[size:]
    return taken


def parameter(tensor):
    return tensor.clone().contiguous().requires_grad_()


def take_block():
    """The file's matrices are [in, out]; PyTorch's are [out, in]."""
    norm1 = parameter(take(D))
    qkv = parameter(torch.cat([take(D, D).T for _ in range(3)]))  # [3D, D]
    out = parameter(take(D, D).T)
    norm2 = parameter(take(D))
    return {"norm1": norm1, "qkv": qkv, "out": out, "norm2": norm2, "up": parameter(take(D, HIDDEN).T), "down": parameter(take(HIDDEN, D).T)}


embedding = parameter(take(V, D))
blocks = [take_block() for _ in range(LAYERS)]
last_norm = parameter(take(D))
parameters = [embedding, *(each for block in blocks for each in block.values()), last_norm]

angles = torch.outer(torch.arange(CONTEXT).float(), 10000.0 ** (-torch.arange(0, d, 2).float() / d))
COS, SIN = torch.cos(angles), torch.sin(angles)  # [context, d/2]


def prepare(batch):
    """Tensors of a batch; rows begin with their only document, so positions are those of the row."""
    shape = (batch["rows"], batch["length"])
    tokens, segments = torch.tensor(batch["tokens"]).view(shape), torch.tensor(batch["segments"]).view(shape)
    targets = torch.tensor(batch["targets"])
    asked = torch.nonzero(targets >= 0)[:, 0]
    causal = torch.tensor(batch["causal"]).view(-1, 1, 1)
    T = shape[1]
    earlier = torch.ones(T, T, dtype=torch.bool).tril()
    together = segments[:, :, None] == segments[:, None, :]  # padding sees padding, which is never asked
    mask = (together & (earlier | (causal == 0)))[:, None]  # [B, 1, T, T]
    is_plain = bool((segments == 1).all() and (causal == 1).all())
    every = len(asked) == targets.numel()
    return {
        "tokens": tokens,
        "asked": None if every else asked,
        "targets": targets if every else targets[asked],
        "mask": None if is_plain else mask,
        "counted": int((segments != 0).sum()),
    }


def loss_of(batch):
    tokens = batch["tokens"]
    B, T = tokens.shape
    cos, sin = COS[:T], SIN[:T]
    x = F.embedding(tokens, embedding)  # [B, T, D]
    for block in blocks:
        y = F.rms_norm(x, (D,), block["norm1"], EPSILON)
        q_k_v = F.linear(y, block["qkv"]).view(B, T, 3, H, d).permute(2, 0, 3, 1, 4)  # [3, B, H, T, d]
        a, b = F.rms_norm(q_k_v[:2], (d,), None, EPSILON).chunk(2, dim=-1)
        q, k = torch.cat((a * cos - b * sin, a * sin + b * cos), dim=-1)
        mask = batch["mask"]
        y = F.scaled_dot_product_attention(q, k, q_k_v[2], attn_mask=mask, is_causal=mask is None)
        x = x + F.linear(y.transpose(1, 2).reshape(B, T, D), block["out"])
        hidden = F.relu(F.linear(F.rms_norm(x, (D,), block["norm2"], EPSILON), block["up"]))
        x = x + F.linear(hidden.square(), block["down"])
    x = x.view(B * T, D)
    if batch["asked"] is not None:
        x = x[batch["asked"]]
    return F.cross_entropy(F.linear(F.rms_norm(x, (D,), last_norm, EPSILON), embedding), batch["targets"])


def adamw(some, options):
    groups = [
        {"params": [each for each in some if each.dim() > 1], "weight_decay": options["weightDecay"]},
        {"params": [each for each in some if each.dim() == 1], "weight_decay": 0.0},
    ]
    rate = options.get("adamLearningRate", options["learningRate"])
    return torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.95), eps=1e-8, fused=True)


class Muon:
    """The matrices of the blocks, all of a shape in one batch; in float32, as on our side."""

    def __init__(self, options):
        self.options = options
        squares = lambda block: [*block["qkv"].chunk(3), block["out"]]
        gradients = lambda block: [*block["qkv"].grad.chunk(3), block["out"].grad]
        self.groups = [
            self.group([each.detach() for block in blocks for each in squares(block)], lambda: [g for block in blocks for g in gradients(block)], 1),
            self.group([block["up"].detach() for block in blocks], lambda: [block["up"].grad for block in blocks], (HIDDEN / D) ** 0.5),
            self.group([block["down"].detach() for block in blocks], lambda: [block["down"].grad for block in blocks], 1),
        ]

    def group(self, weights, gradients, factor):
        return {"weights": weights, "gradients": gradients, "factor": factor, "momentum": torch.zeros(len(weights), *weights[0].shape)}

    @torch.no_grad()
    def step(self):
        rate, decay, smoothing = self.options["learningRate"], self.options["weightDecay"], self.options["momentum"]
        for group in self.groups:
            gradient = torch.stack(group["gradients"]())
            group["momentum"].lerp_(gradient, 1 - smoothing)
            update = orthogonal(gradient.lerp_(group["momentum"], smoothing))
            torch._foreach_mul_(group["weights"], 1 - rate * decay)
            torch._foreach_add_(group["weights"], list(update.unbind()), alpha=-rate * group["factor"])


def orthogonal(x):
    """[matrices, out, in]"""
    is_tall = x.size(1) > x.size(2)
    x = x.transpose(1, 2) if is_tall else x
    x = x / x.norm(dim=(1, 2), keepdim=True).clamp(min=1e-7)
    for _ in range(5):
        square = torch.bmm(x, x.transpose(1, 2))
        x = torch.baddbmm(x, torch.baddbmm(square, square, square, beta=-4.775, alpha=2.0315), x, beta=3.4445)
    return x.transpose(1, 2) if is_tall else x


def optimizers():
    options = recipe["optimizer"]
    if options["name"] == "adamW":
        return [adamw(parameters, options)]
    return [Muon(options), adamw([each for each in parameters if each is embedding or each.dim() == 1], options)]


batches = [prepare(batch) for batch in recipe["batches"]]
all_optimizers = optimizers()
steps_done = 0


def take_step():
    global steps_done
    batch = batches[steps_done % len(batches)]
    steps_done += 1
    for each in parameters:
        each.grad = None
    loss = loss_of(batch)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(parameters, clip)
    for optimizer in all_optimizers:
        optimizer.step()
    return loss.item(), batch["counted"]


for line in sys.stdin:
    start, tokens = time.perf_counter(), 0
    for _ in range(json.loads(line)["steps"]):
        loss, counted = take_step()
        tokens += counted
    ms = (time.perf_counter() - start) * 1000
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"ms": ms, "tokens": tokens, "loss": loss, "megabytes": megabytes}), flush=True)
