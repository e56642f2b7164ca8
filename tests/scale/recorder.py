"""An application that notes what it is asked, one JSON line a request, in RECORD."""

import json
import os

SEEN = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "HTTP_HOST")


def application(environ, start_response):
    seen = [environ.get(name, "") for name in SEEN]
    body = environ["wsgi.input"].read()
    with open(os.environ["RECORD"], "a") as record:
        record.write(json.dumps([*seen, body.decode("latin-1")]) + "\n")
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"one answer"]
