"""What watches over the deployment: probes, metrics, ids that lead from log to log."""

from tests.desk import desk_url
from tests.scale.conftest import eventually
from tests.scale.sample import EDITORS, PASSWORD
from tests.scale.visitor import Visitor


def log(site):
    """nginx's access log, which it writes every few seconds."""
    return (site.folder / "nginx" / "access.log").read_text()


def test_each_app_server_is_ready_and_nginx_passes_the_question_on(reader, direct):
    for visitor in (reader, *direct):
        answer = visitor.get("/readyz")
        assert (answer.status_code, answer.content) == (200, b"ok\n")
        assert answer.headers["Cache-Control"] == "no-store"


def test_metrics_are_on_the_machine_and_not_for_the_world(reader, direct):
    for visitor in direct:
        answer = visitor.get("/metrics")
        assert answer.status_code == 200
        assert b"\nliveblog_processes 1.0\n" in answer.content
    for path in ("/metrics", "//metrics", "/./metrics", "/metrics?x"):
        assert reader.get(path).status_code == 404
    assert direct[0].get("/metrics", X_Forwarded_For="127.0.0.1").status_code == 403


def test_a_request_has_one_id_in_nginx_s_log_and_in_the_answer(site, page):
    editor = Visitor(site)
    assert editor.sign_in(EDITORS[0], PASSWORD).status_code == 302
    answer = editor.get(desk_url("", page), X_Request_ID="chosen-by-the-client")
    number = answer.headers["X-Request-ID"]
    assert len(number) == 32
    assert int(number, 16)
    line = f'{number} "GET {desk_url("", page)}" 200'
    assert eventually(lambda: line in log(site))


def test_nginx_s_log_names_no_search_no_reader_and_no_preview(site, reader):
    reader.get("/?q=embarrassing")
    reader.get("/preview/a-secret-key:1a/")
    reader.get("/nowhere")
    assert eventually(lambda: '"GET /nowhere" 404' in log(site))
    for secret in ("embarrassing", "a-secret-key", "127.0.0.1"):
        assert secret not in log(site)
