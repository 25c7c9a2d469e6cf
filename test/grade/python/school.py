"""What PyTorch says of the exercises of chapter 2: numbers of their visible cases, in float64 (2.13.0).

attention-mask, rms-norm, rotary-positions and adamw-step have them in solutions/02-school/<task>/cases.js.
"""

import json

import torch
from torch.nn import functional

torch.set_default_dtype(torch.float64)


def show(name, *values):
    print(name, json.dumps([value.tolist() for value in values]))


def attention():
    q = torch.tensor([[1.0, 0, 2, -1], [0, 1, 1, 1], [2, -1, 0, 1]])
    k = torch.tensor([[1.0, 1, 0, 0], [0, 2, 1, -1], [-1, 0, 1, 2]])
    v = torch.tensor([[1.0, 2], [3, -1], [-2, 4]])
    mask = torch.tril(torch.ones(3, 3)).bool()
    show("attention", functional.scaled_dot_product_attention(q[None], k[None], v[None], attn_mask=mask)[0])


def rms_norm():
    x = torch.tensor([[1.0, -2, 3, 0.5], [0.1, 0.2, -0.1, 0.4]], requires_grad=True)
    gain = torch.tensor([1.0, 0.5, -2, 3], requires_grad=True)
    y = functional.rms_norm(x, (4,), gain, eps=0.01)
    y.backward(torch.tensor([[1.0, 0, -1, 0.5], [2, 1, 0, -3]]))
    show("rms norm, dx, dgain", y.detach(), x.grad, gain.grad)


def rotate(x, position, base=10_000.0):
    """The two halves as the real and the imaginary part of complex numbers, each multiplied by e^(i·angle)."""
    real, imaginary = torch.tensor(x).chunk(2)
    half = len(real)
    angles = position * base ** (-torch.arange(half) / half)
    turned = torch.complex(real, imaginary) * torch.polar(torch.ones(half), angles)
    return torch.cat([turned.real, turned.imag])


def rotary():
    show("rotate", rotate([1.0, -2, 0.5, 3, -1, 2], 7), rotate([1.0, -2, 0.5, 3], -3, 100.0))
    q, k = [1.0, 2, -1, 0.5], [0.5, -1, 2, 1]
    show("scores at distance 3", *(rotate(q, m) @ rotate(k, m - 3) for m in (5, 103)))


def adamw():
    w = torch.tensor([1.0, -2, 0.5], requires_grad=True)
    optimizer = torch.optim.AdamW([w], lr=0.1, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.05)
    for gradient in ([0.5, -1.0, 0.0], [-0.2, -3.0, 0.01], [4.0, 0.1, 0.02]):
        w.grad = torch.tensor(gradient)
        optimizer.step()
        state = optimizer.state[w]
        show("adamw: w, m, v", w.detach(), state["exp_avg"], state["exp_avg_sq"])


if __name__ == "__main__":
    attention()
    rms_norm()
    rotary()
    adamw()
