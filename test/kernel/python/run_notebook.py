"""Runs cells with nbclient, each `{source, timeout?}`; prints what came. Both are JSON. `--allow-errors` goes on."""
import json
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

cells = json.loads(sys.argv[1])
notebook = nbformat.v4.new_notebook(
    cells=[nbformat.v4.new_code_cell(cell["source"]) for cell in cells],
    metadata={"kernelspec": {"name": "blossom", "display_name": "b", "language": "typescript"}},
)
limits = {cell["source"]: cell.get("timeout", 60) for cell in cells}
failure = None
try:
    NotebookClient(
        notebook,
        timeout_func=lambda cell: limits[cell.source],
        interrupt_on_timeout=True,
        allow_errors="--allow-errors" in sys.argv,
    ).execute()
except CellExecutionError as error:
    failure = {"ename": error.ename, "evalue": error.evalue, "text": str(error)}
nbformat.validate(notebook)
print(json.dumps({"failure": failure, "outputs": [cell.outputs for cell in notebook.cells]}))
