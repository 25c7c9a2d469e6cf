"""The peers of bench/near.js: `datasketch` or `rensa`, the second argument, on one thread.

Reads one JSON line a measurement and prints one: {"ms": milliseconds, "left": how many texts have an earlier near copy}.
The shingles come ready from the folder in the first argument: making them is not in the peers' time, unless a third
argument, `text`, asks for it; they are then cut from the texts with Python's own regular expressions.
datasketch: MinHash.generator, which draws the permutations once; its faster 32-bit scheme; query before insert.
rensa: signatures of all texts in one call, and its index in one more, which flags both sides of a pair.
"""

import json
import os
import re
import sys
import time

os.environ["RAYON_NUM_THREADS"] = "1"
os.environ["OMP_NUM_THREADS"] = "1"

from_text = sys.argv[3:] == ["text"]
with open(os.path.join(sys.argv[1], "texts.json" if from_text else "shingles.json"), encoding="utf8") as file:
    given = json.load(file)
sets = [] if from_text else given

BANDS, ROWS = 14, 8


def datasketch():
    from datasketch import MinHash, MinHashLSH

    lsh = MinHashLSH(params=(BANDS, ROWS), num_perm=BANDS * ROWS)
    left = 0
    for i, minhash in enumerate(MinHash.generator(encoded, num_perm=BANDS * ROWS, scheme="affine32")):
        left += len(lsh.query(minhash)) > 0
        lsh.insert(i, minhash, check_duplication=False)
    return left


def rensa():
    from rensa import RMinHash, RMinHashLSH

    signatures = RMinHash.digest_matrix_from_token_sets(sets, num_perm=BANDS * ROWS, seed=1)
    lsh = RMinHashLSH(threshold=0.7, num_perm=BANDS * ROWS, num_bands=BANDS)
    return sum(lsh.insert_matrix_and_query_duplicate_flags(signatures))


def shingles_of(text, language):
    units = re.findall(r"[^\W_]+", text.lower())
    if language == "zh":
        units = "".join(units)
    between = "" if language == "zh" else " "
    return list({between.join(units[i : i + 5]) for i in range(max(1, len(units) - 4))})


peer = {"datasketch": datasketch, "rensa": rensa}[sys.argv[2]]


def prepare():
    global sets, encoded
    if from_text:
        sets = [shingles_of(text["text"], text["language"]) for text in given]
    if peer is datasketch:
        encoded = [[shingle.encode() for shingle in shingles] for shingles in sets]


prepare()
for _ in sys.stdin:
    start = time.perf_counter()
    if from_text:
        prepare()
    left = peer()
    print(json.dumps({"ms": 1000 * (time.perf_counter() - start), "left": left}), flush=True)
