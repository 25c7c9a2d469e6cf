"""nbgrader's own reading of notebooks: prints {path: {"ids": […], "problem": null or a sentence}}."""
import json
import sys

from nbformat import validate
from nbgrader.nbgraderformat import MetadataValidator, read
from nbgrader.utils import compute_checksum

found = {}
for path in sys.argv[1:]:
    ids, problem = [], None
    try:
        with open(path, encoding="utf8") as file:
            notebook = read(file, as_version=4)  # validates nbgrader's metadata
        validate(notebook)
        allowed = set(MetadataValidator().schema["properties"])
        for cell in notebook.cells:
            if "nbgrader" not in cell.metadata:
                continue
            meta = cell.metadata.nbgrader
            ids.append(meta.grade_id)
            if set(meta) - allowed:
                problem = f"{meta.grade_id} has other keys: {set(meta) - allowed}"
            if compute_checksum(cell) != meta.checksum and path.find("exercises") >= 0:
                problem = f"the checksum of {meta.grade_id} is {meta.checksum}, nbgrader's is {compute_checksum(cell)}"
    except Exception as error:  # whatever it is, the test shows it
        problem = f"{type(error).__name__}: {error}"
    found[path] = {"ids": ids, "problem": problem}
json.dump(found, sys.stdout)
