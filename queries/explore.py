"""A case on its page in a notebook, where the page and Python talk: what is done on one is an object in the other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import anywidget
import traitlets

from ..graph.errors import ZopaError
from ..graph.page.html import widget_script
from ..graph.page.notebook import talking_page
from .exploring import messages
from .exploring.answers import answer
from .exploring.assumed import steps_to, supposed
from .packages.terms import terms_from
from .packages.written import package_from


class View(anywidget.AnyWidget):
    """A case on its page in a notebook, made by :meth:`zopa.PositionGraph.explore`.

    Attributes
    ----------
    deal : dict
        The package on the deal table in ids, as ``check_deal`` takes it. Set it to show another one, by names too, or as
        JSON text: a new dict, as a change inside of the old one is not noticed.
    case : PositionGraph
        The case with what is assumed on the page, as ``change`` and ``drop`` make it; the case itself where nothing is. Set
        it to a case that differs from the first one in how firm positions are, or in positions that are left out.
    selection : dict of str to tuple of str
        Ids of what is selected, by table: ``{"positions": ("p1", "p2")}``; empty where nothing is. Set it to one id, or to
        two positions that clash or overlap.

    Each of the three can be observed, as any trait can: ``view.observe(print, "deal")``.
    """

    _esm = widget_script()
    page = traitlets.Unicode().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    deal = traitlets.TraitType[Any, Any]()
    case = traitlets.TraitType[Any, Any]()
    selection = traitlets.TraitType[Any, Any]()

    def __init__(self, case: Any, seconds: float) -> None:
        self._coded, self._seconds, self._nodes = case, seconds, messages.nodes_of(case)
        self._steps: dict[str, str] = {}
        #: The number of the message of the page that is being taken; empty where something is set in Python.
        self._by = ""
        clashes, overlaps = case._pairs
        page = talking_page(case, clashes, overlaps, case._sentences, case._findings)
        super().__init__(page=page, title=case.title, deal={}, case=case, selection={})
        self.observe(self._tell, list(messages.TRAITS))
        self.on_msg(self._hear)

    def __repr__(self) -> str:
        selected = sum(map(len, self.selection.values()))
        return f"<View of {self.case!r}: {len(self.deal)} settled, {selected} selected>"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        # Where no widget can be shown, there is the page that talks to nobody.
        return {**self._coded._repr_mimebundle_(), **data}, metadata

    # ------------------------------------------------------------------ what is set

    @traitlets.validate("deal")
    def _valid_deal(self, proposal: Any) -> dict[str, object]:
        return self._package(proposal["value"])

    @traitlets.validate("case")
    def _valid_case(self, proposal: Any) -> Any:
        if not self._by:
            self._steps = messages.steps_of(self._coded, list(steps_to(self._coded, proposal["value"]).items()))
        return proposal["value"]

    @traitlets.validate("selection")
    def _valid_selection(self, proposal: Any) -> messages.Selection:
        if self._by:
            return proposal["value"]
        names = messages.names_of(proposal["value"])
        selection = messages.selection_of(self._nodes, names)
        if len(names) > 1 and not (len(names) == 2 and self._is_pair(set(selection.get("positions", ())))):
            raise ValueError("A page selects one thing, or two positions that clash or overlap.")
        return selection

    def _is_pair(self, ids: set[str]) -> bool:
        return any(
            ids == {a, b}
            for pairs in self._coded._pairs
            for a, b in zip(pairs["position_a"], pairs["position_b"], strict=True)
        )

    def _package(self, deal: object) -> dict[str, object]:
        """A package in ids, whatever way it is written."""
        if isinstance(deal, str):
            try:
                deal = json.loads(deal)
            except ValueError:
                raise ValueError(f"This is no JSON text of a package: {messages.short(deal)}.") from None
        return package_from(self._coded, terms_from(self._coded, messages.package(deal)))

    # ------------------------------------------------------------------ what is said

    def _state(self, *names: str) -> dict[str, Any]:
        parts: dict[str, Any] = {
            "deal": self.deal,
            "what_if": list(self._steps.items()),
            "selection": messages.names_of(self.selection),
        }
        return {"say": "state", "by": self._by, **{name: parts[name] for name in names}}

    def _tell(self, change: Any) -> None:
        self.send(self._state(messages.TRAITS[change["name"]]))

    def _hear(self, _widget: Any, content: object, _buffers: Any) -> None:
        """Take what the page says, or refuse it in a sentence."""
        number = messages.number_of(content)
        try:
            message = messages.read(content)
            if message.say == messages.OPENED:
                self.send(self._state(*messages.STATE))
            elif message.say == messages.ASK:
                said = answer(self.case, message.parts["question"], message.parts["as_of"], self._seconds)
                self.send({"say": "answer", "n": number, **said})
            else:
                self._take(number, message.parts)
                self.send({"say": "taken", "n": number})
        except (ZopaError, ValueError) as error:
            self.send({"say": "refused", "n": number, "why": str(error)})
        except KeyboardInterrupt:
            self.send({"say": "refused", "n": number, "why": "It was interrupted."})
        except Exception as error:
            why = f"An error came up, which the log of the kernel tells: {type(error).__name__}: {error}"
            self.send({"say": "refused", "n": number, "why": why})
            raise

    def _take(self, number: str, parts: Mapping[str, Any]) -> None:
        """Set what the page tells, all of it or nothing."""
        taken: dict[str, Any] = {}
        steps = self._steps
        if "deal" in parts:
            taken["deal"] = self._package(parts["deal"])
        if "what_if" in parts:
            steps = messages.steps_of(self._coded, parts["what_if"])
            taken["case"] = supposed(self._coded, steps)
        if "selection" in parts:
            taken["selection"] = messages.selection_of(self._nodes, parts["selection"])
        with self._taking(number):
            self._steps = steps
            for name, value in taken.items():
                setattr(self, name, value)

    @contextmanager
    def _taking(self, number: str) -> Iterator[None]:
        self._by = number
        try:
            yield
        finally:
            self._by = ""
