"""The class that all errors of zopa's own have in common."""


class ZopaError(Exception):
    """Anything that zopa refuses or cannot do; the message says what is wrong, and what to do.

    Examples
    --------
    >>> import zopa
    >>> try:
    ...     zopa.load("ukraine-2025").clashes(parties="Narnia")
    ... except zopa.ZopaError as error:
    ...     print(type(error).__name__)
    UnknownNameError
    """
