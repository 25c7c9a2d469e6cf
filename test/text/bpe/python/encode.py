"""Encodes with Hugging Face's tokenizers: `python encode.py tokenizer.json [special]`.

For each line of JSON on standard input, a text, prints a line of JSON: [ids, the text of these ids].
With `special`, special tokens in a text are read as such.
"""

import json
import sys

from tokenizers import Tokenizer

tokenizer = Tokenizer.from_file(sys.argv[1])
tokenizer.encode_special_tokens = "special" not in sys.argv
for line in sys.stdin:
    ids = tokenizer.encode(json.loads(line), add_special_tokens=False).ids
    print(json.dumps([ids, tokenizer.decode(ids, skip_special_tokens=False)]))
