"""Every address of the site and who gets what there, in one table.

An address without a line here fails tests/test_url_rules.py. A line says what GET and
POST answer to each of ROLES, POST with an empty form: a status, or `in`, sent to sign
in. Rights have no finer grain: nobody is editor of one page and not of another.
"""

from django.urls import get_resolver

# Nobody; an account that is no staff; staff in no group; the three groups; a superuser.
ROLES = ("anonymous", "subscriber", "outsider", "reporter", "editor", "chief", "root")

# For everybody, the same, and without any look at who asks.
PUBLIC = {
    *("posts:index", "posts:page", "posts:updates", "posts:post", "posts:embed"),
    *("posts:atom", "posts:json", "posts:oembed", "posts:sitemap"),
    *("posts:sitemap_file", "posts:robots", "posts:manifest"),
    # For whoever holds the link, signed in or not.
    "posts:preview",
    # A public picture; one that is not yet public looks at who asks.
    "posts:media",
}

# For what watches over the servers, before anybody is known: tests/test_probes.py,
# and for who may see metrics, tests/test_metrics.py.
PROBES = {"posts:healthz", "posts:readyz", "posts:metrics"}

# Names within `admin:`; what GET answers, then POST.
_TABLE = """
# Before one is signed in; the links of invitations and passwords are made up here.
login                         200 200 302 302 302 302 302 | 200 200 200 200 200 200 200
second_step                   in in in in in in in | in in in in in in in
set_up                        in in 200 200 200 200 200 | in in 200 200 200 200 200
forgotten                     404 404 404 404 404 404 404 | 404 404 404 404 404 404 404
accept                        410 410 410 410 410 410 410 | 410 410 410 410 410 410 410
# For nginx, before it takes a long body.
signed_in                     401 401 204 204 204 204 204 | 405 405 405 405 405 405 405
# For everybody on the staff: their own account, and the way around.
index                         in in 200 200 200 200 200 | in in 200 200 200 200 200
app_list                      in in 404 200 200 200 200 | in in 404 200 200 200 200
logout                        302 302 405 405 405 405 405 | 302 302 200 200 200 200 200
account                       in in 200 200 200 200 200 | in in 405 405 405 405 405
recovery_codes                in in 405 405 405 405 405 | in in 403 403 403 403 403
remove_factor                 in in 405 405 405 405 405 | in in 200 200 200 200 200
sign_out_everywhere           in in 405 405 405 405 405 | in in in in in in in
password_change               in in 200 200 200 200 200 | in in 200 200 200 200 200
password_change_done          in in 200 200 200 200 200 | in in 405 405 405 405 405
jsi18n                        in in 200 200 200 200 200 | in in 405 405 405 405 405
# Nothing in the admin completes by itself.
autocomplete                  in in 403 403 403 403 403 | in in 405 405 405 405 405
# Posts: a draft of somebody else's.
posts_post_add                in in 403 200 200 200 200 | in in 403 200 200 200 200
posts_post_change             in in 403 200 200 200 200 | in in 403 403 200 200 200
posts_post_changelist         in in 403 200 200 200 200 | in in 403 200 200 200 200
posts_post_delete             in in 403 403 200 200 200 | in in 403 403 200 200 200
posts_post_history            in in 403 200 200 200 200 | in in 403 200 200 200 200
# Pages: one that was never public.
posts_livepage_add            in in 403 403 403 200 200 | in in 403 403 403 200 200
posts_livepage_change         in in 403 200 200 200 200 | in in 403 403 403 200 200
posts_livepage_changelist     in in 403 200 200 200 200 | in in 403 200 200 200 200
posts_livepage_delete         in in 403 403 403 200 200 | in in 403 403 403 200 200
posts_livepage_history        in in 403 200 200 200 200 | in in 403 200 200 200 200
# Import and export.
import_live                   in in 403 403 403 200 200 | in in 403 403 403 200 200
import_preview                in in 403 403 403 302 302 | in in 403 403 403 302 302
export_live                   in in 403 200 200 200 200 | in in 405 405 405 405 405
# The desk. tests/test_desk_roles.py says what each part does for each role.
desk                          in in 403 200 200 200 200 | 405 405 405 405 405 405 405
desk_act                      405 405 405 405 405 405 405 | 401 401 403 200 200 200 200
desk_composer                 401 401 403 200 200 200 200 | 405 405 405 405 405 405 405
desk_copy_to                  401 401 403 404 404 404 404 | 401 401 403 404 404 404 404
desk_dropped                  405 405 405 405 405 405 405 | 401 401 403 204 204 204 204
desk_given_back               405 405 405 405 405 405 405 | 401 401 403 200 200 200 200
desk_image                    405 405 405 405 405 405 405 | 401 401 403 422 422 422 422
desk_page_history             401 401 403 200 200 200 200 | 405 405 405 405 405 405 405
desk_piece                    405 405 405 405 405 405 405 | 401 401 403 403 200 200 200
desk_post_history             401 401 403 200 200 200 200 | 405 405 405 405 405 405 405
desk_preview                  405 405 405 405 405 405 405 | 401 401 403 200 200 200 200
desk_preview_link             405 405 405 405 405 405 405 | 401 401 403 200 200 200 200
desk_restore_page             405 405 405 405 405 405 405 | 401 401 403 403 200 200 200
desk_rows                     401 401 403 200 200 200 200 | 405 405 405 405 405 405 405
desk_save                     405 405 405 405 405 405 405 | 401 401 403 200 200 200 200
desk_signed_in                in in 200 200 200 200 200 | 405 405 405 405 405 405 405
desk_typing                   405 405 405 405 405 405 405 | 401 401 403 204 204 204 204
desk_updates                  401 401 403 200 200 200 200 | 405 405 405 405 405 405 405
# People.
posts_contributor_add         in in 403 403 403 200 200 | in in 403 403 403 200 200
posts_contributor_change      in in 403 200 200 200 200 | in in 403 403 403 200 200
posts_contributor_changelist  in in 403 200 200 200 200 | in in 403 200 200 200 200
posts_contributor_delete      in in 403 403 403 200 200 | in in 403 403 403 200 200
posts_contributor_history     in in 403 200 200 200 200 | in in 403 200 200 200 200
auth_user_add                 in in 403 403 403 200 200 | in in 403 403 403 200 200
auth_user_change              in in 403 403 403 200 200 | in in 403 403 403 200 200
auth_user_changelist          in in 403 403 403 200 200 | in in 403 403 403 200 200
auth_user_delete              in in 403 403 403 403 200 | in in 403 403 403 403 200
auth_user_history             in in 403 403 403 200 200 | in in 403 403 403 200 200
auth_user_password_change     in in 403 403 403 200 200 | in in 403 403 403 200 200
posts_invitation_add          in in 403 403 403 200 200 | in in 403 403 403 200 200
posts_invitation_change       in in 403 403 403 200 200 | in in 403 403 403 403 403
posts_invitation_changelist   in in 403 403 403 200 200 | in in 403 403 403 200 200
posts_invitation_delete       in in 403 403 403 403 403 | in in 403 403 403 403 403
posts_invitation_history      in in 403 403 403 200 200 | in in 403 403 403 200 200
posts_failedsignin_add        in in 403 403 403 403 403 | in in 403 403 403 403 403
posts_failedsignin_change     in in 403 403 403 200 200 | in in 403 403 403 403 403
posts_failedsignin_changelist in in 403 403 403 200 200 | in in 403 403 403 200 200
posts_failedsignin_delete     in in 403 403 403 403 403 | in in 403 403 403 403 403
posts_failedsignin_history    in in 403 403 403 200 200 | in in 403 403 403 200 200
# The audit log is only read.
posts_auditentry_add          in in 403 403 403 403 403 | in in 403 403 403 403 403
posts_auditentry_change       in in 403 403 403 200 200 | in in 403 403 403 403 403
posts_auditentry_changelist   in in 403 403 403 200 200 | in in 403 403 403 200 200
posts_auditentry_delete       in in 403 403 403 403 403 | in in 403 403 403 403 403
posts_auditentry_history      in in 403 403 403 200 200 | in in 403 403 403 200 200
# Groups are made by nobody but superusers.
auth_group_add                in in 403 403 403 403 200 | in in 403 403 403 403 200
auth_group_change             in in 403 403 403 403 200 | in in 403 403 403 403 200
auth_group_changelist         in in 403 403 403 403 200 | in in 403 403 403 403 200
auth_group_delete             in in 403 403 403 403 200 | in in 403 403 403 403 200
auth_group_history            in in 403 403 403 403 200 | in in 403 403 403 403 200
"""

# Addresses of the admin's own that have no name, and lead on or nowhere.
_LEADS_ON = "in in 302 302 302 302 302"
_NOWHERE = "in in 404 404 404 404 404"
_MODELS = ("auth/group", "auth/user", "posts/auditentry", "posts/contributor")
_MODELS += ("posts/failedsignin", "posts/invitation", "posts/livepage", "posts/post")


def _rules():
    for line in _TABLE.splitlines():
        if line and not line.startswith("#"):
            name, answers = line.split(maxsplit=1)
            yield f"admin:{name}", answers.split(" | ")
    for model in _MODELS:
        yield f"admin/{model}/<path:object_id>/", [_LEADS_ON] * 2
    yield "admin/(?P<url>.*)$", [_NOWHERE] * 2


RULES = dict(_rules())


def walk(resolver=None, path="", namespace=""):
    """All addresses as (name, path pattern); one without a name goes by its path."""
    for pattern in (resolver or get_resolver()).url_patterns:
        here = path + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else ""
            yield from walk(pattern, here, inner or namespace)
        else:
            name = namespace + pattern.name if pattern.name else here
            yield name, here
