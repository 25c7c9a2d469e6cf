"""Writes test/train/fixtures/ten-losses.json: ten losses of a whole training in PyTorch, with AdamW and with Muon.

    PYTHONPATH=test/support/python python test/train/python/ten_losses.py test/train/fixtures/ten-losses.json

Needs torch 2.13.0. Calculated in float64. The network begins with the weights of
`createModel(config, seededRandom(seed))`; the fixture holds the batches. Rows are causal, bidirectional with padding,
two packed documents, and one with a prefix; places where nothing is asked have the target −1.
"""

import sys

import torch
import torch.nn.functional as F
from muon import muon_step
from reference import created_weights, logits, mulberry32, write

CONFIG = {"vocabulary": 19, "width": 16, "layers": 2, "heads": 2, "hidden": 40, "context": 12}
SEED, STEPS, BATCHES, T = 11, 10, 3, 12
WARM_UP, DECAY_SHARE, CLIP = 3, 0.4, 1.0
ADAMW = {"learningRate": 0.02, "weightDecay": 0.05}
MUON = {"learningRate": 0.03, "adamLearningRate": 0.02, "momentum": 0.95, "weightDecay": 0.05}

SEGMENTS = [[1] * 12, [1] * 9 + [0] * 3, [1] * 5 + [2] * 6 + [0], [1] * 12, [1] * 4 + [0] * 8]
CAUSAL = [1, 0, 1, 1, 0]
PREFIX = [0, 0, 0, 5, 0]


def drawn_batches():
    """Sentences that can be learnt: the next token is 3·token + 1, with some noise; one target in five is not asked."""
    random = mulberry32(5)
    V = CONFIG["vocabulary"]
    batches = []
    for _ in range(BATCHES):
        tokens, targets = [], []
        for row in SEGMENTS:
            token = int(next(random) * V)
            for segment in row:
                tokens.append(token)
                token = (3 * token + 1) % V if next(random) < 0.85 else int(next(random) * V)
                targets.append(token if segment > 0 and next(random) < 0.8 else -1)
        batches.append({"tokens": tokens, "targets": targets})
    return batches


def schedule(step):
    """A rise over WARM_UP steps, and a straight fall over the last share of all."""
    falling = STEPS * DECAY_SHARE
    return min(1, (step + 1) / WARM_UP) * min(1, 1 - (step - (STEPS - falling)) / falling)


def train(batches, take_step):
    """Losses before each change of the weights, and gradient norms before clipping."""
    weights = {name: value.requires_grad_() for name, value in created_weights(CONFIG, SEED).items()}
    segments, masks = torch.tensor(SEGMENTS), {"causal": torch.tensor(CAUSAL), "prefix": torch.tensor(PREFIX)}
    losses, norms = [], []
    for step in range(STEPS):
        batch = batches[step % BATCHES]
        tokens = torch.tensor(batch["tokens"]).view(-1, T)
        predicted = logits(CONFIG, weights, {"tokens": tokens, "segments": segments, **masks})
        loss = F.cross_entropy(predicted.flatten(0, 1), torch.tensor(batch["targets"]), ignore_index=-1)
        for value in weights.values():
            value.grad = None
        loss.backward()
        norms.append(torch.nn.utils.clip_grad_norm_(weights.values(), CLIP).item())
        losses.append(loss.item())
        take_step(weights, schedule(step))
    return {"losses": losses, "gradientNorms": norms}


def adamw(options):
    """Weight decay on matrices alone; `optimizers` remembers what each weight needs from step to step."""
    optimizers = {}

    def take_step(weights, rate):
        for name, weight in weights.items():
            decay = options["weightDecay"] if weight.dim() > 1 else 0.0
            if name not in optimizers:
                optimizers[name] = torch.optim.AdamW([weight], betas=(0.9, 0.95), eps=1e-8, weight_decay=decay)
            optimizers[name].param_groups[0]["lr"] = options["learningRate"] * rate
            optimizers[name].step()

    return take_step


def muon(options):
    """Muon on the matrices of the blocks, AdamW on the embedding and the gains."""
    rest = adamw({**options, "learningRate": options["adamLearningRate"]})
    momenta = {}
    is_hidden = lambda name, weight: weight.dim() == 2 and name != "embedding"

    @torch.no_grad()
    def take_step(weights, rate):
        for name, weight in weights.items():
            if is_hidden(name, weight):
                momentum = momenta.setdefault(name, torch.zeros_like(weight.T))
                muon_step(weight.T, weight.grad.T, momentum, options["learningRate"] * rate)
        rest({name: weight for name, weight in weights.items() if not is_hidden(name, weight)}, rate)

    return take_step


batches = drawn_batches()
flat = [segment for row in SEGMENTS for segment in row]
write(
    sys.argv[1],
    {
        "torch": torch.__version__,
        **{"config": CONFIG, "seed": SEED, "steps": STEPS, "warmUp": WARM_UP, "decayShare": DECAY_SHARE, "clip": CLIP},
        **{"rows": len(SEGMENTS), "length": T, "segments": flat, "causal": CAUSAL, "prefix": PREFIX, "batches": batches},
        "adamw": {"options": ADAMW, **train(batches, adamw(ADAMW))},
        "muon": {"options": MUON, **train(batches, muon(MUON))},
    },
)
