"""What a Fanmail that talks to the stand-ins instead of the platforms finds in its environment."""


def addresses(sandbox_url: str) -> dict[str, str]:
    """The settings of every platform, pointing at the stand-ins, with the app ids that these accept."""
    return {
        "SANDBOX_URL": sandbox_url,
        "INSTAGRAM_CLIENT_ID": "instagram-app",
        "INSTAGRAM_CLIENT_SECRET": "instagram-app-secret",
        "INSTAGRAM_API_URL": f"{sandbox_url}/instagram/v26.0",
        "INSTAGRAM_OAUTH_URL": f"{sandbox_url}/instagram",
        "INSTAGRAM_VERIFY_TOKEN": "instagram-verify",
        "FACEBOOK_CLIENT_ID": "facebook-app",
        "FACEBOOK_CLIENT_SECRET": "facebook-app-secret",
        "FACEBOOK_API_URL": f"{sandbox_url}/facebook/v26.0",
        "FACEBOOK_OAUTH_URL": f"{sandbox_url}/facebook",
        "FACEBOOK_VERIFY_TOKEN": "facebook-verify",
        "YOUTUBE_CLIENT_ID": "youtube-app",
        "YOUTUBE_CLIENT_SECRET": "youtube-app-secret",
        "YOUTUBE_API_URL": f"{sandbox_url}/youtube-api",
        "YOUTUBE_OAUTH_URL": f"{sandbox_url}/google",
    }
