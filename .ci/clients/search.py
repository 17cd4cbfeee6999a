"""Answers in the place of Solr that nothing was found: CKAN wants a search index, publishing does not."""

import http.server
import importlib.resources
import json
import sys

SCHEMA = importlib.resources.files("ckan").joinpath("config/solr/schema.xml").read_bytes()
NOTHING = json.dumps({"responseHeader": {"status": 0}, "response": {"numFound": 0, "start": 0, "docs": []}, "facet_counts": {"facet_fields": {}}}).encode()
ALIVE = b'<?xml version="1.0"?><response><str name="status">OK</str></response>'


class Index(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = SCHEMA if "schema" in self.path else ALIVE if "ping" in self.path else NOTHING
        self.send_response(200)
        self.send_header("Content-Type", "application/json" if body is NOTHING else "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Index).serve_forever()
