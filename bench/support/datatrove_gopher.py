"""datatrove's Gopher rules over documents, with its word splitter replaced by str.split(), on one thread.

Reads one JSON line {"texts": path of a JSON list of strings}, then answers each further line {"verdicts"?: true} with
{"seconds", "verdicts"?: [[quality, repetition], ...]} where a verdict is null or the name of the reason.
"""
import json
import logging
import sys
import time
import warnings

logging.disable(logging.CRITICAL)
warnings.filterwarnings("ignore")

from datatrove.data import Document
from datatrove.pipeline.filters import gopher_quality_filter, gopher_repetition_filter


def split(text, language):
    return text.split()


gopher_quality_filter.split_into_words = split
gopher_repetition_filter.split_into_words = split
quality = gopher_quality_filter.GopherQualityFilter()
repetition = gopher_repetition_filter.GopherRepetitionFilter()


def reason(verdict):
    return None if verdict is True else verdict[1]


def keeps(document):
    return quality.filter(document) is True and repetition.filter(document) is True


def both(document):
    try:
        return [reason(quality.filter(document)), reason(repetition.filter(document))]
    except (ZeroDivisionError, ValueError) as error:
        return [f"error: {error}", f"error: {error}"]


documents = None
for line in sys.stdin:
    question = json.loads(line)
    if documents is None:
        with open(question["texts"], encoding="utf-8") as file:
            documents = [Document(text=text, id=str(i)) for i, text in enumerate(json.load(file))]
        print(json.dumps({"documents": len(documents)}), flush=True)
        continue
    start = time.perf_counter()
    kept = sum(keeps(document) for document in documents)
    answer = {"seconds": time.perf_counter() - start, "kept": kept}
    if question.get("verdicts"):
        answer["verdicts"] = [both(document) for document in documents]
    print(json.dumps(answer), flush=True)
