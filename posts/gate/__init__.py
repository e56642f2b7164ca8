"""The reader gate: a WSGI layer that answers most readers before Django is asked.

It is let alone by whoever is not a reader: it looks at GET and HEAD of the public
addresses (`addresses.py`), with the query parameters that these know, each once, for
an allowed host, over https where that is wanted, without Authorization. Everything
else goes to Django as it came. What the gate answers has the status, the body and the
cache headers that Django's own views give; `READER_GATE=false` takes it away.

1. An idle poll: a public page, nothing due, and a cursor equal to the revision. It is
   an empty 204 with the fewest headers that are right. Revision and `next_due_at` come
   from one SELECT, kept for KEEP seconds at most (`pages.py`). A cursor that seems
   ahead is compared with a fresh SELECT, since another process may know more. Every
   poll counts as a reader (`posts.crowd`).

2. Every other answer is asked of Django, as nobody in particular: a GET of the path
   and the query at that host, for one of three content codings, and nothing else of
   the request. If it is public, without a cookie, and has an s-maxage, its bytes are
   kept (`kept.py`) and given away for so long, and of a live page only while its
   revision is the same. A condition (If-None-Match) is then ours to answer.

   - One request at a time makes an answer. Others take the old one while its
     stale-while-revalidate lasts; else they wait for the new one, but for a poll, which
     is told to ask again in a second (204, `Poll-After: 1`) and holds no thread.
   - If Django fails, or the database is away, the old answer stands in while its
     stale-if-error lasts. Never that of a page which is known to be withdrawn.
   - Never kept: what sets a cookie, is not public, or varies by more than the coding.

3. Under load (`turns.py`) readers who are not answered at once hold at most
   READER_GATE_AT_ONCE threads, polls and those who wait long for one answer half of
   them. A poll that comes then is put off for a second like one whose answer is being
   made, and gets a 503 with Retry-After when nothing moves any more. A page waits for
   half a second first. What Django answers as it came takes a turn, too, but for static
   files, watchers, and the admin where a session is brought. So polls make way first,
   then pages; editors pass by the gate and wait half a second at most, if the server
   has more threads than that. A machine that is still overloaded when readers poll at
   the slowest pace (`posts.pressure`) sends every second poll away for a while, but
   none that says it was unanswered before (`Poll-Again: 1`), which is put off at most.
"""

from .gate import Gate

__all__ = ["Gate"]
