"""The nine people everyone meets in the demo, day by day; all but one are followed by Nadia, today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random

from application.demo.accounts import HEAD, NADIA
from application.demo.measures import prepared, training
from application.demo.outcome import Fate, closed, hired
from application.demo.people import Person, Register
from application.demo.places import HOSTS, OPERATORS
from application.demo.plan import assessed, drafted, evaluated
from application.demo.request import decided, informed, opened, paid, part_time, requested, told
from application.demo.tale import Tale, workday
from application.demo.words import PROJECTS
from domain.pathway.decisions import Letter
from domain.pathway.followup import Channel, ContactKind
from domain.pathway.household import Category
from domain.pathway.identity import Closing, Gender, Language
from domain.pathway.insertion_contract import DayKind
from domain.pathway.ris_request import Cause
from domain.pathway.services import ServiceCode

F, M = Gender.FEMALE, Gender.MALE
SINGLE = Category.SINGLE


def named(seed: int, today: date, register: Register) -> Iterator[Tale]:
    """Their stories, in the order of the alphabet."""
    people = (
        (_kevin, "Dubois", "Kevin", date(1997, 3, 21), M, Language.FR, "rue Haute 14"),
        (_jules, "Dupond", "Jules", date(1989, 11, 2), M, Language.FR, "rue du Moulin 8"),
        (_julie, "Dupont", "Julie", date(1989, 6, 15), F, Language.FR, "quai de Meuse 77"),
        (_karim, "Haddad", "Karim", date(1998, 9, 21), M, Language.FR, "rue des Tanneurs 31"),
        (_grace, "Mbeki", "Grâce", date(1984, 1, 30), F, Language.FR, "avenue du Roi Albert 102"),
        (_lina, "Peeters", "Lina", date(2001, 8, 9), F, Language.NL, "place du Marché 5"),
        (_matteo, "Rossi", "Matteo", date(1993, 12, 4), M, Language.FR, "chaussée de Dinant 219"),
        (_jonas, "Schmitz", "Jonas", date(2003, 4, 27), M, Language.DE, "rue de la Station 66"),
        (_els, "Van den Broeck", "Els", date(1979, 10, 12), F, Language.NL, "allée des Bouleaux 3"),
    )
    for told_by, last, first, born, gender, language, street in people:
        address = f"{street}, 4999 Val-de-Meuse"
        person = Person(last, first, born, gender, language, register.number(born, gender), address=address)
        tale = Tale(Random(f"{seed}/{last}"), person, NADIA, HEAD, today)
        told_by(tale)
        yield tale


def _met(tale: Tale, *days: date, channel: Channel = Channel.IN_PERSON, note: str = "Point sur le projet.") -> None:
    for on in days:
        tale.tell("record_contact", on, channel=channel, note=note, duration=30)


def _asked(tale: Tale, on: date, decided_on: date, *, entered: date | None = None) -> None:
    """Single, without means: from the opening to the day the file is ripe."""
    opened(tale, entered or on)
    informed(tale, entered or on)
    requested(tale, on, decided_on, SINGLE, cause=Cause.END_OF_BENEFIT, lines=())


def _granted(tale: Tale, on: date, notified: date, paid_on: date, *, right_from: date | None = None) -> None:
    decided(tale, on, SINGLE, right_from=right_from)
    told(tale, notified, Letter.BY_HAND)
    paid(tale, paid_on)


def _planned(tale: Tale, assess: date, draft: date, sign: date) -> None:
    assessed(tale, assess)
    drafted(tale, draft, PROJECTS[0])
    tale.tell("sign_piis", sign, parties=("la personne", "le CPAS"), informed=True)


def _kevin(tale: Tale) -> None:
    """Decided on 27 February, paid, and not told yet: two days late."""
    _asked(tale, date(2026, 2, 2), date(2026, 2, 27))
    decided(tale, date(2026, 2, 27), SINGLE)
    _met(tale, date(2026, 2, 27), note="Prévenu par téléphone ; la lettre suit.", channel=Channel.PHONE)
    paid(tale, date(2026, 3, 6))


def _jules(tale: Tale) -> None:
    """At work since November 2024: a closed file, found by who searches for Julie."""
    _asked(tale, date(2024, 1, 15), date(2024, 2, 9))
    _granted(tale, date(2024, 2, 9), date(2024, 2, 13), date(2024, 2, 20))
    _planned(tale, date(2024, 3, 4), date(2024, 3, 18), date(2024, 3, 28))
    for month in (6, 9):
        evaluated(tale, date(2024, month, 24))
    _met(tale, date(2024, 2, 26), date(2024, 4, 25), date(2024, 5, 23), date(2024, 7, 25), date(2024, 10, 24))
    hired(tale, date(2024, 11, 18), Fate.LASTING)
    closed(tale, date(2024, 12, 13), Closing.WORK)


def _julie(tale: Tale) -> None:
    """The plan to be signed by 12 March; an interview of 3 November was entered on the 20th."""
    _asked(tale, date(2025, 11, 13), date(2025, 12, 12), entered=date(2025, 10, 27))
    tale.tell("record_contact", date(2025, 11, 3), known=date(2025, 11, 20), duration=45,
              note="Fin de contrat expliquée, papiers à réunir.")  # fmt: skip
    _granted(tale, date(2025, 12, 12), date(2025, 12, 16), date(2025, 12, 19))
    _met(tale, date(2026, 1, 8), note="Budget revu ensemble.")
    assessed(tale, date(2026, 2, 5))
    _met(tale, date(2026, 2, 5), note="Projet d'aide-soignante, à préparer.")
    _met(tale, date(2026, 3, 6), note="Les trois questions sont posées ; le projet se remplit.")
    tale.tell("inform_of_service", date(2026, 3, 6), service=ServiceCode.ARTICLE60)


def _karim(tale: Tale) -> None:
    """Under article 60 at the Tilleuls; the third evaluation of the plan is two days late."""
    _asked(tale, date(2025, 4, 18), date(2025, 5, 12))
    _granted(tale, date(2025, 5, 12), date(2025, 5, 15), date(2025, 5, 20), right_from=date(2025, 5, 12))
    _planned(tale, date(2025, 6, 10), date(2025, 6, 26), date(2025, 7, 3))
    _met(tale, date(2025, 5, 22), date(2025, 7, 24), note="Projet d'aide-soignant confirmé.")
    host = HOSTS[0]
    prepared(tale, date(2025, 9, 1), date(2026, 8, 31), host, every_weeks=4)
    months = ((9, 2025, 26, 0), (10, 2025, 24, 3), (11, 2025, 25, 1), (12, 2025, 22, 4), (1, 2026, 26, 1))
    for month, year, worked, leave in months:
        _days(tale, date(year, month, 1), date(year + month // 12, month % 12 + 1, 3), worked, leave)
    _days(tale, date(2026, 2, 1), date(2026, 3, 3), 24, 0)
    for on in (date(2025, 9, 29), date(2025, 10, 27), date(2025, 11, 24), date(2025, 12, 22), date(2026, 1, 19)):
        tale.tell("record_follow_up", on, place=host.name, summary_ref=f"S-{on:%Y%m%d}")
    tale.tell("record_follow_up", date(2026, 2, 23), known=date(2026, 2, 27), place=host.name,
              summary_ref="S-20260223")  # fmt: skip
    evaluated(tale, date(2025, 10, 2))
    evaluated(tale, date(2025, 12, 8))


def _days(tale: Tale, month: date, known: date, worked: int, leave: int) -> None:
    assimilated = {DayKind.ANNUAL_LEAVE: leave} if leave else {}
    tale.tell("record_days", workday(known), month=month, worked=worked, assimilated=assimilated)


def _grace(tale: Tale) -> None:
    """Everything is ready for a decision, due on 14 March."""
    _asked(tale, date(2026, 2, 12), date(2026, 3, 11))
    _met(tale, date(2026, 3, 2), note="Pièces complétées.")


def _lina(tale: Tale) -> None:
    """Granted on 24 March 2025, in training at Bois & Co since September."""
    _asked(tale, date(2025, 2, 24), date(2025, 3, 24))
    _granted(tale, date(2025, 3, 24), date(2025, 3, 27), date(2025, 4, 3))
    _planned(tale, date(2025, 4, 28), date(2025, 5, 26), date(2025, 6, 12))
    for on in (date(2025, 9, 11), date(2025, 12, 4), date(2026, 2, 12)):
        evaluated(tale, on)
    _met(tale, date(2025, 4, 14), date(2025, 7, 17), date(2025, 8, 21), date(2025, 10, 16), date(2026, 1, 15))
    training(tale, date(2025, 9, 1), operator=OPERATORS[0])


def _matteo(tale: Tale) -> None:
    """Under article 60 at the Régie communale, met there on 20 February."""
    _asked(tale, date(2025, 3, 10), date(2025, 4, 4))
    _granted(tale, date(2025, 4, 4), date(2025, 4, 8), date(2025, 4, 15))
    _planned(tale, date(2025, 5, 12), date(2025, 6, 5), date(2025, 6, 20))
    for on in (date(2025, 9, 18), date(2025, 12, 11), date(2026, 2, 12)):
        evaluated(tale, on)
    _met(tale, date(2025, 4, 24), date(2025, 7, 24), date(2025, 8, 28))
    host = HOSTS[1]
    prepared(tale, date(2025, 10, 1), date(2026, 9, 30), host, every_weeks=4)
    for month, year, worked, leave in ((10, 2025, 26, 0), (11, 2025, 25, 1), (12, 2025, 21, 5), (1, 2026, 26, 0)):
        _days(tale, date(year, month, 1), date(year + month // 12, month % 12 + 1, 4), worked, leave)
    _days(tale, date(2026, 2, 1), date(2026, 3, 4), 25, 1)
    for on in (date(2025, 10, 27), date(2025, 11, 24), date(2025, 12, 19), date(2026, 1, 23), date(2026, 2, 20)):
        tale.tell("record_follow_up", on, place=host.name, summary_ref=f"S-{on:%Y%m%d}")


def _jonas(tale: Tale) -> None:
    """The plan signed on 2 January, to be evaluated for the first time by 2 April."""
    _asked(tale, date(2025, 9, 22), date(2025, 10, 14))
    _granted(tale, date(2025, 10, 14), date(2025, 10, 17), date(2025, 10, 24))
    _met(tale, date(2025, 11, 6), date(2026, 1, 22), date(2026, 2, 20))
    _planned(tale, date(2025, 12, 1), date(2025, 12, 19), date(2026, 1, 2))


def _els(tale: Tale) -> None:
    """The plan runs; she phoned yesterday to be received."""
    opened(tale, date(2025, 7, 14))
    informed(tale, date(2025, 7, 14))
    work = part_time(Decimal(310), Decimal("309.48"))
    requested(tale, date(2025, 7, 14), date(2025, 8, 8), SINGLE, lines=(work,))
    _granted(tale, date(2025, 8, 8), date(2025, 8, 12), date(2025, 8, 20))
    _planned(tale, date(2025, 9, 8), date(2025, 10, 2), date(2025, 10, 16))
    evaluated(tale, date(2026, 1, 15))
    _met(tale, date(2025, 8, 28), date(2025, 11, 20), date(2025, 12, 18), date(2026, 2, 12))
    tale.tell("record_contact", date(2026, 3, 9), channel=Channel.PHONE, kind=ContactKind.OTHER, duration=10,
              note="Demande à être reçue.")  # fmt: skip
    tale.tell("request_interview", date(2026, 3, 9))
