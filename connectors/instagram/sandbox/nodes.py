"""How posts, comments and accounts of the world look as objects of Instagram."""

from connectors.graph.sandbox.answers import Made, only, stamp
from connectors.graph.sandbox.nodes import Fields, Makers, Nodes
from connectors.instagram.sandbox.answers import NAME, page_of
from connectors.world import Entry


class InstagramNodes(Nodes):
    """The objects of one account, as its token sees them; `of_page` when "me" is the Page that the account is linked to."""

    name = NAME
    replies_are_called = "replies"
    of_page = False

    def me(self, fields: Fields) -> Made:
        return self._page(fields) if self.of_page else self.account_node(fields)

    def account_node(self, fields: Fields) -> Made:
        account = self.account
        posts = self.world.rows(
            "select count(*) as n from posts where platform=? and account_id=?", NAME, account["id"]
        )
        makers: Makers = {
            "id": lambda _: account["id"] if self.of_page else app_scoped_id(account),
            "user_id": lambda _: None if self.of_page else account["id"],
            "username": lambda _: account["username"],
            "name": lambda _: account["name"],
            "account_type": lambda _: None if self.of_page else account.get("account_type", "MEDIA_CREATOR"),
            "profile_picture_url": lambda _: account.get("picture_url"),
            "media_count": lambda _: posts[0]["n"],
            "mentioned_comment": lambda want: self._mentioned(want.of, want.fields) if self.of_page else None,
        }
        return only(fields, makers)

    def _page(self, fields: Fields) -> Made:
        page = page_of(self.account)
        linked = page.get("instagram_business_account")
        makers: Makers = {
            "id": lambda _: page["id"],
            "name": lambda _: page["name"],
            "instagram_business_account": lambda want: self.account_node(want.fields) if linked else None,
        }
        return only(fields, makers, "id,name")

    def _mentioned(self, comment_id: str, fields: Fields) -> Made | None:
        """A comment under somebody else's post that mentions the account."""
        entry = self.world.entry(NAME, comment_id)
        here = entry and entry.account_id == self.account["id"] and is_mention(entry) and entry.deleted_at is None
        return self.comment(entry, fields) if entry and here else None

    def person(self, id: str, name: str) -> dict[str, str]:
        return {"username": name, "id": id}

    def post(self, post: Made, fields: Fields) -> Made:
        makers: Makers = {
            "id": lambda _: post["id"],
            "caption": lambda _: post["caption"],
            "media_type": lambda _: post.get("media_type", "IMAGE"),
            "media_url": lambda _: post.get("media_url"),
            "thumbnail_url": lambda _: post.get("thumbnail_url"),
            "permalink": lambda _: post.get("permalink", f"https://www.instagram.com/p/{post['id']}/"),
            "timestamp": lambda _: stamp(post["created_at"]),
            "username": lambda _: self.account["username"],
            "owner": lambda _: {"id": self.account["id"]},
            "comments_count": lambda _: post["comments"],
            "is_comment_enabled": lambda _: not post.get("comments_off"),
        }
        return only(fields, makers)

    def comment_makers(self, entry: Entry) -> Makers:
        return {
            "id": lambda _: entry.id,
            "text": lambda _: entry.text,
            "timestamp": lambda _: stamp(entry.created_at),
            "username": lambda _: entry.author_username,
            "from": lambda _: {"id": entry.author_id, "username": entry.author_username},
            "user": lambda _: {"id": entry.author_id} if entry.by_account else None,
            "hidden": lambda _: entry.hidden,
            "like_count": lambda _: 0,
            "media": lambda _: {"id": entry.post_id},
            "parent_id": lambda _: entry.parent_id or None,
        }


def app_scoped_id(account: Made) -> str:
    return str(account.get("app_scoped_id") or f"9{account['id'][1:]}")


def is_mention(entry: Entry) -> bool:
    """Whether it stands under a post of somebody else."""
    return any(one.get("type") == "mention" for one in entry.attachments)
