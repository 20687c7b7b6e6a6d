"""Those around the centre: the FOREM, partners asked to take a person on, services the person is sent to, summonses.

Each chapter is told aside, so that the rest of the story stays as it was.
"""

from __future__ import annotations

from datetime import date, timedelta

from application.demo.places import OPERATORS, Operator
from application.demo.tale import Tale, workday
from domain.pathway.appointment import Purpose, ToldBy
from domain.pathway.consent import Scope
from domain.pathway.forem import Examined, ForemBreach
from domain.pathway.piis_content import Party
from domain.pathway.referral import Attended, Result
from domain.pathway.referral_proposal import AnswerChannel, RefusalReason
from domain.pathway.services import ServiceCode


def registered(tale: Tale, decided: date) -> None:
    """Registered with the FOREM since the day of the grant, as the person proves a week later."""
    proved = workday(decided + timedelta(days=7))
    if proved < tale.today:
        tale.aside("forem").tell("confirm_registration", proved, registered_on=decided)


def sent(tale: Tale, on: date) -> None:
    """Now and then, sent to the job shop with an appointment, and asked about it afterwards."""
    aside = tale.aside("sent")
    there = aside.later(on, 2, 6)
    asked = aside.later(there, 1, 4)
    if asked < tale.today and aside.chance(0.2):
        aside.tell("refer_to_service", on, service=ServiceCode.JOB_SHOP, appointment_on=there)
        attended = aside.pick((Attended.YES, Attended.NO), (8, 2))
        result = aside.pick((Result.INFORMED, Result.TAKEN_ON)) if attended is Attended.YES else Result.NOT_TAKEN_ON
        aside.tell("record_referral_outcome", asked, attended=attended, result=result)


def sought(tale: Tale, start: date, operator: Operator) -> None:
    """A place with an operator: consent, another one asked first now and then, the right one accepts."""
    aside = tale.aside("sought")
    begun = workday(start - timedelta(days=14))
    other = aside.pick([each for each in OPERATORS if each.bce != operator.bce])
    aside.tell("give_consent", begun, partner=operator.bce, other_partners=(other.bce,),
               scope=(Scope.CONTACT, Scope.SKILLS), until=start + timedelta(days=365))  # fmt: skip
    again = workday(start - timedelta(days=9))
    match aside.pick(("accepted", "refused", "expired", "withdrawn"), (60, 20, 10, 10)):
        case "refused":
            _proposed(aside, begun, other)
            aside.tell("refuse_referral", again, reason_code=aside.pick(tuple(RefusalReason)),
                       channel=AnswerChannel.ONE_TIME_LINK, partner=other.bce)  # fmt: skip
        case "expired":
            _proposed(aside, begun, other, expires_on=begun + timedelta(days=1))
            aside.tell("expire_referral", again, partner=other.bce)
        case "withdrawn":
            _proposed(aside, begun, other)
            aside.tell("withdraw_referral", again, reason="une session commence plus tôt ailleurs", partner=other.bce)
    _proposed(aside, again, operator)
    aside.tell("accept_referral", workday(start - timedelta(days=5)), partner=operator.bce,
               channel=aside.pick((AnswerChannel.ACCOUNT, AnswerChannel.TOLD)))  # fmt: skip
    if aside.chance(0.1):
        aside.tell("withdraw_consent", workday(start), partner=other.bce)


def _proposed(aside: Tale, on: date, operator: Operator, *, expires_on: date | None = None) -> None:
    aside.tell("propose_referral", on, partner=operator.bce, service=ServiceCode.CISP, expires_on=expires_on,
               places_left=aside.rng.randint(1, 6))  # fmt: skip


def summoned(tale: Tale, since: date, until: date) -> None:
    """Now and then, a summons: moved, missed, sent again, kept; and one that is cancelled."""
    aside = tale.aside("summoned")
    written, first = aside.later(since, 20, 30), aside.later(since, 38, 44)
    last = aside.later(first, 8, 12)
    contacts = [told for told in tale.tellings if told.verb == "record_contact"]
    taken = {day for told in contacts for day in (told.occurred_on, told.recorded_on)}
    if last > until - timedelta(days=15) or taken & {first, last} or not aside.chance(0.25):
        return
    aside.tell("set_appointment", written, appointed_on=workday(first - timedelta(days=3)), at="10:00",
               purpose=Purpose.FOLLOW_UP, told_by=ToldBy.LETTER)  # fmt: skip
    asked_by = aside.pick((Party.PERSON, Party.CENTRE), (4, 1))
    aside.tell("move_appointment", workday(written + timedelta(days=2)), appointed_on=first, at="14:30",
               asked_by=asked_by)  # fmt: skip
    aside.tell("record_contact", first, missed=True, justified=aside.chance(0.5))
    aside.tell("resummon", first, appointed_on=last, at="09:00", told_by=ToldBy.REGISTERED)
    aside.tell("record_contact", last, note="Reçue après la seconde convocation.", duration=30)
    aside.tell("set_appointment", last, appointed_on=workday(last + timedelta(days=10)), told_by=ToldBy.IN_PERSON)
    aside.tell("cancel_appointment", last, reason="formation ce jour-là")


def signalled(tale: Tale, since: date, until: date) -> None:
    """Seldom, the FOREM passes on a breach, which is looked at within days."""
    aside = tale.aside("signalled")
    noted = aside.later(since, 30, 90)
    received = aside.later(noted, 2, 8)
    examined = aside.later(received, 1, 9)
    if examined < until and examined < tale.today and received >= date(2026, 1, 5) and aside.chance(0.5):
        aside.tell("receive_breach", received, kind=aside.pick(tuple(ForemBreach)), noted_on=noted)
        aside.tell("examine_breach", examined, outcome=aside.pick(tuple(Examined)))
