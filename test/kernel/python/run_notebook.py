"""Runs the cells given as JSON with nbclient; prints what came as JSON."""
import json
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

notebook = nbformat.v4.new_notebook(
    cells=[nbformat.v4.new_code_cell(source) for source in json.loads(sys.argv[1])],
    metadata={"kernelspec": {"name": "blossom", "display_name": "b", "language": "typescript"}},
)
failure = None
try:
    NotebookClient(notebook, timeout=int(sys.argv[2]), interrupt_on_timeout=True).execute()
except CellExecutionError as error:
    failure = {"ename": error.ename, "evalue": error.evalue, "text": str(error)}
nbformat.validate(notebook)
print(json.dumps({"failure": failure, "outputs": [cell.outputs for cell in notebook.cells]}))
