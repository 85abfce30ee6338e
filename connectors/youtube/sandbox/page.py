"""The consent page of the stand-in. No script; its style has an address of its own, so that a strict policy may hold."""

RIGHTS = {
    "https://www.googleapis.com/auth/youtube.force-ssl": "See, write, change and delete comments under your videos",
    "https://www.googleapis.com/auth/youtube.readonly": "See your channel and your videos",
}

PAGE = """<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex">
  <title>Choose a channel - Google stand-in</title>
  <link rel="stylesheet" href="{{ url_for('.style') }}">
</head>
<body>
<header>Google stand-in, on this machine</header>
<main>
  {% if missing %}
  <h1>This link is incomplete</h1>
  <p>It does not say: {{ missing | join(", ") }}. Go back and start connecting again.</p>
  {% else %}
  <h1>Choose a channel</h1>
  <p>Fanmail asks to use it. It will be able to:</p>
  <ul class="rights">{% for right in rights %}<li>{{ right }}</li>{% endfor %}</ul>
  <form method="post" action="{{ url_for('.decide') }}">
    {% for name, value in carried.items() %}<input type="hidden" name="{{ name }}" value="{{ value }}">{% endfor %}
    {% for account in accounts %}
    <div class="channel">
      <span class="face" aria-hidden="true">{{ (account.name or account.username)[:1] | upper }}</span>
      <span class="who"><strong>{{ account.name or account.username }}</strong><span>@{{ account.username }}</span></span>
      <button class="allow" name="allow" value="{{ account.id }}" aria-label="Allow {{ account.username }}">Allow</button>
    </div>
    {% else %}
    <p class="nobody">No channel lives here yet. Load the demo world first.</p>
    {% endfor %}
    <button class="deny" name="deny" value="1">Deny</button>
  </form>
  {% endif %}
</main>
</body>
</html>
"""

STYLE = """
:root {
  color-scheme: light dark;
  --page: #f1f4f6; --sheet: #fff; --line: #d9e0e5; --ink: #16202a; --soft: #566370; --act: #0b57a4; --on: #fff;
}
@media (prefers-color-scheme: dark) {
  :root { --page: #0e1318; --sheet: #171e25; --line: #2c3741; --ink: #e7edf2; --soft: #9dabb8; --act: #8fc2fb; --on: #08233f; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-content: center; justify-items: center; padding: 16px; background: var(--page);
  color: var(--ink); font: 16px/1.5 system-ui, sans-serif; grid-template-columns: minmax(0, 480px); }
header { justify-self: start; padding: 0 4px 12px; font-size: 13px; color: var(--soft); }
main { width: 100%; background: var(--sheet); border: 1px solid var(--line); border-radius: 16px; padding: 28px; }
h1 { margin: 0 0 8px; font-size: 22px; line-height: 1.25; }
p { margin: 0; }
.rights { margin: 8px 0 20px; padding-left: 20px; color: var(--soft); }
.channel { display: flex; align-items: center; gap: 12px; padding: 12px 0; border-top: 1px solid var(--line); }
.face { width: 40px; height: 40px; flex: none; border-radius: 50%; display: grid; place-items: center; font-weight: 600;
  background: var(--act); color: var(--on); }
.who { flex: 1; min-width: 0; display: grid; overflow-wrap: anywhere; }
.who span { font-size: 13px; color: var(--soft); }
button { min-height: 44px; padding: 0 20px; border-radius: 22px; border: 1px solid var(--line); background: none; color: var(--ink);
  font: inherit; font-weight: 600; cursor: pointer; }
.allow { background: var(--act); border-color: var(--act); color: var(--on); }
.deny { width: 100%; margin-top: 16px; }
button:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
"""
