"""The peer of bench/matmul.js: for each JSON line {"M", "K", "N", "calls"} prints {"ms"} of so many products.

The argument is the number of threads.
"""

import json
import sys
import time

import torch

torch.set_num_threads(int(sys.argv[1]))
for line in sys.stdin:
    given = json.loads(line)
    a, b = torch.randn(given["M"], given["K"]), torch.randn(given["K"], given["N"])
    start = time.perf_counter()
    for _ in range(given["calls"]):
        torch.mm(a, b)
    print(json.dumps({"ms": (time.perf_counter() - start) * 1000}), flush=True)
