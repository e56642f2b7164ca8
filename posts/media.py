"""Which uploaded pictures the public may see."""

from posts.models import Contributor, LivePage, Post, PostImage


def public_picture(name):
    """Whether the file NAME belongs to anything that readers may see now."""
    if PostImage.objects.filter(file=name, post__in=Post.objects.published()).exists():
        return True
    if LivePage.objects.published().filter(lead_image=name).exists():
        return True
    return Contributor.objects.filter(
        picture=name, bylines__post__in=Post.objects.published()
    ).exists()
