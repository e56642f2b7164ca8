"""What import_live says: a table of posts, counts, and each line in doubt."""

import io

import pytest
from rich.console import Console

from posts.importing.document import LeftOut, ParsedByline, ParsedImage, Problem
from posts.importing.reporting import holds, show
from posts.models import LivePage
from tests.importing import SOURCE, run
from tests.parsed import parsed_page, parsed_post, take

pytestmark = pytest.mark.django_db


def told(parsed, *, dry_run=False, verbose=False, **settings):
    """The lines that are printed of the import of PARSED."""
    report = take(parsed, dry_run=dry_run, **settings)
    console = Console(file=io.StringIO(), width=160)
    show(console, report, parsed, "page.txt", dry_run=dry_run, verbose=verbose)
    return console.file.getvalue().splitlines()


def cells(lines, word):
    """The cells of the row that holds WORD."""
    row = next(line for line in lines if word in line)
    return [cell.strip() for cell in row.strip("│").split("│")]


def test_a_dry_run_tells_line_time_label_names_parts_and_what_would_become():
    post = parsed_post(
        "Tug sails",
        5,
        '<p>A</p><ul><li>B</li></ul><ul class="context"><li>C</li></ul>',
        label="analysis",
        bylines=(ParsedByline("Ada Example"), ParsedByline("Bo Sample")),
        images=(ParsedImage("A tug"),),
    )
    lines = told(parsed_page(post), dry_run=True)
    assert cells(lines, "Tug sails") == [
        "1",
        "2025-02-03 09:05",
        "analysis",
        "Tug sails",
        "Ada Example, Bo Sample",
        "1 paragraph, 1 context note, 1 list, 1 picture",
        "created",
    ]
    assert "1 created, 0 changed, 0 withdrawn, 0 skipped (dry run: nothing" in (
        " ".join(lines)
    )
    assert not LivePage.objects.exists()


def test_columns_in_which_nothing_stands_are_left_out():
    heading = next(
        line for line in told(parsed_page(parsed_post("Tug"))) if "┃" in line
    )
    assert [cell.strip() for cell in heading.strip("┃").split("┃")] == [
        "Line",
        "Time",
        "Post",
        "Holds",
        "Outcome",
    ]


def test_a_dry_run_says_what_would_change():
    take(parsed_page(parsed_post("Tug sails", 5)))
    changed = parsed_post("Tug sails", 5, "<p>More.</p>", label="analysis")
    assert cells(told(parsed_page(changed), dry_run=True), "Tug sails")[-2:] == [
        "changed",
        "body, label",
    ]


def test_an_unknown_time_says_so():
    assert "not known" in cells(told(parsed_page(parsed_post("Tug", None))), "Tug")


def test_the_form_the_notes_and_the_doubtful_lines_are_told():
    lines = told(
        parsed_page(
            parsed_post("Tug"),
            format="log",
            notes=("'undated' fits as well.",),
            problems=(Problem(7, "[b]odd", "stands nowhere"),),
        )
    )
    assert "Read as 'log'." in lines
    assert "'undated' fits as well." in lines
    assert "page.txt: line 7: stands nowhere: [b]odd" in lines


LEFT_OUT = (
    LeftOut(3, "Share page", "page furniture"),
    LeftOut(9, "Accept and continue", "consent"),
    LeftOut(12, "Copy link", "page furniture"),
)


def test_lines_left_out_are_counted_by_reason():
    lines = told(parsed_page(parsed_post("Tug"), left_out=LEFT_OUT))
    assert "Left out: page furniture (2), consent (1). --verbose lists them." in lines
    assert not any("Copy link" in line for line in lines)


def test_verbose_lists_each_line_left_out():
    lines = told(parsed_page(parsed_post("Tug"), left_out=LEFT_OUT), verbose=True)
    assert "Left out: page furniture (2), consent (1)." in lines
    assert "page.txt: line 9: left out, consent: Accept and continue" in lines


def test_a_long_page_shows_only_what_is_new():
    posts = [parsed_post(f"Post {n}", n) for n in range(50, 0, -1)]
    take(parsed_page(*posts[1:]))
    lines = told(parsed_page(*posts))
    assert [n for n in range(51) if any(f" Post {n} " in line for line in lines)] == [
        50
    ]
    assert "1 created, 0 changed, 0 withdrawn, 49 skipped." in lines


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", ""),
        ("<p>A</p><p>B</p>", "2 paragraphs"),
        ("<blockquote><p>A</p></blockquote>", "1 paragraph, 1 quote"),
        ('<ol start="3"><li>A</li></ol>', "1 list"),
    ],
)
def test_a_body_is_told_by_its_parts(body, words):
    assert holds(parsed_post("Tug", body=body)) == words


def test_the_command_names_the_form_and_counts(source):
    source.write_text(SOURCE)
    assert "Read as 'published'." in run(source).splitlines()


def test_what_the_source_lacks_is_counted():
    take(parsed_page(parsed_post("Two", 2), parsed_post("One", 1)))
    lines = told(parsed_page(parsed_post("Two", 2)))
    assert "1 imported earlier and not in the source: left alone." in lines
    assert cells(lines, "One")[-2:] == ["missing", "not in the source; left alone"]
