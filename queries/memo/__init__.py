"""Documents about a case that people hand round: a memo, the paper on one issue, and filled sheets of field practice.

:mod:`.content` is what every form writes; :mod:`.briefing`, :mod:`.options_paper` and :mod:`.sheets` fill it from the
answers of queries; :mod:`.docx_file`, :mod:`.html_file`, :mod:`.markdown_file` and :mod:`.pdf_file` write it.
"""
