"""The import screen as a browser fills and sends it."""

from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.importing import SOURCE

GIVE = reverse("admin:import_live")
DAY = {"title": "Bridge shut", "date": "2025-02-03"}
NOT_SENT = ("submit", "button", "file")


class Screen:
    """One preview, looked at by CLIENT; `soup` is what it shows now."""

    def __init__(self, client, address):
        self.client = client
        self.address = address
        self.look()

    def look(self, address=""):
        self.response = self.client.get(address or self.address)
        self._read()

    def _read(self):
        self.soup = BeautifulSoup(self.response.content, "lxml")

    def fields(self):
        """The form as a browser would send it back."""
        data = {}
        for field in self.soup.select("form[enctype] :is(input, select, textarea)"):
            name, kind = field.get("name"), field.get("type")
            if not name or kind in NOT_SENT:
                continue
            if field.name == "select":
                chosen = field.select_one("option[selected]") or field.option
                value = chosen["value"]
            elif kind == "checkbox":
                if not field.has_attr("checked"):
                    continue
                value = "on"
            elif field.name == "textarea":
                value = field.get_text().removeprefix("\n")
            else:
                value = field.get("value", "")
            data.setdefault(name, []).append(value)
        return data

    def send(self, button="look", without=(), **fields):
        """Press BUTTON after FIELDS were typed and those WITHOUT a tick unticked."""
        data = self.fields() | fields | {button: fields.get(button, "")}
        for name in without:
            del data[name]
        self.response = self.client.post(self.address, data, follow=True)
        self._read()
        return self.response

    def rows(self):
        return [Shown(row) for row in self.soup.select(".import-row")]

    def row(self, line):
        return next(row for row in self.rows() if row.line == line)

    def text(self, selector):
        """The words of each element that SELECTOR finds, a space between them."""
        return [
            " ".join(found.get_text(" ").split())
            for found in self.soup.select(selector)
        ]

    def errors(self):
        return self.text(".import-trouble p, .import-trouble li")

    def counts(self):
        return self.text(".counts li")


class Shown:
    """One row of the table."""

    def __init__(self, row):
        self.row = row
        self.key = row["id"].removeprefix("post-")
        self.line = int(self._words(".number")[0] or 0)

    def _words(self, selector):
        found = self.row.select(selector)
        return [" ".join(element.get_text(" ").split()) for element in found]

    def field(self, name):
        """The name of a field of this row in the form."""
        return f"{name}-{self.key}"

    def value(self, name):
        field = self.row.select_one(f"[name={self.field(name)}]")
        if field.name == "select":
            chosen = field.select_one("option[selected]")
            return chosen["value"] if chosen else ""
        return field["value"]

    @property
    def is_editable(self):
        return bool(self.row.select("[name=post]"))

    @property
    def badges(self):
        return self._words(".badge")

    @property
    def problems(self):
        return self._words(".problem")

    def error_of(self, name):
        """The error that the field NAME is described by."""
        field = self.row.select_one(f"[name={self.field(name)}]")
        described = field.get("aria-describedby")
        assert field.get("aria-invalid") == ("true" if described else None)
        return self._words(f"#{described}")[0] if described else ""


def give(client, text=SOURCE, **fields):
    """Paste TEXT and look at the preview."""
    response = client.post(GIVE, DAY | {"text": text} | fields)
    assert response.status_code == 302, response.content.decode()
    return Screen(client, response["Location"])


def upload(client, content, name="page.txt", **fields):
    """Upload a file with this CONTENT and look at the preview."""
    return give(client, text="", file=SimpleUploadedFile(name, content), **fields)


def told(response):
    """What the screen that followed says."""
    return [str(message) for message in response.context["messages"]]
