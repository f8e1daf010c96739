"""A proposal of how a table is read: which column is the party, which the issue, and in which shape the answers stand."""

from __future__ import annotations

from math import ceil, log10

from ...graph.dates import period
from ...graph.ontology import ontology
from ..checks.guesses import date_readings, probable_date
from .codes import ANSWERS, NUMBERS, OPTIONS, Codebook, kind_of, kinds_of, number, scale_in
from .grids import Table
from .groups import grouped, split_name, stem
from .labelled import names_parties
from .numbered import depends, numbered_issue, numbered_party, placed, rater, respondents
from .plan import ISSUES, LONG, PARTIES, Plan
from .row_names import agree, are_statements, countries, is_text, names_rows, persons
from .signs import marks_in, mostly, ranked, totals
from .statements import called_issues
from .words import answer, graded, part, plain, role_of

#: A column of options has at most so many different cells, of at most so many characters.
_MAX_OPTIONS, _MAX_CHARACTERS = 24, 48
#: Share above which names across are taken for those of countries or persons.
_FEW = 0.3


def proposed(table: Table, codebook: Codebook) -> Plan | None:
    """How a table is probably read; None where no shape fits.

    >>> from zopa.loaders.mapping.codes import Codebook
    >>> from zopa.loaders.mapping.grids import Table
    >>> table = Table("x.csv", ["Country", "Tax", "Trade"], [2, 3], [["A", "yes", "no"], ["B", "no", ""]])
    >>> proposed(table, Codebook()).shape
    'issues'
    """
    if not table.rows or len(table.header) < 2 or totals(table):
        return None
    roles = _roles(table, codebook)
    party = respondents(table, codebook)
    if party:
        _settle_respondents(table, roles, party, codebook)
    party = party or _party(table, roles) or numbered_party(table, roles)
    issue = _issue(table, roles, party) or (numbered_issue(table, roles, party) if party else None)
    if party and issue is None:
        issue = _issue_that_tells_apart(table, roles, party)
    if party and issue:
        _settle_power(table, roles, party)
    values = _values(table, roles)
    plan = None
    if party and issue:
        # A party and an issue in each row and nothing that is wanted is no wide table either.
        plan = _long(table, roles, party, issue, values)
    elif party:
        if coder := rater(table, roles, party):
            roles[coder] = "coder"
        plan = _wide(table, roles, party, ISSUES, codebook)
    if plan is None and not (party and issue):
        subject = issue or _voted_on(table, roles)
        subject = subject or next((name for name, role in roles.items() if role == "quote"), None)
        subject = subject or next(
            (name for name in table.header if plain(name) in ("title", "name", "description")), None
        )
        if subject and subject != party:
            plan = _wide(table, roles, subject, PARTIES, codebook)
    if plan is None and not party and not issue:
        plan = _unnamed(table, roles, codebook)
    if plan is not None and plan.shape == PARTIES and not agree(table, plan):
        return None
    if plan is not None and plan.shape == ISSUES and are_statements(table, plan):
        return None
    if plan is not None:
        plan.is_proposal = True
    return plan


def _settle_respondents(table: Table, roles: dict[str, str], party: str, codebook: Codebook) -> None:
    """Read the party of who answers a survey as what it is part of, and its country, year and the like as facts about it."""
    for name in table.header:
        title = codebook.title(name)
        of_title = role_of(title)
        is_year = role_of(plain(title).partition(" ")[0]) == "start" and mostly(list(table.counts(name)), _is_date)
        if names_parties(name, codebook):
            roles[name] = "part_of"
        elif (is_year and name not in roles) or (
            roles.get(name) in (None, "party", "bloc")
            and of_title in ("party", "bloc", "start", "end", "regions", "code")
        ):
            roles[name] = "note"
    roles[party] = "party"


def _roles(table: Table, codebook: Codebook) -> dict[str, str]:
    """As what each column is read by its header, where its cells are such; who coded it is also told by its title."""
    roles: dict[str, str] = {}
    for name in table.header:
        role = role_of(name)
        of_title = role_of(codebook.title(name))
        if role in (None, "note") and of_title == "coder":
            role = "coder"
        elif role is None and of_title == "note" and codebook.of(name):
            # In a data set of a survey, what a variable is stands in its label.
            role = "note"
        cells = list(table.counts(name))
        if role in ("start", "end") and not mostly(cells, _is_date):
            role = "note"
        elif role in ("power", "salience", "ideal", "low", "high") and not mostly(cells, number):
            role = "stance" if role == "power" and mostly(cells, answer) else "note"
        elif role in ("firmness", "satisfaction") and not all(_is_legal(role, cell) for cell in cells):
            role = "note"
        if role:
            roles[name] = role
    return roles


def _settle_power(table: Table, roles: dict[str, str], party: str) -> None:
    """A number that differs from issue to issue is what the party answers, and not how much it counts."""
    if "stance" not in roles.values():
        for name, role in roles.items():
            if role == "power" and not depends(table, name, party):
                roles[name] = "stance"


def _is_legal(role: str, cell: str) -> bool:
    if role == "firmness":
        return cell in ontology().tables["positions"].columns["firmness"].values
    return 0 <= float(number(cell) or -1) <= 1


def _is_date(cell: str) -> bool:
    text = cell[:10]
    try:
        period(text)
        return len(text) != 4 or 1500 <= int(text) <= 2200
    except ValueError:
        return bool(probable_date(cell) or date_readings(cell))


def _party(table: Table, roles: dict[str, str]) -> str | None:
    """The column of parties: the finest of those that name some; blocs of its parties become ``part_of``, others notes."""
    fitting = [name for name, role in roles.items() if role in ("party", "bloc") and is_text(table, name)]
    for name, role in roles.items():
        if role in ("party", "bloc") and name not in fitting:
            roles[name] = "note"
    named = [
        name for name in table.header if plain(name) in part("persons") and name not in fitting and is_text(table, name)
    ]
    for name in named:
        finer = all(
            depends(table, party, name) and len(table.counts(name)) > len(table.counts(party)) for party in fitting
        )
        if finer and len(table.counts(name)) > 1:
            for party in fitting:
                roles[party] = "part_of"
            roles[name] = "party"
            return name
    if not fitting:
        return None
    exact = [name for name in fitting if roles[name] == "party" and plain(name) != "" and _exact(name)]
    persons = [name for name in fitting if roles[name] == "party"] or fitting
    pool = exact or persons
    party = max(pool, key=lambda name: (len(table.counts(name)), -table.place[name]))
    for name in fitting:
        if name == party:
            roles[name] = "party"
        elif plain(name).split()[-1:] == ["country"] and "issue" in plain(name).split():
            roles[name] = "regions"
        elif depends(table, name, party) and (
            roles[name] == "bloc" or plain(name) in ("party", "partei", "parti", "partido")
        ):
            roles[name] = "part_of"
        else:
            roles[name] = "note"
    return party


def _exact(name: str) -> bool:
    tokens = [token for token in plain(name).split() if token not in part("empty") | part("veto")]
    return role_of(" ".join(tokens)) == "party" and "issue" not in tokens


def _issue(table: Table, roles: dict[str, str], party: str | None) -> str | None:
    fitting = [name for name, role in roles.items() if role == "issue" and is_text(table, name)]
    # One text in all rows is an issue all the same; an issue that differs for each party is none in a wide table.
    chosen = max(
        fitting,
        key=lambda name: (role_of(name) == "issue", -len(plain(name).split()), -table.place[name]),
        default=None,
    )
    for name, role in list(roles.items()):
        if role == "issue" and name != chosen:
            if name in fitting:
                roles[name] = "note"
            else:
                del roles[name]
    return chosen


def _issue_that_tells_apart(table: Table, roles: dict[str, str], party: str) -> str | None:
    """The one column of texts that tells the rows of each party apart, where it stands in several."""
    values = [name for name, role in roles.items() if role == "stance" and table.counts(name)]
    if len(table.counts(party)) == len(table.rows) or len(values) != 1:
        return None
    names = [
        name
        for name in table.header
        if name not in roles
        and all(table.cells(name))
        and is_text(table, name)
        and kind_of(list(table.counts(name))) == OPTIONS
        and len(set(zip(table.cells(party), table.cells(name), strict=True))) == len(table.rows)
        and len(table.counts(name)) < len(table.rows)
    ]
    if len(names) != 1:
        return None
    roles[names[0]] = "issue"
    return names[0]


def _values(table: Table, roles: dict[str, str]) -> list[str]:
    """The column of answers, first, among those that could be it; the others are notes in a long table."""
    names = [name for name, role in roles.items() if role == "stance"]
    filled = {name: sum(table.counts(name).values()) for name in names}
    is_sided = {name: kind_of(list(table.counts(name))) == ANSWERS for name in names if filled[name]}
    return sorted(
        (name for name in names if filled[name] * 5 > len(table.rows)),
        # Of what takes no side in words, a number rather says how far than a word, which can be an office.
        key=lambda name: (
            -is_sided.get(name, False),
            -mostly(list(table.counts(name)), number),
            -filled[name],
            table.place[name],
        ),
    )


def _long(table: Table, roles: dict[str, str], party: str, issue: str, values: list[str]) -> Plan | None:
    says = [name for name, role in roles.items() if role in ("option", "ideal", "low", "high")]
    constant = ""
    if not values and not says:
        values = _unnamed_values(table, roles)
        if not values and any(token in part("veto") for name in table.header for token in plain(name).split()):
            constant = "no"
        elif not values:
            return None
    read = _attributes(table, roles, party) | {party: "party", issue: "issue"}
    for name in table.header:
        if roles.get(name) == "stance":
            read[name] = "note"
    answers: dict[str, str] = {}
    if values:
        read[values[0]] = "stance"
        answers = marks_in(table.counts(values[0]))
    return Plan(LONG, {name: read.get(name, "note") for name in table.header}, answers, constant=constant)


def _unnamed_values(table: Table, roles: dict[str, str]) -> list[str]:
    """Columns of answers that no word names: those that take sides, or else the only one that is of codes or a few words."""
    open_columns = [name for name in table.header if roles.get(name, "note") == "note" and table.counts(name)]
    kinds = {name: kind_of(list(table.counts(name))) for name in open_columns}
    sided = [name for name, kind in kinds.items() if kind == ANSWERS]
    unknown = [name for name in open_columns if name not in roles and _is_readable(table, name, kinds[name])]
    return sided or (unknown if len(unknown) == 1 else [])


def _attributes(table: Table, roles: dict[str, str], party: str) -> dict[str, str]:
    """Roles beside party and issue, each on one column; a place that comes with the party is a fact about the party."""
    read: dict[str, str] = {}
    used: set[str] = set()
    days = [name for name, role in roles.items() if role == "start"]
    # A day says more than its year, where it can be read in one way.
    read_so = {name: not any(map(date_readings, table.counts(name))) for name in days}
    finest = max(days, key=lambda name: (read_so[name], len(table.counts(name))), default="")
    for name, role in roles.items():
        if role in ("party", "issue", "bloc", "stance"):
            continue
        if role == "start" and name != finest:
            role = "note"
        is_repeated = len(table.counts(party)) < len(table.rows)
        if role == "regions" and is_repeated and all(table.cells(name)) and depends(table, name, party):
            role = "note"
        if role in used and role not in ("note", "regions", "part_of"):
            role = "note"
        used.add(role)
        read[name] = role
    return read


# ------------------------------------------------------------------------------------------------ wide


def _wide(table: Table, roles: dict[str, str], subject: str, shape: str, codebook: Codebook) -> Plan | None:
    """A table with a column an issue, or a party, beside the column of the other one."""
    other = "issue" if shape == ISSUES else "party"
    read: dict[str, str] = {subject: "party" if shape == ISSUES else "issue"}
    groups = grouped(table, {subject})
    main_of = {main: belonging for main, belonging in groups.items() if belonging}
    aside = {*ranked(table), *(name for name in table.header if plain(name) in part("totals"))}
    open_columns = [
        name
        for name in table.header
        if name != subject
        and name not in aside
        and roles.get(name) in (None, "stance", "issue", "party", "ideal", "option")
        and not _is_reference(table, name)
        and split_name(name)[0] != "note"
    ]
    # Columns that come in pairs, such as a position and its salience, are surely of one kind.
    has_pairs = len(main_of) > 1 or "salience" in {role for columns in main_of.values() for role in columns.values()}
    coder = next((name for name, role in roles.items() if role == "coder"), "")
    ratings = placed(table, coder, subject, open_columns) if coder and shape == ISSUES else []
    candidates = open_columns
    if has_pairs:
        candidates = list(dict.fromkeys([*main_of, *_like(table, list(main_of), open_columns), *ratings]))
    cells_of = {name: list(table.counts(name)) for name in candidates}
    labels_of = {name: codebook.of(name, stem(name)) for name in candidates}
    scales = {name for name in candidates if scale_in(name)}
    kinds = kinds_of(cells_of, labels_of, False, scales)
    kinds = {name: kind for name, kind in kinds.items() if _is_readable(table, name, kind)}
    if ANSWERS in kinds.values() and sum(kind == ANSWERS for kind in kinds.values()) * 2 >= len(kinds):
        # Beside answers a number, or a word, is rather a fact about the party; a short code is an answer.
        kinds = {name: kind for name, kind in kinds.items() if kind == ANSWERS or _is_coded(table, name, kind)}
    if not kinds or (shape == PARTIES and len(kinds) < 2):
        return None
    read |= dict.fromkeys(kinds, other)
    called = called_issues(list(kinds), codebook)
    cells = {called[name]: NUMBERS for name in kinds if name in ratings and not labels_of[name]}
    for name in kinds:
        for column, role in groups.get(name, {}).items():
            read[column] = f"{role} of {name}"
    if shape == ISSUES:
        attributes = {name: role for name, role in _attributes(table, roles, subject).items() if name not in read}
        attributes |= {name: "part_of" for name, role in roles.items() if role == "part_of"}
        for name, role in attributes.items():
            read.setdefault(
                name, role if role in ("power", "part_of", "code", "source", "url", "start", "end", "coder") else "note"
            )
    else:
        read |= {
            name: role
            for name, role in roles.items()
            if role in ("start", "source", "url", "coder") and name not in read
        }
    answers = marks_in(cell for name in kinds for cell in table.counts(name))
    return Plan(shape, {name: read.get(name, "note") for name in table.header}, answers, cells=cells)


def _like(table: Table, main: list[str], others: list[str]) -> list[str]:
    """Columns of measured numbers on the scale of those that come with a salience: positions of which none was asked."""
    values = [float(text) for name in main for cell in table.counts(name) if (text := number(cell))]
    if not values or max(values) <= 0:
        return []
    # The scale is not stated: it is taken to begin at nought and to end at the next power of ten.
    low, high = min(0.0, *values), 10.0 ** ceil(log10(max(values)))
    fitting = []
    for name in others:
        texts = [number(cell) for cell in table.counts(name)]
        if (
            name in main
            or not values
            or len(texts) < 2
            or not all(texts)
            or split_name(name)[0] in ("salience", "note")
        ):
            continue
        is_measured = any("." in text for text in texts)
        if is_measured and all(low <= float(text) <= high for text in texts):
            fitting.append(name)
    return fitting


def _is_reference(table: Table, name: str) -> bool:
    """Whether a column holds days, addresses, or numbers of something or the names beside them: nobody answers by them."""
    cells = list(table.counts(name))
    is_day = not mostly(cells, number) and mostly(cells, _is_date)
    # Answers are codes of a few steps: a column called Aid holds no keys.
    is_scale = len(set(cells)) < sum(table.counts(name).values()) and all(len(cell) == 1 for cell in cells)
    is_key = plain(name).endswith("id") and all(map(str.isdigit, cells)) and not is_scale
    of_what, named, _ = plain(name).partition(" name")
    is_key = is_key or bool(named and f"{of_what} id" in map(plain, table.header))
    return is_day or is_key or mostly(cells, lambda cell: cell.startswith(("http://", "https://", "www.")))


def _is_coded(table: Table, name: str, kind: str) -> bool:
    """Whether the cells of a column are codes of a short scale."""
    return kind == OPTIONS and all(number(cell) or answer(cell) for cell in table.counts(name))


def _is_readable(table: Table, name: str, kind: str) -> bool:
    """Whether the cells of a column are answers; not where they are texts that nobody says twice."""
    counts = table.counts(name)
    if kind != OPTIONS or graded(list(counts)):
        return True
    is_short = len(counts) <= _MAX_OPTIONS and max(map(len, counts)) <= _MAX_CHARACTERS
    repeats = len(counts) < sum(counts.values()) or len(counts) < 3
    return is_short and (repeats or any(number(cell) for cell in counts))


def _unnamed(table: Table, roles: dict[str, str], codebook: Codebook) -> Plan | None:
    """A table that names neither parties nor issues: the first column of texts names the rows."""
    labels = next((name for name in table.header if names_rows(table, name, roles.get(name))), None)
    if labels is None:
        return None
    across = [name for name in table.header if name != labels]
    of_rows = countries(table.cells(labels))
    if roles.get(labels) == "stance" or persons(across) > max(persons(table.cells(labels)), _FEW):
        # The motions that were voted on stand below a header such as Vote, and who voted stands across.
        shape = PARTIES
    else:
        shape = PARTIES if countries(across) > max(of_rows, _FEW) else ISSUES
    roles = {name: role for name, role in roles.items() if name != labels}
    plan = _wide(table, roles, labels, shape, codebook)
    return plan if plan is not None and agree(table, plan) else None


def _voted_on(table: Table, roles: dict[str, str]) -> str | None:
    """The first column, headed Vote or in a like way, where it holds the names of motions and not how anybody voted."""
    first = table.header[0]
    return first if roles.get(first) == "stance" and names_rows(table, first, "stance") else None
