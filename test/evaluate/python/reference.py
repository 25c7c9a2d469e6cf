"""Reference values for test/evaluate, by numpy alone: writes fixtures/reference.json. Needs numpy (any version)."""

import json
import os

import numpy as np

random = np.random.default_rng(8)


def expected_calibration_error(p, right, bins):
    """Guo et al. (2017), equation 3, bins ((m - 1) / M, m / M], written over bins of np.digitize."""
    edges = np.arange(bins + 1) / bins
    index = np.digitize(p, edges[1:-1], right=True)
    count = np.bincount(index, minlength=bins)
    confidence = np.bincount(index, weights=p, minlength=bins)
    accuracy = np.bincount(index, weights=right, minlength=bins)
    return float(np.abs(accuracy - confidence).sum() / len(p)), count.tolist()


def cluster_interval(sums, counts, resamples=100_000):
    """Percentile interval of the pooled mean when whole groups are drawn with replacement."""
    drawn = random.integers(0, len(sums), (resamples, len(sums)))
    means = sums[drawn].sum(1) / counts[drawn].sum(1)
    return np.percentile(means, [2.5, 97.5]).tolist()


p = np.round(random.beta(4, 2, 200), 4)
p[:5] = [0, 1, 1 / 3, 0.2, 0.6]  # edges of bins
right = random.random(200) < p**1.5
calibration = {}
for bins in (15, 10, 1):
    ece, count = expected_calibration_error(p, right, bins)
    calibration[bins] = {"ece": ece, "counts": [c for c in count if c > 0]}

counts = random.integers(1, 9, 40)
sums = random.binomial(counts, np.where(np.arange(40) < 12, 0.35, 0.9))
reference = {
    "p": p.tolist(),
    "right": right.tolist(),
    "calibration": calibration,
    "sums": sums.tolist(),
    "counts": counts.tolist(),
    "interval": cluster_interval(sums, counts),
    "quantiles": np.percentile([3, 1, 4, 1, 5, 9, 2], [0, 2.5, 50, 97.5, 100]).tolist(),
}
path = os.path.join(os.path.dirname(__file__), "..", "fixtures", "reference.json")
os.makedirs(os.path.dirname(path), exist_ok=True)
with open(path, "w") as file:
    json.dump(reference, file, separators=(",", ":"))
    file.write("\n")
