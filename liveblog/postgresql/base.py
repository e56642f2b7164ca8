"""PostgreSQL on several hosts, of which the one that answered last is asked first."""

from django.db.backends.postgresql import base

DEFAULT_PORT = "5432"


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, but for the order in which a process asks the hosts.

    libpq asks in that of DATABASE_URL, and where the first machine has vanished nothing
    refuses: each new connection would wait for it for DATABASE_CONNECT_SECONDS. A pool
    keeps the order that it had when it was made.
    """

    answered = None  # (host, port) of this process's last new connection

    def get_connection_params(self):
        params = super().get_connection_params()
        places = sorted(places_of(params), key=lambda place: place != self.answered)
        params["host"], params["port"] = map(",".join, zip(*places, strict=True))
        return params

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        where = connection.info
        type(self).answered = (where.host, str(where.port))
        return connection


def places_of(params):
    """[(host, port)] of PARAMS, where one port stands for all hosts."""
    hosts = params["host"].split(",")
    ports = [port or DEFAULT_PORT for port in str(params.get("port", "")).split(",")]
    return list(
        zip(hosts, ports * len(hosts) if len(ports) == 1 else ports, strict=True)
    )
