"""Metrics: what this server did, counted in each process and told by `/metrics`.

Most polls are answered before Django in tens of microseconds, so counting has to cost
next to nothing: a count is a plain number in a dictionary (`counts.py`), and it becomes
a metric only when somebody asks. Several processes serve one port, and each question
reaches one of them: so each writes its numbers into a small file of METRICS_DIR every
other second, and whoever is asked adds all files up (`shared.py`). The file of a
process that has ended stays, so that no counter falls when a worker is replaced; they
go when the server does. What was counted in the last two seconds before a kill -9 is
lost. Neither the database nor the cache has a part in it, so metrics are there when
these are not. `prometheus.py` writes it down in Prometheus' text format.
"""
