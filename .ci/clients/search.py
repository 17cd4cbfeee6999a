"""Stands in the place of a search engine for the portals that publishing is tested with, as none comes from a package index.

For CKAN it is a Solr that never finds anything: publishing does not search there. For InvenioRDM it is an OpenSearch that finds every
document which it was given, whatever is asked for: publishing picks out what it wants itself.
"""

import http.server
import json
import sys

SCHEMA = open(sys.argv[2], "rb").read()  # that CKAN wants to see the version of
ALIVE = b'<?xml version="1.0"?><response><str name="status">OK</str></response>'
NOTHING = {"responseHeader": {"status": 0}, "response": {"numFound": 0, "start": 0, "docs": []}, "facet_counts": {"facet_fields": {}}}
ENGINE = {"version": {"number": "2.11.0", "distribution": "opensearch"}, "tagline": "The OpenSearch Project: https://opensearch.org/"}
DONE = {"acknowledged": True, "_shards": {"total": 1, "successful": 1, "failed": 0}}
documents = {}  # index -> id -> document


def counts(wanted):
    """Returns the answer to aggregations: that each counted nothing."""
    return {k: {"doc_count": 0, "buckets": [], "value": 0, **counts(v.get("aggs"))} for k, v in (wanted or {}).items()}


def found(indices, query):
    hits = [
        {"_index": index, "_id": key, "_score": 1, "_source": source}
        for index, held in documents.items()
        if any(index.startswith(i.rstrip("*")) or i in index for i in indices)
        for key, source in held.items()
    ]
    return {"timed_out": False, "hits": {"total": {"value": len(hits), "relation": "eq"}, "hits": hits}, "count": len(hits), "aggregations": counts(query.get("aggs"))}


def bulk(lines, index):
    items = []
    while lines:
        action, about = next(iter(lines.pop(0).items()))
        held = documents.setdefault(about.get("_index", index), {})
        if action == "delete":
            held.pop(about["_id"], None)
        else:
            source = lines.pop(0)
            held[about["_id"]] = source.get("doc", source) if action == "update" else source
        items.append({action: {"_id": about["_id"], "status": 200, "result": "updated"}})
    return {"errors": False, "items": items}


def answer(method, parts, body):
    """Returns status and answer of a call to OpenSearch."""
    if not parts:
        return 200, ENGINE
    if "_bulk" in parts:
        return 200, bulk([json.loads(line) for line in body.splitlines() if line.strip()], parts[0])
    if "_search" in parts or "_count" in parts:
        return 200, found(parts[0].split(","), json.loads(body or b"{}"))
    if len(parts) == 3 and parts[1] in ("_doc", "_create"):
        held = documents.setdefault(parts[0], {})
        if method in ("PUT", "POST"):
            held[parts[2]] = json.loads(body)
            return 200, {"_id": parts[2], "result": "created", **DONE}
        if method == "DELETE":
            held.pop(parts[2], None)
            return 200, {"_id": parts[2], "result": "deleted"}
        source = held.get(parts[2])
        return 200 if source else 404, {"_id": parts[2], "found": bool(source), "_source": source}
    return 404 if method == "HEAD" else 200, DONE


class Engine(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle_call(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.path.split("?")[0].strip("/")
        status, kind = 200, "application/json"
        if not path.startswith("solr/"):
            status, out = answer(self.command, path.split("/") if path else [], body)
            raw = json.dumps(out).encode()
        elif "schema" in path:
            kind, raw = "application/xml", SCHEMA
        elif "ping" in path:
            kind, raw = "application/xml", ALIVE
        else:
            raw = json.dumps(NOTHING).encode()
        if self.command == "HEAD":
            raw = b""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_call

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Engine).serve_forever()
