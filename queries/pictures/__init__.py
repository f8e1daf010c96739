"""Pictures of answers: one module a family, all drawn with matplotlib.

matplotlib is in every researcher's environment, its licence is permissive, and it makes PNG and SVG without a network. These
modules are imported when something is drawn, and by nothing else. Each function ``draw_`` and the name of a query takes the
answer, the case that was asked and, where there are any, the axes to draw on; :mod:`zopa.queries.pictures.sheet` has
the colours and the paper, :mod:`zopa.queries.pictures.files` makes PNG and SVG of it. A title says in a sentence what one
sees. What is not known is drawn as not known.
"""
