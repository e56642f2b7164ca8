"""What an address or a form of the admin may hold, and what it is taken for."""

import pytest

from posts.models import Post
from tests.admin_form import ADD, send

pytestmark = pytest.mark.django_db

ODD_NUMBERS = ["abc", "²", "9" * 19, "9" * 5000, "\x00", "1,2", "2025-02-03"]


@pytest.mark.parametrize("text", ODD_NUMBERS)
@pytest.mark.parametrize("name", ["page", "published_at"])
def test_what_an_address_says_of_a_new_post_may_be_anything(client, editor, name, text):
    client.force_login(editor)
    assert client.get(ADD, {name: text}).status_code == 200


@pytest.mark.parametrize("text", ["abc", "x", "2025-02-03"])
def test_what_an_address_says_of_a_new_page_may_be_anything(client, chief, text):
    client.force_login(chief)
    url = "/admin/posts/livepage/add/"
    assert client.get(url, {"scheduled_start": text}).status_code == 200


@pytest.mark.parametrize("text", ["+{}", " {}", "{}_0", *ODD_NUMBERS])
@pytest.mark.parametrize("name", ["page", "bylines-0-contributor"])
def test_who_and_where_are_chosen_by_plain_numbers(client, page, editor, name, text):
    client.force_login(editor)
    fields = {"page": page.pk, name: text.format(page.pk)}
    response = send(client, ADD, "_publish", headline="Tug", **fields)
    assert response.status_code in (200, 302)
    if name == "page":
        assert not Post.objects.exists()


@pytest.mark.parametrize("total", ["9" * 5000, "9" * 18, "²", "-1"])
def test_rows_of_pictures_are_counted_by_what_a_form_may_hold(client, editor, total):
    client.force_login(editor)
    fields = {"headline": "", "body": "", "images-TOTAL_FORMS": total}
    response = send(client, ADD, "_publish", **fields)
    assert "write something first" in response.content.decode()
