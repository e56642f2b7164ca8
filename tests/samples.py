"""One small page in each form that can be imported, to be spoilt by tests."""

NUMBERED = """Storm over Wrackhaven

Live Reporting

Edited by Ada Example and Ben Sample

All times stated are UK

Summary

  • The ferry lies in harbour
  • Crossings stop till Thursday

  1. Everybody is ashore

    The last passengers came down a plank.

    Two lamps on a wallImage source, Harbour office

    Image caption, Lamps stayed lit all night
  2. Analysis

    Why towing took so long

    Cy Third
    Harbour correspondent

    Currents decide:

    • Wind against tide
    • A short rope

    1. Wait for slack water
    2. Pull

  3. Post

    We begin with heavy rain."""

WITHOUT_NUMBERS = """Live Reporting

Edited by Ada Example

  • Roads reopen

The tide turns

Dee Fourth
Coast editor

Water fell by a metre.

Analysis

What this means

Much of Net Street dries out.
"""

LOG = """Monday 3 February 2025

16:14 Breaking: Ferry is fast

A rope holds her.

16:04

Tug arrives with divers.

• One rope
• Two anchors

15:53 Passengers sing below deck

Nobody slept (see 2:14pm).
"""

OWN = """{"format": "liveblog", "version": 1, "page": {"title": "Storm",
"slug": "storm",
"status": "ended", "first_published_at": "2025-02-03T15:00:00.000000Z",
"summary": ["The ferry is in"],
"related": [{"title": "Tides", "url": "https://tides.example/"}],
"stream": {"url": "https://video.example/1", "title": "Quay", "on_air": false}},
"posts": [
{"id": "b2", "status": "published", "published_at": "2025-02-03T16:14:00.000000Z",
"first_published_at": "2025-02-03T16:14:00.000000Z",
"headline": "Fast", "label": "breaking",
"body": "<p>A <strong>rope</strong> &amp; an anchor.</p><ul><li>One</li></ul>",
"bylines": [{"name": "Ada Example", "role": "Coast editor"}],
"images": [{"alt": "A lamp", "caption": "Lit", "credit": "Harbour office"}]},
{"id": "a1", "status": "published", "published_at": null, "headline": "",
"first_published_at": "2025-02-03T15:00:00.000000Z", "body": "<p>We begin.</p>"}]}
"""

JSON_LD = """<!DOCTYPE html>
<html lang="en"><head><title>Storm</title>
<script type="application/ld+json">
{"@context": "https://schema.org", "@graph": [{"@type": "LiveBlogPosting",
"headline": "Storm over Wrackhaven", "description": "All day",
"coverageStartTime": "2025-02-03T15:00:00Z", "coverageEndTime": "2025-02-03T22:00:00Z",
"liveBlogUpdate": [
{"@type": "BlogPosting", "@id": "#b2", "headline": "Fast",
"datePublished": "2025-02-03T16:14:00Z",
"author": [{"@type": "Person", "name": "Ada Example"}],
"image": {"@type": "ImageObject", "url": "lamp.jpg", "caption": "A lamp"},
"articleBody": "<p>A rope &amp; an anchor.</p>"},
{"@type": "BlogPosting", "headline": "Begin", "datePublished": "2025-02-03T15:00:00Z",
"articleBody": "We begin."}]}]}
</script></head><body><p>Storm</p></body></html>
"""

MICRODATA = """<!DOCTYPE html>
<html lang="en"><body>
<article itemscope itemtype="https://schema.org/LiveBlogPosting">
<h1 itemprop="headline">Storm over Wrackhaven</h1>
<p itemprop="description">All day</p>
<article itemprop="liveBlogUpdate" itemscope itemtype="https://schema.org/BlogPosting">
<h2 itemprop="headline">Fast</h2>
<time itemprop="datePublished" datetime="2025-02-03T16:14:00Z">16:14</time>
<span itemprop="author" itemscope itemtype="https://schema.org/Person">
<span itemprop="name">Ada Example</span></span>
<div itemprop="articleBody"><p>A <b>rope</b> and <a href="/x">an anchor</a>.</p></div>
</article>
<article itemprop="liveBlogUpdate" itemscope itemtype="https://schema.org/BlogPosting">
<h2 itemprop="headline">Begin</h2>
<time itemprop="datePublished" datetime="2025-02-03T15:00:00Z">15:00</time>
<div itemprop="articleBody"><p>We begin.</p></div>
</article></article></body></html>
"""

ARTICLE = """<html lang="en"><head><title>Storm</title></head><body>
<nav><ul><li><a href="/">Home</a></li></ul></nav>
<main><h1>Storm over Wrackhaven</h1>
<section><h2>Fast</h2><time datetime="2025-02-03T16:14:00Z">16:14</time>
<p>A rope &amp; an anchor.</p><table><tr><td>Tide</td><td>Wind</td></tr></table>
<figure><img src="lamp.jpg" alt="A lamp">
<figcaption>Lit. Photo: Office</figcaption></figure>
</section>
<section><h2>Begin</h2><time datetime="2025-02-03T15:00:00Z">15:00</time>
<p>We begin.</p><ul><li>One<ul><li>Two</li></ul></li></ul></section></main>
<script>alert(1)</script></body></html>
"""

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Storm over Wrackhaven</title>
<id>urn:storm</id><updated>2025-02-03T16:14:00Z</updated>
<entry><id>urn:b2</id><title>Fast</title><published>2025-02-03T16:14:00Z</published>
<updated>2025-02-03T16:20:00Z</updated><author><name>Ada Example</name></author>
<content type="html">&lt;p&gt;A rope &amp;amp; an anchor.&lt;/p&gt;</content></entry>
<entry><id>urn:a1</id><title>Begin</title><updated>2025-02-03T15:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>We begin.</p></div>
</content></entry></feed>
"""

RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Storm</title>
<link>https://storm.example/</link><description>All day</description>
<item><guid>b2</guid><title>Fast</title><pubDate>Mon, 03 Feb 2025 16:14:00 GMT</pubDate>
<dc:creator>Ada Example</dc:creator>
<content:encoded><![CDATA[<p>A rope &amp; an anchor.</p>]]></content:encoded></item>
<item><guid>a1</guid><title>Begin</title>
<pubDate>Mon, 03 Feb 2025 15:00:00 GMT</pubDate>
<description>We begin.</description></item></channel></rss>
"""

JSON_FEED = """{"version": "https://jsonfeed.org/version/1.1", "title": "Storm",
"items": [{"id": "b2", "title": "Fast", "date_published": "2025-02-03T16:14:00Z",
"content_html": "<p>A rope &amp; an anchor.</p>", "authors": [{"name": "Ada Example"}]},
{"id": "a1", "content_text": "We begin.", "date_published": "2025-02-03T15:00:00Z"}]}
"""
