"""Runs the notebooks and tells whether they work and hold what they show.

    notebooks.py PACKAGE...   run them against data packages; exit status 1 when one fails
    notebooks.py --write      run them against output/, store what they show, and the pictures for the documentation
"""

import asyncio
import base64
import copy
import importlib.metadata
import os
import pathlib
import re
import subprocess
import sys

import nbformat
from nbclient import NotebookClient

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "notebooks"
PICTURES = ROOT / "docs" / "pictures"
PACKAGE = '"../output"'  # as it stands in the notebooks
MACHINE = re.compile(r"/(home|root|tmp|work|Users|var|opt|usr)/|[A-Z]:\\\\")


async def run(notebook):
    """The notebook with new outputs; an exception in a cell is raised."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        notebook, kernel_name="python3", timeout=120, record_timing=False, resources={"metadata": {"path": str(FOLDER)}}
    )
    await client.async_execute(stderr=subprocess.DEVNULL)  # where kernels tell of their sockets
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    notebook.metadata = {"kernelspec": notebook.metadata["kernelspec"], "language_info": {"name": "python"}}
    return notebook


def shown(notebook):
    """The words of all outputs; pictures differ in their bytes from machine to machine and count as one each."""
    words = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            words.append("picture" if "image/png" in data else data.get("text/html", data.get("text/plain", output.get("text"))))
    return words


def pictures(notebook):
    """The first picture of each cell with a tag picture-NAME."""
    for cell in notebook.cells:
        for tag in cell.metadata.get("tags", []):
            if tag.startswith("picture-"):
                for output in cell.outputs:
                    if "image/png" in output.get("data", {}):
                        yield tag.removeprefix("picture-"), base64.b64decode(output.data["image/png"])
                        break


async def check(path, package):
    """What is to be told of a notebook run against a package, and whether it failed."""
    stored = nbformat.read(path, 4)
    notebook = copy.deepcopy(stored)
    sample = package.resolve() == ROOT / "output"
    if not sample:
        if sum(PACKAGE in cell.source for cell in notebook.cells) != 1:
            return f"FAILED: {PACKAGE} does not stand once in it", True
        for cell in notebook.cells:
            cell.source = cell.source.replace(PACKAGE, repr(str(package.resolve())))
    try:
        await run(notebook)
    except Exception as error:  # whatever a cell or its kernel raises
        return f"FAILED: {' '.join(str(error).split())[-400:]}", True
    words = shown(notebook)
    result = f"ok, {len(words)} outputs, {words.count('picture')} pictures"
    if sample:
        if MACHINE.search(path.read_text("utf-8")):
            return f"FAILED: holds a path of a machine: {MACHINE.search(path.read_text('utf-8')).group()}", True
        if not shown(stored):
            return "FAILED: stored without outputs; run make notebooks", True
        # Rows of the sample may change without the notebooks; what they show is then old, not wrong.
        result += ", as stored" if words == shown(stored) else ", others than stored: run make notebooks"
    return result, False


async def main(packages):
    os.environ.pop("MPLBACKEND", None)
    paths = sorted(FOLDER.glob("*.ipynb"))
    failed = 0
    for line in (FOLDER / "requirements.txt").read_text().splitlines():
        name, _, version = line.partition("==")
        # JupyterLab is for people; here the notebooks run without it.
        if version and name != "jupyterlab" and importlib.metadata.version(name) != version:
            failed += 1
            print(f"FAILED: notebooks/requirements.txt has {line}, tried was {importlib.metadata.version(name)}")
    for package in packages:
        results = await asyncio.gather(*(check(path, package) for path in paths))
        for path, (result, bad) in zip(paths, results):
            failed += bad
            print(f"notebook  {path.name:16}  [{package.name}]  {result}")
    return failed


async def write():
    PICTURES.mkdir(exist_ok=True)
    for path in sorted(FOLDER.glob("*.ipynb")):
        notebook = await run(nbformat.read(path, 4))
        nbformat.write(notebook, path)
        for name, picture in pictures(notebook):
            (PICTURES / f"{name}.png").write_bytes(picture)


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        asyncio.run(write())
    elif len(sys.argv) > 1:
        sys.exit(1 if asyncio.run(main([pathlib.Path(p) for p in sys.argv[1:]])) else 0)
    else:
        sys.exit(__doc__)
