"""Settings of the site; ``docs/site.py`` builds it."""

import zopa

project = "zopa"
author = "The zopa authors"
copyright = author
release = zopa.__version__
extensions = ["myst_parser"]
#: Headings down to this level have an anchor, as they have on a forge.
myst_heading_anchors = 4
html_theme = "furo"
html_title = f"zopa {release}"
html_copy_source = False
html_use_index = False
#: Answers are shown letter by letter as they are.
smartquotes = False
html_show_sphinx = False
