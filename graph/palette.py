"""The colours of severities, the same on the page, in pictures and on paper: a mark or a word says the same beside each."""

from __future__ import annotations

#: Of lines and edges on white.
SEVERITY_LINE = {"deadlock": "#cf1f38", "hard": "#c4600f", "soft": "#94761a", "unknown": "#6b7785"}
#: Of areas that dark words stand on, and of lines on a dark page.
SEVERITY_FILL = {"deadlock": "#ff5a6e", "hard": "#f0935a", "soft": "#d6b85a", "unknown": "#9aa7b5"}
