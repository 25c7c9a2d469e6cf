"""Trains with Hugging Face's tokenizers, with our settings: JSON {texts, base, vocabularySize, first, pattern} from
standard input; prints JSON {merges, vocabulary}."""

import json
import sys

from tokenizers import Regex, Tokenizer, models, trainers
from tokenizers.pre_tokenizers import ByteLevel, Sequence, Split

given = json.load(sys.stdin)
tokenizer = Tokenizer(models.BPE())
cut = Split(Regex(given["pattern"]), "isolated")
is_bytes = given["base"] == "bytes"
tokenizer.pre_tokenizer = Sequence([cut, ByteLevel(add_prefix_space=False, use_regex=False)]) if is_bytes else cut
trainer = trainers.BpeTrainer(
    vocab_size=given["vocabularySize"],
    min_frequency=1,
    special_tokens=given["first"],
    initial_alphabet=ByteLevel.alphabet() if is_bytes else [],
    show_progress=False,
)
tokenizer.train_from_iterator(given["texts"], trainer)
model = json.loads(tokenizer.to_str())["model"]
print(json.dumps({"merges": model["merges"], "vocabulary": model["vocab"]}))
