"""The files of deploy/ as tests and benches run them: ports, paths and names put in.

A value that is not in its file any more is an error, so what is tested stays what is
deployed.
"""

import os
import subprocess

from tests.servers import ROOT, free_port, opened

DEPLOY = ROOT / "deploy"
NAME = "live.example.org"
KEY_PAIR = ("certificate.pem", "key.pem")


class NotDeployedError(Exception):
    """A file of deploy/ lacks a value that was to be replaced."""


def nginx_configuration(folder, data, apps, port, tls_port=None, name=NAME):
    """The text of deploy/nginx.conf for FOLDER; the site's own file is written there.

    DATA is DATA_DIR of the app servers, which listen on the ports APPS. Without
    TLS_PORT the site speaks plain HTTP on PORT; with it, PORT redirects there. Ask
    for it by the host NAME.
    """
    folder = opened(folder)
    (folder / "temporary").mkdir(exist_ok=True)
    places = {"/var/lib/liveblog": str(data)}
    site = (DEPLOY / "nginx-site.conf").read_text()
    (folder / "nginx-site.conf").write_text(put_in(site, places))
    places = {
        "/run/nginx.pid": f"{folder}/nginx.pid",
        "/var/log/nginx": str(folder),
        "/var/cache/liveblog": f"{folder}/cache",
        "user www-data;": "user www-data;" if os.geteuid() == 0 else "",
        "server 127.0.0.1:8001 ": f"server 127.0.0.1:{apps[0]} ",
        "server 127.0.0.1:8002 ": f"server 127.0.0.1:{apps[-1]} ",
        "http {\n": "http {\n" + temporary_folders(folder),
        "/var/lib/nginx/body": f"{folder}/temporary/client_body",
        **listening(folder, port, tls_port),
        NAME: name,
    }
    return put_in((DEPLOY / "nginx.conf").read_text(), places)


def temporary_folders(folder):
    """Where nginx keeps other things than bodies; Debian's are the root's own."""
    kinds = ("proxy", "fastcgi", "uwsgi", "scgi")
    return "".join(
        f"    {kind}_temp_path {folder}/temporary/{kind};\n" for kind in kinds
    )


def listening(folder, port, tls_port):
    """What to put in for the lines about ports and certificates."""
    plain, tls = (port, tls_port) if tls_port else (free_port(), port)
    speaks = " ssl http2" if tls_port else ""
    places = {
        f"        listen [::]:{number}{words};\n": ""
        for number in ("80", "443 ssl http2")
        for words in ("", " default_server")
    }
    places |= {
        "listen 80": f"listen 127.0.0.1:{plain}",
        "listen 443 ssl http2": f"listen 127.0.0.1:{tls}{speaks}",
    }
    certificate = {
        "ssl_certificate": f"/etc/letsencrypt/live/{NAME}/fullchain.pem",
        "ssl_certificate_key": f"/etc/letsencrypt/live/{NAME}/privkey.pem",
    }
    for (directive, path), file in zip(certificate.items(), KEY_PAIR, strict=True):
        line = f"        {directive} {path};\n"
        places[line] = line.replace(path, f"{folder}/{file}") if tls_port else ""
    if tls_port:
        make_certificate(folder)
    else:
        places["        ssl_reject_handshake on;\n"] = ""
    return places


def make_certificate(folder):
    """A certificate for NAME that nobody signed, and its key, in FOLDER."""
    certificate, key = (folder / name for name in KEY_PAIR)
    command = (
        f"openssl req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 "
        f"-days 2 -subj /CN={NAME} -addext subjectAltName=DNS:{NAME},IP:127.0.0.1 "
        f"-keyout {key} -out {certificate}"
    )
    subprocess.run(command.split(), check=True, capture_output=True)


def settings(name):
    """{name: value} of a file of deploy/ that has lines like `name = value`."""
    lines = (DEPLOY / name).read_text().splitlines()
    said = (line.partition("=") for line in lines if line and line[0] != "#")
    return {key.strip(): value.strip() for key, _, value in said}


def put_in(text, values):
    """TEXT with the keys of VALUES replaced; NotDeployedError if one is not there."""
    for old, new in values.items():
        if old not in text:
            raise NotDeployedError(f"deploy/ does not say {old!r} any more.")
        text = text.replace(old, new)
    return text
