"""What the conductors of one process share, and who watches the sessions that they host."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vivavoce.kernel.clock import Clock
from vivavoce.live.domain.broker import Happened, Listener, Stumbled
from vivavoce.live.ports import Address, Admission, Composer, Ear, EventStore
from vivavoce.live.usecases.broker import Broker
from vivavoce.live.usecases.measure import Tally, note_dead, note_dropped
from vivavoce.live.usecases.sweep import PlanReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What conductors of one process share."""

    store: EventStore
    plan_of: PlanReader
    clock: Clock
    worker_id: str
    ear: Ear | None = None
    """Hears what others tell sessions; None in a process that hosts none."""
    admission: Admission | None = None
    """Says who may begin when there is not room for all; None is room for all."""
    composer: Composer | None = None
    """Finds other words for further questions; None where the rules' own are all there are."""
    listeners: Sequence[Callable[[Address], Listener]] = ()
    """Who else watches each hosted session: made anew for every session that is hosted here."""


def new_broker() -> Broker:
    """Return a session's broker; its failures are counted and logged."""
    return Broker(on_dead=note_dead, on_dropped=note_dropped)


def seat(broker: Broker, address: Address, tools: Tools) -> None:
    """Subscribe everybody who watches every session: the counters, and the listeners."""
    tally = Tally(address, tools.worker_id)
    broker.subscribe(Happened, tally.hear, name=tally.name)
    for make in tools.listeners:
        listener = make(address)
        broker.subscribe((Happened, Stumbled), listener.hear, name=listener.name, is_lossy=True)
