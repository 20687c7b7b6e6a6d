"""What returns: interviews, evaluations of the plan, and the silences between them."""

from __future__ import annotations

from datetime import date, timedelta

from application.demo.around import signalled, summoned
from application.demo.plan import evaluated, late_entry
from application.demo.rights import reviewed
from application.demo.tale import Tale
from application.demo.words import NOTES
from domain.delays import months_after
from domain.pathway.followup import Channel, ContactKind

CHANNELS = {Channel.IN_PERSON: 62, Channel.PHONE: 24, Channel.HOME_VISIT: 6, Channel.MAIL: 6, Channel.VIDEO: 2}
Span = tuple[date, date]
"""From a first to a last day, both included."""


def accompanied(
    tale: Tale, since: date, until: date, *, signed: date | None = None, contracts: tuple[Span, ...] = ()
) -> None:
    """From the decision until the file closes, or the demo opens; under contract the follow-ups take their place."""
    running = until >= tale.today
    reviewed(tale, since, until)
    lost = running and not tale.tidy and tale.chance(0.09)
    until = tale.lately(47, 80) if lost else min(until, tale.today)
    if signed and signed < until:
        last = _evaluations(tale, signed, until)
        if running and tale.tidy and months_after(last, 3) <= tale.today + timedelta(days=31):
            evaluated(tale, tale.lately(1, 14))
    _contacts(tale, since, until, contracts)
    if running and tale.tidy and since < tale.today:
        _contact(tale, tale.lately(1, 14))
    summoned(tale, since, until)
    signalled(tale, since, until)


def _evaluations(tale: Tale, signed: date, until: date) -> date:
    """One every three months or a little less; late now and then. Gives the day of the last."""
    last, rank = signed, 0
    while True:
        slow = not tale.tidy and tale.chance(0.05)
        following = tale.later(last, 95, 112) if slow else tale.later(last, 76, 87)
        if following >= until:
            return last
        evaluated(tale, following, in_person=rank % 3 < 2)
        last, rank = following, rank + 1


def _contacts(tale: Tale, since: date, until: date, contracts: tuple[Span, ...]) -> None:
    on = tale.later(since, 12, 30)
    while on < until:
        under_contract = any(first <= on <= last for first, last in contracts)
        if tale.chance(0.07):
            tale.tell("record_contact", on, missed=True, justified=tale.chance(0.5))
            on = tale.later(on, 3, 8)
        elif tale.chance(0.04) and on + timedelta(days=30) < until:
            tale.tell("request_interview", on)
            on = tale.later(on, 2, 5)
            _contact(tale, on, ContactKind.REQUESTED)
            on = tale.later(on, 20, 34)
        else:
            _contact(tale, on)
            on = tale.later(on, 55, 80) if under_contract else tale.later(on, 28, 41)


def _contact(tale: Tale, on: date, kind: ContactKind = ContactKind.FOLLOW_UP) -> None:
    channel = tale.pick(tuple(CHANNELS), tuple(CHANNELS.values()))
    tale.tell(
        "record_contact", on, known=late_entry(tale, on), channel=channel, kind=kind,
        note=tale.pick(NOTES), duration=tale.pick((15, 20, 30, 45, 60)),
    )  # fmt: skip
