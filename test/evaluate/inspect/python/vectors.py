"""Writes scikit-learn's principal components and silhouettes of a few vectors.

    python test/evaluate/inspect/python/vectors.py test/evaluate/inspect/fixtures/vectors.json

Needs numpy 2.4.6 and scikit-learn 1.7.2. The vectors are those of `waves` in test/evaluate/inspect/vectors.test.ts.
"""

import json
import sys

import numpy as np
from sklearn.decomposition import PCA
from sklearn.metrics import silhouette_samples, silhouette_score
from sklearn.metrics.pairwise import cosine_similarity


def waves(n, D):
    i = np.arange(n * D)
    return (np.sin(12.9898 * i) + 0.3 * np.cos(0.7 * i) + (i % 3 == 0)).reshape(n, D)


def components(n, D):
    pca = PCA(n_components=2, svd_solver="full")
    points = pca.fit_transform(waves(n, D))
    return {"n": n, "D": D, "points": points.tolist(), "explained": pca.explained_variance_ratio_.tolist()}


CLASSES = ["season", "flower", "season", "flower", "alone", "flower", "season", "flower"]


def silhouette(distance):
    vectors = waves(len(CLASSES), 5)
    widths = silhouette_samples(vectors, CLASSES, metric=distance)
    by_class = {name: widths[[each == name for each in CLASSES]].mean() for name in dict.fromkeys(CLASSES)}
    return {"all": silhouette_score(vectors, CLASSES, metric=distance), "byClass": by_class}


values = {
    "principal": [components(8, 5), components(6, 9), components(30, 30)],
    "classes": CLASSES,
    "silhouette": {distance: silhouette(distance) for distance in ("cosine", "euclidean")},
    "cosine": cosine_similarity(waves(8, 5))[0].tolist(),
}
with open(sys.argv[1], "w") as file:
    json.dump(values, file, indent=1)
    file.write("\n")
