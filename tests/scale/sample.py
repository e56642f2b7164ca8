"""What the deployment has to show: the sample, two editors, pictures shown and hidden.

Run with the settings of the stack; prints what it made as one JSON object.
"""

import argparse
import json

import django

PASSWORD = "wrackhaven-harbour"
EDITORS = ["edna", "edgar"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--alive", action="store_true", help="the sample's last posts arrive later"
    )
    parser.add_argument("--site", required=True, help="address of the site")
    asked = parser.parse_args()
    django.setup()
    from django.contrib.auth.models import Group, User

    group = Group.objects.get(name="Editors")
    for name in EDITORS:
        user = User.objects.create_user(name, password=PASSWORD, is_staff=True)
        user.groups.add(group)
    chief = User.objects.create_superuser("chief", password=PASSWORD)
    print(json.dumps(made_by(chief, asked.site, asked.alive)))


def made_by(user, site, alive):
    from django.templatetags.static import static

    from posts import replaying
    from posts.management.commands.demo import TO_COME, Command
    from posts.publishing import public_change

    command = Command()
    archive = command.archive(user)
    count = archive.posts.published().count()
    replay = replaying.start(
        archive,
        opening=count - TO_COME if alive else count,
        longest_pause=20,
        by=user,
    )
    command.add_furniture(replay.page, user, port=80)
    with public_change(replay.page, by=user) as change:
        change.page.stream_url = site + static("sample/harbour.webm")
        change.page.save()
    command.add_upcoming(user)
    return facts(archive, replay.page) | pictures(archive, replay.page, user)


def facts(archive, page):
    from posts.models import PostImage

    shown = PostImage.objects.filter(post__page=page).exclude(file="").first()
    return {
        "ended": archive.get_absolute_url(),
        "live": page.get_absolute_url(),
        "page": page.pk,
        "slug": page.slug,
        "post": page.posts.published().first().get_absolute_url(),
        "picture": shown.file.name,
    }


def pictures(archive, page, user):
    """A picture of a draft, which only editors may see, and one of a post of its own.

    Each is a file that no other post shows.
    """
    from posts.models import LivePage, PostImage

    shown = PostImage.objects.filter(post__page=archive).exclude(file="").first()
    data = shown.file.read()
    draft = LivePage.objects.create(slug="secret", title="Not yet", created_by=user)
    hidden, _ = add_pictured(draft, user, data, is_public=False)
    own, post = add_pictured(page, user, data, is_public=True)
    return {"hidden_picture": hidden, "own_picture": own, "own_post": post}


def add_pictured(page, user, data, is_public):
    """(name of the file, pk of the post) of a new post with a picture."""
    from django.core.files.base import ContentFile

    from posts.models import Post, PostImage
    from posts.publishing import public_change

    with public_change(page, by=user) as change:
        post = change.add(Post(headline="The quay at noon", created_by=user))
        image = PostImage(post=post, alt="The quay")
        image.file.save("quay.jpg", ContentFile(data))
        if is_public:
            change.publish(post)
    return image.file.name, post.pk


if __name__ == "__main__":
    main()
