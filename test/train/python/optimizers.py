"""Writes test/train/fixtures/optimizers.json: what PyTorch's optimizers make of fixed gradients.

    python test/train/python/optimizers.py test/train/fixtures/optimizers.json

Needs torch 2.13.0. Matrices are [in, out] in our library and [out, in] in PyTorch, so `matrix_in_out` is what we compare
and its transpose is what PyTorch's Muon gets.
"""

import json
import sys

import torch
from muon import muon_step, orthogonal

torch.manual_seed(5)
STEPS = 5
SHAPES = {"tall": (6, 4), "wide": (4, 6), "gain": (5,)}

start = {name: torch.randn(shape) for name, shape in SHAPES.items()}
gradients = [{name: torch.randn(shape) * 0.3 for name, shape in SHAPES.items()} for _ in range(STEPS)]


def rounded(tensor):
    return [float(f"{value:.9g}") for value in tensor.detach().flatten().tolist()]


def by_name(tensors):
    return {name: rounded(tensor) for name, tensor in tensors.items()}


def adamw():
    """Weight decay on the matrices alone; the learning rate halves after two steps; gradients clipped to 1."""
    parameters = {name: torch.nn.Parameter(tensor.clone()) for name, tensor in start.items()}
    matrices = [parameters["tall"], parameters["wide"]]
    groups = [{"params": matrices, "weight_decay": 0.05}, {"params": [parameters["gain"]], "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=2e-2, betas=(0.9, 0.95), eps=1e-8)
    after, norms = [], []
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = 2e-2 if step < 2 else 1e-2
        for name, parameter in parameters.items():
            parameter.grad = gradients[step][name].clone()
        norms.append(torch.nn.utils.clip_grad_norm_(parameters.values(), 1.0).item())
        optimizer.step()
        after.append(by_name(parameters))
    return {"after": after, "norms": norms}


def muon_float32():
    """The formula of PyTorch's Muon with its `adjust_lr_fn="original"`, without bfloat16."""
    weights = {name: start[name].T.clone() for name in ("tall", "wide")}
    momenta = {name: torch.zeros_like(weight) for name, weight in weights.items()}
    after = []
    for step in range(STEPS):
        for name, weight in weights.items():
            muon_step(weight, gradients[step][name].T, momenta[name], rate=0.015)
        after.append(by_name({name: weight.T for name, weight in weights.items()}))
    return after


def muon_pytorch():
    """PyTorch's Muon itself: it orthogonalises in bfloat16, so two digits agree."""
    weights = {name: torch.nn.Parameter(start[name].T.clone()) for name in ("tall", "wide")}
    optimizer = torch.optim.Muon(
        weights.values(), lr=0.015, weight_decay=0.05, momentum=0.95, nesterov=True, adjust_lr_fn="original"
    )
    for step in range(STEPS):
        for name, weight in weights.items():
            weight.grad = gradients[step][name].T.clone()
        optimizer.step()
    return by_name({name: weight.T for name, weight in weights.items()})


fixture = {
    "torch": torch.__version__,
    "shapes": SHAPES,
    "start": by_name(start),
    "gradients": [by_name(each) for each in gradients],
    "adamw": adamw(),
    "orthogonal": by_name({name: orthogonal(start[name].T, torch.float64).T for name in ("tall", "wide")}),
    "muon": {"float32": muon_float32(), "pytorch": muon_pytorch()},
}
with open(sys.argv[1], "w") as file:
    json.dump(fixture, file, indent=1)
    file.write("\n")
