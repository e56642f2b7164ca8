"""An open desk in Python: what the script does with each answer of the server.

It takes in rows exactly as static/desk/swaps.js does, so that the stream can be held
to the law 'old desk + delta == fresh desk' without a browser.
"""

from tests.desk import desk_url
from tests.reader import parse, said

PIECES = ["status", "summary", "pinned", "stream", "related"]


class OpenDesk:
    """A desk on a screen: its rows as {id: (sort, markup)}, its edge, its cursor."""

    def __init__(self, client, page, **filters):
        self.client = client
        self.page = page
        self.filters = {f"show-{name}": value for name, value in filters.items()}
        soup = parse(self.get("", **self.filters).content)
        self._start(soup.find(id="stream"))
        self.cursor = soup.select_one("#desk-poller input")["value"]
        self.furniture = {name: said(soup.find(id=f"desk-{name}")) for name in PIECES}

    def get(self, part, **data):
        response = self.client.get(desk_url(part, self.page), data)
        assert response.status_code == 200
        return response

    @property
    def ids(self):
        """The numbers of the posts, from the top."""
        order = sorted(self.rows, key=lambda pk: self.rows[pk][0], reverse=True)
        assert len({sort for sort, _ in self.rows.values()}) == len(order)
        return order

    def poll(self):
        return self.take(self.get("updates", **self.filters, cursor=self.cursor))

    def act(self, name, *posts, **details):
        """Do an act with this desk's cursor, and take its answer in."""
        data = {"act": name, "post": [post.pk for post in posts]} | details
        return self.post("act", **data)

    def post(self, part, *args, **data):
        data |= self.filters | {"cursor": self.cursor}
        return self.take(self.client.post(desk_url(part, self.page, *args), data))

    def take(self, response):
        """Swap the answer in; what it brought: [rows put in place], [rows removed]."""
        assert response.status_code == 200
        soup = parse(response.content)
        came, gone = [], []
        for element in soup.find_all(attrs={"data-hx-swap-oob": True}):
            how = element.attrs.pop("data-hx-swap-oob")
            if how == "upsert:#stream":
                came += self._upsert(element)
            elif how == "delete":
                pk = int(element["id"].removeprefix("row-"))
                self.rows.pop(pk, None)
                gone.append(pk)
            elif element.get("id") == "stream":
                assert how == "true"
                self._start(element)
                came.append("over")
            elif how.startswith("piece:"):
                name = how.removeprefix("piece:#desk-")
                for mark in ("data-saved", "data-overtaken"):
                    element.attrs.pop(mark, None)
                self.furniture[name] = said(element)
        self.cursor = soup.select_one("#desk-poller input")["value"]
        return came, gone

    def load_older(self):
        """Press 'Older posts'."""
        path, _, asked = self.more["data-hx-get"].partition("?before=")
        response = self.client.get(path, self.filters | {"before": asked})
        assert response.status_code == 200
        soup = parse(response.content)
        rows = _rows(soup)
        self.rows |= rows  # one that was above, before it was moved, is not twice there
        self._set_edge(soup)
        return list(rows)

    def _start(self, element):
        self.rows = _rows(element)
        assert list(self.rows) == self.ids
        self._set_edge(element)

    def _set_edge(self, element):
        last = element.find(id="stream-more")
        self.edge = last.get("data-older-edge", "")
        self.more = last.button

    def _upsert(self, element):
        rows = _rows(element)
        for pk, row in rows.items():
            if row[0] >= self.edge:
                self.rows[pk] = row
            else:
                self.rows.pop(pk, None)
        return list(rows)


def assert_fresh(desk):
    """DESK shows what a fresh one shows, as far down as both reach."""
    shown = {name.removeprefix("show-"): value for name, value in desk.filters.items()}
    fresh = OpenDesk(desk.client, desk.page, **shown)
    edge = max(desk.edge, fresh.edge)
    rows, expected = (
        {pk: row for pk, row in each.rows.items() if row[0] >= edge}
        for each in (desk, fresh)
    )
    assert rows == expected
    assert desk.furniture == fresh.furniture
    assert desk.cursor == fresh.cursor


def _rows(element):
    return {
        int(row["id"].removeprefix("row-")): (row["data-sort"], said(row))
        for row in element.select("li.row")
    }
