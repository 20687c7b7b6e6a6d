"""What may happen under contract: another host, a stop, an article 60 that goes on as an article 61."""

from __future__ import annotations

from datetime import date, timedelta

from application.demo.measures import first_of_next, settled
from application.demo.places import EMPLOYERS, HOSTS
from application.demo.tale import Tale, workday
from domain.delays import eve, months_after
from domain.months import first_of, last_of
from domain.pathway.followup import ContactKind
from domain.pathway.insertion_contract import Cause, EndReason

TRADES = (
    ("Boulangerie Nihon", "Vente", ("Caisse", "Hygiène alimentaire")),
    ("Garage du Pont", "Préparation de véhicules", ("Sécurité en atelier",)),
    ("Fleurs et Terrasses", "Ouvrier de jardin", ("Taille et plantation",)),
)
"""Employers of article 61; invented."""


def moves_on(tale: Tale) -> bool:
    """Whether the person is one of the few whose article 60 becomes an article 61."""
    return tale.id.int % 9 == 0


def on_the_way(tale: Tale, start: date, ended: date) -> None:
    """Now and then a contract under article 60 is interrupted a while, or goes on with another host."""
    middle = start + (ended - start) / 2
    if ended - start < timedelta(days=120):
        return
    if tale.chance(0.12):
        stopped = workday(middle)
        tale.tell("interrupt_article60", stopped, reason=tale.pick((Cause.UNPAID_LEAVE, Cause.OTHER)))
        tale.tell("resume_article60", tale.later(stopped, 5, 12))
    if tale.chance(0.12):
        host = tale.pick(HOSTS)
        tale.tell("change_host", workday(middle + timedelta(days=30)), host=host.name, function=host.function,
                  host_bce=host.bce, agreement=f"A60-{host.bce[-4:]}", referent="chef d'atelier")  # fmt: skip


def employed(tale: Tale, start: date, months: int) -> date:
    """The rest of the days with an employer: prepared, worked, sometimes interrupted and prolonged; gives the last."""
    name, function, modules = tale.pick(TRADES)
    planned_end = eve(months_after(start, months))
    before = workday(start - timedelta(days=10))
    tale.tell("propose_article61", before, employer=name, function=function, start=start, planned_end=planned_end)
    tale.tell("set_training_plan_article61", before, modules=modules, coach=tale.referent.username)
    tale.tell("bind_agreement_article61", before, agreement=f"A61-{start:%y%m}", tutor="patron",
              referent="responsable d'équipe")  # fmt: skip
    tale.tell("start_article61", start, employer_bce=tale.pick(EMPLOYERS))
    ended = planned_end
    if tale.chance(0.5):
        stopped = workday(start + timedelta(days=40))
        tale.tell("interrupt_article61", stopped, reason=Cause.UNPAID_LEAVE)
        tale.tell("resume_article61", tale.later(stopped, 5, 12))
        ended = last_of(planned_end + timedelta(days=1))
        tale.tell("extend_article61", workday(planned_end - timedelta(days=12)), planned_end=ended,
                  reason="absences à rattraper")  # fmt: skip
    on = tale.later(start, 18, 27)
    while on < ended:
        tale.tell("record_follow_up_article61", on, place=name, summary_ref=f"S-{on:%Y%m%d}")
        on = tale.later(on, 22, 27)
    tale.tell("record_contact", workday(ended - timedelta(days=60)), kind=ContactKind.ORIENTATION,
              note="Orientation après le contrat.")  # fmt: skip
    month = start
    while month <= ended:
        tale.tell("record_days_article61", workday(first_of_next(month)), month=first_of(month), worked=25)
        month = first_of_next(month)
    tale.tell("end_article61", settled(ended), reason=EndReason.TERM_REACHED, ended_on=ended)
    return ended
