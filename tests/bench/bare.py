"""The least that a WSGI server can be asked for: an empty 204, and nothing else."""


def application(environ, start_response):
    start_response("204 No Content", [])
    return []
