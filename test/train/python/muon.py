"""Muon's orthogonalisation and its step in a dtype of our choice; PyTorch's own works in bfloat16. Matrices are [out, in]."""

import torch

COEFFICIENTS = (3.4445, -4.7750, 2.0315)


def orthogonal(matrix, dtype):
    """PyTorch's own iteration (torch/optim/_muon.py)."""
    a, b, c = COEFFICIENTS
    x = matrix.to(dtype)
    is_tall = x.size(0) > x.size(1)
    x = x.T if is_tall else x
    x = x / x.norm().clamp(min=1e-7)
    for _ in range(5):
        square = x @ x.T
        x = torch.addmm(x, torch.addmm(square, square, square, beta=b, alpha=c), x, beta=a)
    return x.T if is_tall else x


def muon_step(weight, gradient, momentum, rate, decay=0.05, smoothing=0.95):
    """PyTorch's Muon with `adjust_lr_fn="original"`; changes weight and momentum in place."""
    momentum.lerp_(gradient, 1 - smoothing)
    update = orthogonal(gradient.lerp(momentum, smoothing), weight.dtype)
    rows, columns = weight.shape
    weight.mul_(1 - rate * decay)
    weight.add_(update, alpha=-rate * max(1, rows / columns) ** 0.5)
