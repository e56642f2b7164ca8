"""The audit log in the admin: to be read, searched and exported, never changed."""

from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from operator import or_

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from posts import audit
from posts.audit import export
from posts.desk.numbers import number
from posts.desk.versions import PAGE_NAMES, POST_NAMES
from posts.differences import readable, words
from posts.models import AuditEntry, LivePage

from .door import ListAdmin

PAGES = 50  # to choose from, latest first; any other is found by its address
KINDS = {
    "post": "Posts",
    "page": "Pages",
    "picture": "Pictures",
    "contributor": "Contributors",
    "account": "Accounts",
    "group": "Groups",
    "factor": "Second factors",
    "session": "Sign-ins",
    "data": "Backups",
    "log": "The log itself",
}
NAMES = POST_NAMES | PAGE_NAMES | {"status": "Status", "user_id": "Account number"}


class WhoFilter(admin.SimpleListFilter):
    title = "who"
    parameter_name = "who"

    def lookups(self, request, model_admin):
        names = get_user_model().objects.filter(is_staff=True).order_by("username")
        return [
            *((name, name) for name in names.values_list("username", flat=True)),
            ("", "by itself, or not signed in"),
        ]

    def queryset(self, request, queryset):
        who = self.value()
        return queryset if who is None else queryset.filter(actor=who)


class WhatFilter(admin.SimpleListFilter):
    title = "what"
    parameter_name = "what"

    def lookups(self, request, model_admin):
        """The kinds of things, and of the one that is chosen what was done to it."""
        chosen = request.GET.get("what", "").partition(".")[0]
        shown = []
        for kind in dict.fromkeys(name.partition(".")[0] for name in audit.ACTS):
            shown.append((kind, KINDS[kind]))
            acts = audit.ACTS.items() if kind == chosen else ()
            shown += [item for item in acts if item[0].startswith(f"{kind}.")]
        return shown

    def queryset(self, request, queryset):
        what = self.value()
        if not what:
            return queryset
        if what in audit.ACTS:
            return queryset.filter(act=what)
        return queryset.filter(act__startswith=f"{what}.")


class PageFilter(admin.SimpleListFilter):
    title = "page"
    parameter_name = "page"

    def lookups(self, request, model_admin):
        return list(LivePage.objects.values_list("pk", "title")[:PAGES])

    def queryset(self, request, queryset):
        page = self.value()
        return queryset.filter(page_number=number(page)) if page else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(ListAdmin):
    """Chief editors read it: `view_auditentry`. Nobody has more rights than that."""

    list_display = ["when", "who", "says", "linked_thing", "page_number", "address"]
    list_display_links = ["says"]
    list_filter = [WhoFilter, ("at", admin.DateFieldListFilter), WhatFilter, PageFilter]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["actor"]  # for the form; see get_search_results
    search_help_text = (
        "A name, a page’s address, the number of a post, an address that somebody came "
        "from, or a day as 2025-02-03"
    )
    actions = ["export_chosen"]
    fields = [
        ("when", "who", "actor_number"),
        ("says", "act"),
        ("linked_thing", "thing_number", "page_number", "revision"),
        ("address", "origin"),
        "changes",
    ]
    readonly_fields = ["when", "who", "says", "linked_thing", "changes"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_search_results(self, request, queryset, search_term):
        for term in search_term.split():
            queryset = queryset.filter(_meant_by(term))
        return queryset, False

    # What is shown

    @admin.display(description="time", ordering="at")
    def when(self, entry):
        """To the second, in the time zone of the desk."""
        return date_format(timezone.localtime(entry.at), "j M Y, H:i:s")

    @admin.display(description="who", ordering="actor")
    def who(self, entry):
        return entry.actor or "–"

    @admin.display(description="what", ordering="act")
    def says(self, entry):
        return audit.ACTS.get(entry.act, entry.act)

    @admin.display(description="which")
    def linked_thing(self, entry):
        """Its name, leading to the page's desk where there is a page."""
        if not entry.page_number:
            return entry.thing or "–"
        desk = reverse("admin:desk", args=[entry.page_number])
        return format_html('<a href="{}">{}</a>', desk, entry.thing or "–")

    @admin.display(description="before and after")
    def changes(self, entry):
        names = dict.fromkeys([*entry.before, *entry.after])
        changes = [
            {
                "says": NAMES.get(name, name.replace("_", " ")),
                "difference": words(
                    _in_words(name, entry.before.get(name)),
                    _in_words(name, entry.after.get(name)),
                ),
            }
            for name in names
        ]
        return render_to_string(
            "admin/posts/auditentry/_changes.html", {"changes": changes}
        )

    # Export

    @admin.action(description="Export as CSV", permissions=["view"])
    def export_chosen(self, request, queryset):
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        today = timezone.localdate().isoformat()
        response["Content-Disposition"] = f'attachment; filename="audit-{today}.csv"'
        count = export.write(queryset.order_by("pk"), response)
        audit.note("log.export", by=request.user, after={"entries": count})
        return response


def _meant_by(term):
    """The condition that TERM, a word of a search, sets."""
    try:
        day = timezone.make_aware(datetime.combine(date.fromisoformat(term), time()))
        start, end = day.astimezone(UTC), (day + timedelta(days=1)).astimezone(UTC)
    except (ValueError, OverflowError):  # no day, or none that has a next one
        pass
    else:
        return Q(at__gte=start, at__lt=end)
    found = Q(actor=term) | Q(address=term) | Q(thing=term)
    if term.isdecimal():
        found |= Q(thing_number=number(term))
    pages = LivePage.objects.filter(slug=term).values("pk")
    return found | Q(actor__in=_accounts(term)) | Q(page_number__in=pages)


def _accounts(term):
    """The names of the accounts that there are whose own or person's name has TERM."""
    names = ("username", "first_name", "last_name")
    has_term = reduce(or_, (Q(**{f"{name}__icontains": term}) for name in names))
    return get_user_model().objects.filter(has_term).values("username")


def _in_words(name, value):
    """VALUE of the field NAME in an entry as text that people can compare."""
    if name == "body":
        return readable(value or "")
    if isinstance(value, list):
        return "\n".join(_row(row) for row in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _row(row):
    """A byline, picture, link, point or name in one line."""
    if isinstance(row, dict):
        return " · ".join(f"{name}: {said}" for name, said in row.items() if said)
    return " · ".join(row) if isinstance(row, list) else str(row)
