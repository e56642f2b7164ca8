"""The least that a WSGI server can be asked for: an empty 204, or bytes in memory."""

BYTES = bytes(60_000)  # about as many as our page of 200 posts has, compressed


def application(environ, start_response):
    if environ["PATH_INFO"] == "/bytes":
        start_response("200 OK", [("Content-Length", str(len(BYTES)))])
        return [BYTES]
    start_response("204 No Content", [])
    return []
