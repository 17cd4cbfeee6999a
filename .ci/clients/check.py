"""Opens data packages with the programs that people use and tells what each of them makes of it.

    check.py PACKAGE... [--whole PACKAGE...]

A whole package holds every format and descriptor; from others, what they do not hold is left out. Every check prints one line: client, version, what was checked, result. The exit status is 1 when one fails. What a client
must read is settled once, from the CSV files and the types in datapackage.json, with the standard library alone.
"""

import csv
import datetime
import importlib.metadata
import json
import math
import pathlib
import sqlite3
import subprocess
import sys
import warnings
from decimal import Decimal

HERE = pathlib.Path(__file__).parent
CHECKS = []


class Failure(Exception):
    """What a client found wrong, or read differently."""


class Skip(Exception):
    """What the package does not hold."""


def check(client, what):
    """Registers a check. Its function takes a Package and returns what it counted."""

    def register(function):
        CHECKS.append((client, what, function))
        return function

    return register


class Package:
    """A data package as the standard library reads it."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.descriptor = json.loads(self.path("datapackage.json").read_text("utf-8"))
        self.types = {}  # table → column → type of Table Schema
        self.fields = {}  # table → its columns as Table Schema describes them
        self.keys = {}  # table → columns of its primary key
        self.rows = {}  # table → rows, each a dict of Python values
        for resource in self.descriptor["resources"]:
            if resource.get("format") == "csv":
                table = resource["name"]
                fields = resource["schema"]["fields"]
                self.types[table] = {f["name"]: f["type"] for f in fields}
                self.fields[table] = fields
                self.keys[table] = resource["schema"]["primaryKey"]
                with open(self.path(resource["path"]), encoding="utf-8", newline="") as file:
                    self.rows[table] = [
                        {c: value(v, self.types[table][c]) for c, v in row.items()} for row in csv.DictReader(file)
                    ]
        if not self.rows:
            raise Failure("no table in CSV")

    def path(self, name):
        return self.folder / name

    def need(self, name):
        """The path of a file, or Skip where the package has none."""
        if not self.path(name).exists():
            raise Skip(f"no {name}")
        return self.path(name)

    def files(self, suffix):
        """Every table with its file of one format; Skip where the package has none."""
        files = {table: self.path(f"data/{table}.{suffix}") for table in self.rows}
        if not any(path.exists() for path in files.values()):
            raise Skip(f"no .{suffix} files")
        return files.items()

    def same(self, table, rows, sort=()):
        """Fails unless rows, a list of dicts of Python values, are those of the CSV file, sorted by columns if some are named."""
        want = sorted(self.rows[table], key=lambda row: [row[c] for c in sort])
        if len(rows) != len(want):
            raise Failure(f"{table}: {len(rows)} rows, {len(want)} in CSV")
        for i, (got, row) in enumerate(zip(rows, want)):
            if list(got) != list(row):
                raise Failure(f"{table}: columns {list(got)}, {list(row)} in CSV")
            for column in row:
                if got[column] != row[column]:
                    raise Failure(f"{table} row {i + 1}, {column}: {got[column]!r}, {row[column]!r} in CSV")
        return len(rows)

    def typed(self, table, got, want):
        """Fails unless each column has the type that want names for its type of Table Schema; %s is precision, scale."""
        for field in self.fields[table]:
            column, kind = field["name"], field["type"]
            name = want[kind]
            if kind == "number":
                name %= field["mahdar"]["precision"], field["mahdar"]["scale"]
            if got.get(column) != name:
                raise Failure(f"{table}.{column}, a {kind}, has the type {got.get(column)}, want {name}")


def value(text, kind):
    """A cell of a CSV file as a Python value; an empty cell is null."""
    if text == "":
        return None
    match kind:
        case "integer":
            return int(text)
        case "number":
            return Decimal(text)
        case "boolean":
            return {"true": True, "false": False}[text]
        case "date":
            return datetime.date.fromisoformat(text)
        case "array":
            return json.loads(text)
    return text


def summary(tables, rows):
    return f"{tables} tables, {rows} rows"


@check("Python json", "JSON rows are the CSV rows")
def json_rows(p):
    return text_rows(p, "json", lambda text: json.loads(text, parse_float=Decimal))


@check("Python json", "JSON Lines rows are the CSV rows")
def jsonl_rows(p):
    return text_rows(p, "jsonl", lambda text: [json.loads(line, parse_float=Decimal) for line in text.splitlines()])


def text_rows(p, suffix, load):
    rows = 0
    for table, path in p.files(suffix):
        data = load(path.read_text("utf-8"))
        for row in data:
            for column, kind in p.types[table].items():
                if kind == "date" and row[column] is not None:
                    row[column] = datetime.date.fromisoformat(row[column])
        rows += p.same(table, data)
    return summary(len(p.rows), rows)


@check("frictionless", "datapackage.json and its files, as Data Package 2.0")
def frictionless_v2(p):
    from frictionless import validate

    return frictionless_report(validate(str(p.path("datapackage.json"))))


@check("frictionless", "the same read as version 1 (no $schema)")
def frictionless_v1(p):
    from frictionless import Package as FrictionlessPackage

    descriptor = {k: v for k, v in p.descriptor.items() if k != "$schema"}
    return frictionless_report(FrictionlessPackage.from_descriptor(descriptor, basepath=str(p.folder)).validate())


def frictionless_report(report):
    errors = report.flatten(["title", "note"])
    if errors or not report.valid:
        raise Failure(f"{len(errors)} errors, first {errors[0] if errors else report.errors}")
    return f"{report.stats['tasks']} files valid"


@check("csvw", "CSV on the Web: types, keys and rows")
def csvw_rows(p):
    from csvw import CSVW

    path = p.need("csv-metadata.json")
    # Its strict reading forbids null in a column that is a foreign key, which the standard does not.
    metadata = CSVW(str(path), strict=False)
    if not metadata.is_valid:
        raise Failure("; ".join(str(w.message) for w in metadata.warnings) or "not valid")
    rows = 0
    for table in metadata.tables:
        name = pathlib.Path(str(table.url)).stem
        read = [dict(row) for row in table]
        for row in read:
            for column, kind in p.types[name].items():
                # A list is text to CSV on the Web.
                if kind == "array" and row[column] is not None:
                    row[column] = json.loads(row[column]) if isinstance(row[column], str) else row[column]
                elif kind == "date" and isinstance(row[column], datetime.datetime):
                    row[column] = row[column].date()
        rows += p.same(name, read)
    return summary(len(metadata.tables), rows)


@check("mlcroissant", "Croissant: no issue, every record set loads")
def croissant(p):
    import mlcroissant

    path = p.need("croissant.json")
    files = json.loads(path.read_text("utf-8"))["distribution"]
    # A published package names its files by their addresses; here they are read where they lie.
    mapping = {f["@id"]: str(p.path("data") / f["contentUrl"].rpartition("/data/")[2]) for f in files if "://" in f["contentUrl"]}
    dataset = mlcroissant.Dataset(jsonld=str(path), mapping=mapping)
    issues = dataset.metadata.issues
    if issues.errors or issues.warnings:
        raise Failure(issues.report())
    rows = 0
    for record_set in dataset.metadata.record_sets:
        table = record_set.id
        read = []
        for record in dataset.records(table):
            row = {}
            for column, kind in p.types[table].items():
                row[column] = plain(record[f"{table}/{column}"], kind)
            read.append(row)
        rows += p.same(table, read)
    missing = {t for t, r in p.rows.items() if r} - {r.id for r in dataset.metadata.record_sets}
    if missing:
        raise Failure(f"no record set for {sorted(missing)}")
    return summary(len(dataset.metadata.record_sets), rows)


def plain(cell, kind):
    """A cell of NumPy or pandas as a Python value; what is missing is None."""
    if cell is None or type(cell).__name__ in ("NAType", "NaTType") or isinstance(cell, float) and math.isnan(cell):
        return None
    match kind:
        case "string":
            return cell.decode("utf-8") if isinstance(cell, bytes) else cell
        case "array":
            return [plain(c, "string") for c in cell]
        case "integer":
            return int(cell)
        case "number":
            return Decimal(str(cell))
        case "boolean":
            return bool(cell)
        case "date":
            return cell.date() if hasattr(cell, "date") else cell
    raise Failure(f"no reading for the type {kind}")


@check("pyshacl", "DCAT-AP 3.0.1, our shapes (dcat-ap.ttl)")
def dcat(p):
    import pyshacl
    import rdflib

    shapes = rdflib.Graph().parse(HERE / "dcat-ap.ttl")
    counts = []
    for name in ("dcat.jsonld", "catalog.jsonld"):
        # Relative addresses of files are meant against the place of the descriptor.
        graph = rdflib.Graph().parse(p.need(name), format="json-ld", publicID="https://example.org/")
        classes = {str(o) for o in graph.objects(None, rdflib.RDF.type)}
        want = {"http://www.w3.org/ns/dcat#Dataset", "http://www.w3.org/ns/dcat#Distribution"}
        if name == "catalog.jsonld":
            want.add("http://www.w3.org/ns/dcat#Catalog")
        if want - classes:
            raise Failure(f"{name}: no {sorted(want - classes)}")
        conforms, _, text = pyshacl.validate(graph, shacl_graph=shapes, advanced=False)
        if not conforms:
            raise Failure(f"{name}: {text}")
        counts.append(f"{len(graph)} triples")
    return ", ".join(counts)


@check("rdflib", "schema.org: a Dataset with what search engines ask for")
def schema_org(p):
    import rdflib

    data = json.loads(p.need("schema-org.json").read_text("utf-8"))
    if data.get("@context") not in ("https://schema.org", "https://schema.org/"):
        raise Failure(f"the context is {data.get('@context')!r}")
    # Reading the context itself would need the network; its vocabulary is what the names here resolve to.
    data["@context"] = {"@vocab": "https://schema.org/"}
    place = data.get("url", "https://example.org").rstrip("/") + "/"
    graph = rdflib.Graph().parse(data=json.dumps(data), format="json-ld", publicID=place)
    sdo = rdflib.Namespace("https://schema.org/")
    datasets = list(graph.subjects(rdflib.RDF.type, sdo.Dataset))
    if len(datasets) != 1:
        raise Failure(f"{len(datasets)} datasets")
    description = str(graph.value(datasets[0], sdo.description) or "")
    if not graph.value(datasets[0], sdo.name) or not 50 <= len(description) <= 5000:
        raise Failure(f"name or description ({len(description)} characters, want 50 to 5000)")
    downloads = list(graph.objects(datasets[0], sdo.distribution))
    for download in downloads:
        address = str(graph.value(download, sdo.contentUrl)).removeprefix(place)
        if not p.path(address).exists():
            raise Failure(f"no file {address}")
        if not graph.value(download, sdo.encodingFormat):
            raise Failure(f"{address} has no format")
    if not downloads:
        raise Failure("no distribution")
    return f"{len(graph)} triples, {len(downloads)} downloads"


@check("cffconvert", "CITATION.cff against CFF 1.2.0")
def citation(p):
    import cffconvert

    file = cffconvert.Citation(p.need("CITATION.cff").read_text("utf-8"))
    file.validate()
    return f"CFF {file.cffversion}, {len(file.as_bibtex())} characters of BibTeX"


@check("pyarrow", "Parquet: types, and the CSV rows")
def pyarrow_parquet(p):
    import pyarrow.parquet

    return pyarrow_rows(p, "parquet", pyarrow.parquet.read_table)


@check("pyarrow", "Arrow, mapped into memory: types, and the CSV rows")
def pyarrow_arrow(p):
    import pyarrow

    return pyarrow_rows(p, "arrow", lambda path: pyarrow.ipc.open_file(pyarrow.memory_map(str(path))).read_all())


def pyarrow_rows(p, suffix, read):
    want = {
        "string": "string",
        "integer": "int64",
        "number": "decimal128(%s, %s)",
        "boolean": "bool",
        "date": "date32[day]",
        "array": "list<element: string not null>",
    }
    rows = 0
    for table, path in p.files(suffix):
        data = read(path)
        p.typed(table, {f.name: str(f.type) for f in data.schema}, want)
        rows += p.same(table, data.to_pylist())
    return summary(len(p.rows), rows)


@check("pandas", "Parquet with dtype_backend pyarrow: types, and the CSV rows")
def pandas_arrow(p):
    import pandas

    want = {
        "string": "string[pyarrow]",
        "integer": "int64[pyarrow]",
        "number": "decimal128(%s, %s)[pyarrow]",
        "boolean": "bool[pyarrow]",
        "date": "date32[day][pyarrow]",
        "array": "list<element: string not null>[pyarrow]",
    }
    rows = 0
    for table, path in p.files("parquet"):
        frame = pandas.read_parquet(path, dtype_backend="pyarrow")
        p.typed(table, {c: str(t) for c, t in frame.dtypes.items()}, want)
        rows += p.same(table, pandas_rows(frame, p.types[table]))
    return summary(len(p.rows), rows)


@check("pandas", "Parquet with nothing set: the CSV rows")
def pandas_plain(p):
    import pandas

    rows = 0
    for table, path in p.files("parquet"):
        rows += p.same(table, pandas_rows(pandas.read_parquet(path), p.types[table]))
    return summary(len(p.rows), rows)


def pandas_rows(frame, types):
    columns = {c: [plain(v, types[c]) for v in frame[c]] for c in frame.columns}
    return [dict(zip(columns, cells)) for cells in zip(*columns.values())]


@check("polars", "Parquet: types, and the CSV rows")
def polars_parquet(p):
    import polars

    return polars_rows(p, "parquet", polars.read_parquet)


@check("polars", "Arrow: types, and the CSV rows")
def polars_arrow(p):
    import polars

    return polars_rows(p, "arrow", polars.read_ipc)


def polars_rows(p, suffix, read):
    want = {
        "string": "String",
        "integer": "Int64",
        "number": "Decimal(precision=%s, scale=%s)",
        "boolean": "Boolean",
        "date": "Date",
        "array": "List(String)",
    }
    rows = 0
    for table, path in p.files(suffix):
        frame = read(path)
        p.typed(table, {c: str(t) for c, t in frame.schema.items()}, want)
        rows += p.same(table, frame.to_dicts())
    return summary(len(p.rows), rows)


@check("duckdb", "Parquet: types, and the CSV rows")
def duckdb_rows(p):
    import duckdb

    want = {
        "string": "VARCHAR",
        "integer": "BIGINT",
        "number": "DECIMAL(%s,%s)",
        "boolean": "BOOLEAN",
        "date": "DATE",
        "array": "VARCHAR[]",
    }
    rows = 0
    connection = duckdb.connect()
    for table, path in p.files("parquet"):
        relation = connection.read_parquet(str(path))
        p.typed(table, {c: str(t) for c, t in zip(relation.columns, relation.types)}, want)
        rows += p.same(table, [dict(zip(relation.columns, row)) for row in relation.fetchall()])
    return summary(len(p.rows), rows)


@check("duckdb", "JSON Lines, types guessed: the rows of Parquet")
def duckdb_jsonl(p):
    import duckdb

    connection = duckdb.connect()
    rows = 0
    for (table, lines), (_, parquet) in zip(p.files("jsonl"), p.files("parquet")):
        if not p.rows[table]:
            continue
        # What DuckDB guesses is wider than the type of the column, never another.
        columns = ", ".join(f'j."{c}"::{t} AS "{c}"' for c, t, *_ in connection.execute(f"DESCRIBE FROM '{parquet}'").fetchall())
        guessed = f"SELECT {columns} FROM read_json('{lines}', sample_size = -1) j"
        connection.execute(f"(({guessed}) EXCEPT ALL (FROM '{parquet}')) UNION ALL ((FROM '{parquet}') EXCEPT ALL ({guessed}))")
        if other := connection.fetchall():
            raise Failure(f"{table}: {len(other)} rows differ, first {other[0]}")
        rows += len(p.rows[table])
    return summary(len(p.rows), rows)


@check("duckdb", "every cell of the evidence leads to a row")
def evidence(p):
    import duckdb

    connection = duckdb.connect()
    tables = dict(p.files("parquet"))
    if "evidence" not in tables:
        raise Skip("no evidence")
    found = 0
    seen = connection.execute(f"select distinct table_name from '{tables['evidence']}' order by 1").fetchall()
    for (table,) in seen:
        key = f"concat_ws('/', {', '.join(p.keys[table])})"
        lost, cells = connection.execute(
            f"""select count(*) filter (where t.key is null), count(*) from '{tables["evidence"]}' e
            left join (select {key} as key from '{tables[table]}') t on t.key = e.row_id where e.table_name = ?""",
            [table],
        ).fetchone()
        if lost:
            raise Failure(f"{lost} rows of evidence lead to no row of {table}")
        found += cells
    return f"{found} links to {len(seen)} tables"


def volume(p, suffix):
    """The one file with all tables; Skip where the package has none."""
    files = sorted(p.folder.glob(f"data/all/*.{suffix}"))
    if not files:
        raise Skip(f"no .{suffix} file")
    return files[0]


@check("SQLite", "integrity, foreign keys, types, and the CSV rows")
def sqlite_rows(p):
    connection = sqlite3.connect(f"{volume(p, 'sqlite').resolve().as_uri()}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    for pragma, want in (("integrity_check", [("ok",)]), ("foreign_key_check", [])):
        if (got := [tuple(row) for row in connection.execute(f"PRAGMA {pragma}")]) != want:
            raise Failure(f"{pragma}: {got[:3]}")
    kinds = {"string": str, "integer": int, "number": (int, float), "boolean": int, "date": str, "array": str}
    rows = 0
    for table in p.rows:
        read = [dict(row) for row in connection.execute(f'SELECT * FROM "{table}"')]
        # The order of rows without ORDER BY is SQLite's own affair.
        key = p.keys[table]
        read.sort(key=lambda row: [row[c] for c in key])
        rows += p.same(table, [of_fewer_types(row, p.types[table], kinds) for row in read], sort=key)
    return summary(len(p.rows), rows)


@check("openpyxl", "the workbook: a sheet a table, types, and the CSV rows")
def workbook(p):
    import openpyxl

    book = openpyxl.load_workbook(volume(p, "xlsx"))
    if book.sheetnames != list(p.rows):
        raise Failure(f"sheets {book.sheetnames}, tables {list(p.rows)}")
    kinds = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "date": datetime.datetime, "array": str}
    rows = 0
    for table, types in p.types.items():
        head, *read = book[table].iter_rows(values_only=True)
        titles = [f["title"] for f in p.fields[table]]
        if [cell.split("\n")[0] for cell in head] != titles:
            raise Failure(f"{table}: titles {head}")
        rows += p.same(table, [of_fewer_types(dict(zip(types, row)), types, kinds) for row in read])
    return summary(len(p.rows), rows)


def of_fewer_types(row, types, kinds):
    """A row of a format that has fewer types as Python values; fails where a cell is not stored as kinds tells."""
    read = {}
    for column, cell in row.items():
        kind = types[column]
        if cell is not None and not isinstance(cell, kinds[kind]):
            raise Failure(f"{column}, a {kind}, is stored as {type(cell).__name__}")
        if cell is None:
            read[column] = None
        elif kind == "boolean":
            read[column] = {0: False, 1: True}[cell]
        elif isinstance(cell, datetime.datetime):
            read[column] = cell.date()
        else:
            read[column] = value(str(cell), kind)
    return read


@check("datasette", "the SQLite file with its metadata: a table and its title")
def datasette(p):
    file = volume(p, "sqlite")
    command = [sys.executable, "-m", "datasette", str(file), "--metadata", str(file.parent / "datasette-metadata.json"), "--get"]
    page = subprocess.run([*command, f"/{file.stem}/results"], capture_output=True, text=True, check=True).stdout
    descriptor = next(r for r in p.descriptor["resources"] if r["name"] == "results")
    for words in (descriptor["title"], descriptor["description"], p.rows["results"][0]["candidate_name"]):
        if words not in page:
            raise Failure(f"the page of results does not say {words!r}")
    return f"a page of {len(page)} characters"


def main(arguments):
    warnings.simplefilter("ignore")
    lines = [("client", "version", "what was checked", "result")]
    failed = 0
    whole = False
    for folder in arguments:
        if folder == "--whole":
            whole = True
            continue
        lines.append((f"[{pathlib.Path(folder).name}]", "", "", ""))
        package = Package(folder)
        for client, what, function in CHECKS:
            try:
                result = "ok, " + function(package)
            except Skip as reason:
                failed += whole
                result = f"{'FAILED' if whole else 'left out'}: {reason}"
            except Exception as error:  # whatever a client raises is its verdict
                failed += 1
                text = " ".join(str(error).split())
                result = f"FAILED: {text[:300] if isinstance(error, Failure) else f'{type(error).__name__}: {text}'[:300]}"
            lines.append((client, version(client), what, result))
    widths = [max(len(line[i]) for line in lines) for i in range(3)]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)) + "  " + line[3])
    return failed


def version(client):
    match client:
        case "Python json":
            return ".".join(map(str, sys.version_info[:3]))
        case "SQLite":
            return sqlite3.sqlite_version
    return importlib.metadata.version(client)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(1 if main(sys.argv[1:]) else 0)
