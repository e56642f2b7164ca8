"""A live page for search engines: schema.org's LiveBlogPosting as JSON-LD.

Plain dicts, of what the page shows and of nothing else. A property that we don't
know is left out, never guessed. A post's address is its permalink with the post's
anchor, which is there when the post has long left the first page.
"""

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from posts.answers import home_url
from posts.bodies import plain_text
from posts.embeds import embed_of

YOUTUBE_PLAYER = "https://www.youtube-nocookie.com/embed/"


def live_blog_posting(page, posts, site):
    """PAGE with the POSTS shown as a LiveBlogPosting; SITE is scheme and host.

    One query while a stream is on air.
    """
    address = site + page.get_absolute_url()
    publisher = newsroom(site) | {"logo": site + static("posts/icon-512.png")}
    ended = page.status == page.Status.ENDED
    return _known(
        {
            "@context": "https://schema.org",
            "@type": "LiveBlogPosting",
            "url": address,
            "mainEntityOfPage": address,
            "headline": page.title,
            "description": page.standfirst,
            "inLanguage": page.language,
            "image": picture(page.lead_image, page.lead_image_alt, site),
            "author": publisher,
            "editor": page.edited_by and {"@type": "Person", "name": page.edited_by},
            "publisher": publisher,
            "datePublished": _time(page.first_published_at),
            "dateModified": _time(page.last_changed_at(posts)),
            "coverageStartTime": _time(coverage_start(page, posts)),
            "coverageEndTime": _time(page.ended_at) if ended else None,
            "video": video(page, site),
            "liveBlogUpdate": [blog_posting(post, site) for post in posts],
        }
    )


def coverage_start(page, posts):
    """When PAGE began, not after what it shows (an import has older posts), or None.

    Before that, when it is announced for.
    """
    if not page.started_at:
        return page.scheduled_start
    times = (post.published_at for post in posts)
    return min(filter(None, (page.started_at, *times)))


def blog_posting(post, site):
    """POST as a BlogPosting; the newsroom's own if it has no byline."""
    address = f"{site}{post.get_absolute_url()}#post-{post.pk}"
    images = [picture(image.file, image.alt, site) for image in post.images.all()]
    people = [person(byline, site) for byline in post.bylines.all()]
    return _known(
        {
            "@type": "BlogPosting",
            "url": address,
            "headline": str(post),
            "articleBody": plain_text(post.body),
            "image": [image for image in images if image],
            "author": people or newsroom(site),
            "datePublished": _time(post.published_at),
            "dateModified": _time(post.last_changed_at),
        }
    )


def video(page, site):
    """The stream as a VideoObject, or None.

    Search engines refuse one without a still picture: that of the stream, where its
    address tells, else the page's own. It is live while the page is; its date is
    when it first went on air here.
    """
    embed = embed_of(page.stream_url)
    if not (page.stream_on_air and embed.url):
        return None
    still = page.lead_image and site + _media(page.lead_image)
    if embed.player.startswith(YOUTUBE_PLAYER):
        name = embed.player.removeprefix(YOUTUBE_PLAYER)
        still = f"https://i.ytimg.com/vi/{name}/hqdefault.jpg"
    if not still:
        return None
    on_air = page.history.filter(stream_on_air=True, stream_url=page.stream_url)
    since = on_air.order_by("history_date").values_list("history_date", flat=True)
    since = _time(since.first() or page.started_at or page.first_published_at)
    ended = page.status == page.Status.ENDED
    return _known(
        {
            "@type": "VideoObject",
            "name": page.stream_title or page.title,
            "description": page.standfirst or page.title,
            "thumbnailUrl": still,
            "uploadDate": since,
            "embedUrl": embed.player if embed.kind == "frame" else None,
            "contentUrl": embed.player if embed.kind == "video" else None,
            "url": embed.url,
            "publication": _known(
                {
                    "@type": "BroadcastEvent",
                    "isLiveBroadcast": True,
                    "startDate": since,
                    "endDate": _time(page.ended_at) if ended else None,
                }
            ),
        }
    )


def newsroom(site):
    return {
        "@type": "Organization",
        "name": settings.PUBLICATION_NAME,
        "url": home_url(site),
    }


def person(byline, site):
    contributor = byline.contributor
    return _known(
        {
            "@type": "Person",
            "name": contributor.name,
            "jobTitle": byline.shown_role,
            "image": contributor.picture and site + _media(contributor.picture),
        }
    )


def picture(file, alt, site):
    """A stored picture as an ImageObject; None without a file."""
    if not file:
        return None
    return _known(
        {
            "@type": "ImageObject",
            "url": site + _media(file),
            "width": file.width,
            "height": file.height,
            "caption": alt,
        }
    )


def _media(file):
    return reverse("posts:media", args=[file.name])


def _time(moment):
    return moment and moment.isoformat()


def _known(properties):
    return {name: value for name, value in properties.items() if value}
