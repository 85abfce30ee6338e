"""The consent page of a stand-in. No script; its style has an address of its own, so that a strict policy may hold."""

PAGE = """<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex">
  <title>Allow access - {{ title }} stand-in</title>
  <link rel="stylesheet" href="{{ style }}">
</head>
<body>
<main>
  <p class="place">{{ title }} stand-in, on this machine</p>
  {% if missing %}
  <h1>This link is incomplete</h1>
  <p>It does not say: {{ missing | join(", ") }}. Go back and start connecting again.</p>
  {% else %}
  <h1>Which account may Fanmail use?</h1>
  <p>It will be able to:</p>
  <ul class="rights">{% for right in rights %}<li>{{ right }}</li>{% endfor %}</ul>
  <form method="post" action="{{ here }}">
    {% for name, value in carried.items() %}<input type="hidden" name="{{ name }}" value="{{ value }}">{% endfor %}
    {% for account in accounts %}
    <div class="account">
      <span class="face" aria-hidden="true">{{ account.username[:1] | upper }}</span>
      <span class="who"><strong>{{ account.username }}</strong><span>{{ account.name }}</span></span>
      <button class="allow" name="allow" value="{{ account.id }}" aria-label="Allow {{ account.username }}">Allow</button>
    </div>
    {% else %}
    <p>No account lives here yet. Load the demo world first.</p>
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
  --page: #f6f4f7; --sheet: #fff; --line: #e4dfe6; --ink: #1d1a1f; --soft: #655f69; --act: #7a3aa8; --on: #fff;
}
@media (prefers-color-scheme: dark) {
  :root { --page: #141216; --sheet: #1e1b21; --line: #332e37; --ink: #efebf1; --soft: #a8a0ad; --act: #c79af0; --on: #1c1024; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 16px; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 440px; background: var(--sheet); border: 1px solid var(--line); border-radius: 12px; padding: 28px; }
.place { margin: 0 0 16px; font-size: 13px; color: var(--soft); }
h1 { margin: 0 0 8px; font-size: 22px; line-height: 1.25; }
p { margin: 0; }
.rights { margin: 8px 0 20px; padding-left: 20px; color: var(--soft); }
.account { display: flex; align-items: center; gap: 12px; padding: 12px 0; border-top: 1px solid var(--line); }
.face { width: 40px; height: 40px; flex: none; border-radius: 50%; display: grid; place-items: center; font-weight: 600;
  background: color-mix(in srgb, var(--act) 14%, var(--sheet)); color: var(--act); }
.who { flex: 1; min-width: 0; display: grid; overflow-wrap: anywhere; }
.who span { font-size: 13px; color: var(--soft); }
button { min-height: 44px; padding: 0 20px; border-radius: 8px; border: 1px solid var(--line); background: none; color: var(--ink);
  font: inherit; font-weight: 600; cursor: pointer; }
.allow { background: var(--act); border-color: var(--act); color: var(--on); }
.deny { width: 100%; margin-top: 12px; }
button:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
"""
