"""The peers of bench/tokenize.js: `python tokenize_peer.py FOLDER huggingface|tiktoken`, on one thread.

For each JSON line {"what"} it prints one, {"ms", …}: `characters` and `bytes` encode the documents of the next round,
 `train` trains on those of train.json. Their best form: Hugging Face without offsets (`encode_batch_fast`, one
call for all documents), tiktoken with `encode_ordinary`; its ranks are the ids of our merges over bytes.
"""

import json
import os
import sys
import time
from pathlib import Path

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RAYON_NUM_THREADS"] = "1"

folder, side = Path(sys.argv[1]), sys.argv[2]


def read(name):
    return json.loads((folder / name).read_text(encoding="utf-8"))


def hugging_face(what):
    from tokenizers import Tokenizer

    file = read(f"{what}.json")
    file["pre_tokenizer"]["pattern"]["Regex"] = read("pattern.json")[side]
    tokenizer = Tokenizer.from_str(json.dumps(file))
    tokenizer.encode_special_tokens = True
    return lambda texts: [len(each) for each in tokenizer.encode_batch_fast(texts, add_special_tokens=False)]


def tiktoken(what):
    import tiktoken

    ranks = [bytes.fromhex(token) for token in read("ranks.json")]
    encoding = tiktoken.Encoding("ours", pat_str=read("pattern.json")[side], mergeable_ranks={token: rank for rank, token in enumerate(ranks)}, special_tokens={})
    encode = encoding.encode_ordinary
    return lambda texts: [len(encode(text)) for text in texts]


def timed_encode(what, number):
    encode = {"huggingface": hugging_face, "tiktoken": tiktoken}[side](what)
    encode(read("warm.json"))
    documents = read(f"round-{number}.json")
    start = time.process_time()
    lengths = encode(documents)
    return {"ms": (time.process_time() - start) * 1000, "tokens": sum(lengths)}


def timed_train(question):
    """The same cut, alphabet and vocabulary as ours; special tokens and bytes come first, as with us."""
    from tokenizers import Tokenizer, models, trainers
    from tokenizers.pre_tokenizers import Split
    from tokenizers import Regex

    size = question["vocabularySize"]
    tokenizer = Tokenizer(models.BPE(byte_fallback=True))
    tokenizer.pre_tokenizer = Split(Regex(read("pattern.json")[side]), "isolated")
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        min_frequency=1,
        limit_alphabet=size // 2,
        special_tokens=read("first.json"),
        show_progress=False,
    )
    documents = read("train.json")
    start = time.process_time()
    tokenizer.train_from_iterator(documents, trainer)
    ms = (time.process_time() - start) * 1000
    return {"ms": ms, "merges": json.loads(tokenizer.to_str())["model"]["merges"]}


number = 0
for line in sys.stdin:
    question = json.loads(line)
    if question["what"] == "train":
        answer = timed_train(question)
    else:
        answer = timed_encode(question["what"], number)
        number += 1
    print(json.dumps(answer), flush=True)
