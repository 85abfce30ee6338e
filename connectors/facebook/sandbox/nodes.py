"""How posts, comments and Pages of the world look as objects of Facebook."""

from connectors.facebook.sandbox.answers import NAME
from connectors.graph.sandbox.answers import Made, Wanted, only, stamp
from connectors.graph.sandbox.nodes import Fields, Makers, Nodes
from connectors.world import Entry


class FacebookNodes(Nodes):
    """The objects of one Page, as its token sees them."""

    name = NAME
    replies_are_called = "comments"

    def me(self, fields: Fields) -> Made:
        account = self.account
        makers: Makers = {
            "id": lambda _: account["id"],
            "name": lambda _: account["name"],
            "username": lambda _: account["username"],
            "picture": lambda _: {"data": {"url": account["picture_url"]}} if account.get("picture_url") else None,
        }
        return only(fields, makers, "id,name")

    def person(self, id: str, name: str) -> dict[str, str]:
        return {"name": name, "id": id}

    def post(self, post: Made, fields: Fields) -> Made:
        makers: Makers = {
            "id": lambda _: post["id"],
            "message": lambda _: post["caption"],
            "created_time": lambda _: stamp(post["created_at"]),
            "permalink_url": lambda _: post.get("permalink", f"https://www.facebook.com/{post['id']}"),
            "full_picture": lambda _: post.get("media_url"),
            "comments": lambda want: self._counted(post, want),
        }
        return only(fields, makers, "id,message,created_time")

    def _counted(self, post: Made, want: Wanted) -> Made:
        page = self.comments(post["id"], want.fields, want.limit, "") if want.limit else {"data": []}
        return {**page, "summary": {"total_count": post["comments"]}}

    def comment_makers(self, entry: Entry) -> Makers:
        return {
            "id": lambda _: entry.id,
            "message": lambda _: entry.text,
            "created_time": lambda _: stamp(entry.created_at),
            "from": lambda _: self.person(entry.author_id, entry.author_username),
            "is_hidden": lambda _: entry.hidden,
            "like_count": lambda _: 0,
            "parent": lambda _: {"id": entry.parent_id} if entry.parent_id else None,
            "attachment": lambda _: {"type": entry.attachments[0]["type"]} if entry.attachments else None,
        }
