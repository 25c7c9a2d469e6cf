"""Writes test/ops/fixtures/operations.json: what PyTorch makes of our operations' inputs, and its gradients.

    PYTHONPATH=test/support/python python test/ops/python/operations.py test/ops/fixtures/operations.json

Needs torch 2.13.0. Calculated in float64. The inputs are not in the fixture: input number n of a case is
`numbers(shape, n + 1, scale)`, which both sides draw from the same generator, and the gradient of the output is
`numbers(shape of the output, 99)`.
"""

import sys

import torch
import torch.nn.functional as F
from reference import BASE, EPSILON, attention, numbers, rotary, visible, write

integers = torch.tensor


def case(f, shapes, scale=1.0, **others):
    """The output, and the gradients of the inputs with these shapes."""
    inputs = [numbers(shape, n + 1, scale).requires_grad_() for n, shape in enumerate(shapes)]
    output = f(*inputs)
    assert output.isfinite().all()
    output.backward(numbers(tuple(output.shape), 99))
    gradients = [each.grad for each in inputs]
    return {"shapes": shapes, "scale": scale, "output": output, "gradients": gradients, **others}


# One batch; each row has a mask of its own: [segments, causal, prefix].
ROWS = {
    "causal": ([1, 1, 1, 1, 1], 1, 0),
    "bidirectional": ([1, 1, 1, 1, 1], 0, 0),
    "padding, causal": ([1, 1, 1, 0, 0], 1, 0),
    "padding, bidirectional": ([1, 1, 1, 1, 0], 0, 0),
    "packed, causal": ([1, 1, 2, 2, 2], 1, 0),
    "packed, bidirectional": ([1, 1, 1, 2, 2], 0, 0),
    "prefix": ([1, 1, 1, 1, 1], 1, 3),
    "padding alone": ([0, 0, 0, 0, 0], 1, 0),
}
segments = integers([row[0] for row in ROWS.values()])
causal = integers([row[1] for row in ROWS.values()])
prefix = integers([row[2] for row in ROWS.values()])
masks = {"rows": list(ROWS), "segments": segments.tolist(), "causal": causal.tolist(), "prefix": prefix.tolist()}
# The last two of five places ask: what a cache of three keys does.
last_two = visible(segments[:4], causal[:4], prefix[:4])[:, :, 3:]

POSITIONS = [[0, 1, 2, 0], [7, 100, 0, 1]]
IDS = [3, 0, 3, 6, 3]
TARGETS = [2, -1, 0, 10, -1, 10, 7]
N, V, D = len(TARGETS), 11, 9


def cross_entropy(logits):
    return F.cross_entropy(logits, integers(TARGETS), ignore_index=-1)


def head_norm_rotary(x):
    return rotary(F.rms_norm(x, x.shape[-1:], None, EPSILON), integers(POSITIONS))


write(
    sys.argv[1],
    {
        "torch": torch.__version__,
        "attention": case(
            lambda q, k, v: attention(q, k, v, visible(segments, causal, prefix)),
            [(len(ROWS), 5, 2, 6)] * 3,
            scale=2.0,
            **masks,
        ),
        "cachedAttention": case(lambda q, k, v: attention(q, k, v, last_two), [(4, 2, 1, 4), *[(4, 5, 1, 4)] * 2], scale=2.0),
        "crossEntropy": case(cross_entropy, [(N, V)], scale=5.0, targets=TARGETS),
        "linearCrossEntropy": case(
            lambda hidden, table: cross_entropy(hidden @ table.T), [(N, D), (V, D)], scale=2.0, targets=TARGETS
        ),
        "rmsNorm": case(lambda x, gain: F.rms_norm(x, (D,), gain, EPSILON), [(4, D), (D,)], scale=3.0),
        "rmsNormPlain": case(lambda x: F.rms_norm(x, (D,), None, EPSILON), [(4, D)], scale=3.0),
        "layerNorm": case(
            lambda x, gain, bias: F.layer_norm(x, (D,), gain, bias, EPSILON), [(4, D), (D,), (D,)], scale=3.0
        ),
        "rotary": case(lambda x: rotary(x, integers(POSITIONS)), [(2, 4, 2, 6)], positions=POSITIONS, base=BASE),
        "headNormRotary": case(head_norm_rotary, [(2, 4, 2, 6)], positions=POSITIONS, base=BASE),
        "gelu": case(lambda x: F.gelu(x, approximate="tanh"), [(23,)], scale=4.0),
        "reluSquared": case(lambda x: F.relu(x) ** 2, [(23,)], scale=4.0),
        "linearAdd": case(lambda x, weights, base: base + x @ weights, [(N, D), (D, 5), (N, 5)]),
        "queryKeyValue": case(
            lambda x, *weights: torch.cat([x @ each for each in weights], dim=1), [(N, D), *[(D, 5)] * 3]
        ),
        "mlp": case(
            lambda x, up, down, base: base + F.relu(x @ up) ** 2 @ down, [(N, D), (D, 13), (13, 5), (N, 5)]
        ),
        "embedding": case(lambda table: F.embedding(integers(IDS), table), [(7, D)], ids=IDS),
    },
)
