"""A small caseload, told through the interface for programs: long names, every state, what is late, soon and later."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from tests.browser import Site
from tests.desk import Desk
from tests.people import ANSWERS
from tests.test_api import BCE, REASONED

NADIA = "Anne-Catherine Vandenbroucke-Delhaye"
LONG = ("Van den Broeck-Abdelkader", "Marie-Antoinette Élisabeth")
OTHERS = (
    ("D’Hondt", "Éloïse"), ("Nguyễn", "Thị Minh Châu"), ("Öztürk-Lefèbvre", "Ayşe"), ("Maes", "Jo"),
    ("de Montpellier d’Annevoie", "Charles-Emmanuel"), ("Benali", "Yasmine"), ("O’Connor", "Siobhán"),
    ("Papadopoulos", "Aristotélis"), ("Dupont", "Julie"), ("Dupond", "Jules"), ("Kowalczyk-Szczepański", "Zofia"),
    ("Mbemba", "Grâce"), ("Vandenbroucke", "Pieter-Jan"), ("Ibn Rochd El Idrissi", "Abdellah"),
)  # fmt: skip
EXITS = 36


class Caseload(NamedTuple):
    """The files a page is looked at with: one long life, one where income is asked for, one just opened."""

    long: str
    asked: str
    young: str


def caseload(site: Site) -> Caseload:
    """Sixteen files on 24 November 2026, and the exits a rate needs."""
    site.clock(2026, 11, 24, 9)
    desk = site.desk()
    worker = next(agent for agent in site.house.accounts.demo() if agent.username == "worker")
    site.house.accounts.add(worker.model_copy(update={"name": NADIA}), "demo", demo=True)
    long = long_life(desk)
    for number, (last_name, first_name) in enumerate(OTHERS):
        requested(desk, last_name, first_name, days_ago=3 * number)
    asked = f"/files/{desk.pathway}"
    young = opened(desk, "Petit", "Léa", "2026-11-24")
    for number in range(EXITS):
        trained(desk, number)
    site.settle()
    return Caseload(long, asked, young)


def opened(desk: Desk, last_name: str, first_name: str, on: str, **identity: Any) -> str:
    """The address of a file opened that day, followed by whoever opened it."""
    answer = desk.open(on, last_name=last_name, first_name=first_name, **identity)
    assert answer.status_code == 201, answer.text
    desk.done("assign_pathway", on, worker="worker")
    return f"/files/{desk.pathway}"


def requested(desk: Desk, last_name: str, first_name: str, days_ago: int) -> None:
    """A request, some days ago; of the older ones, the enquiry has begun."""
    on = date(2026, 11, 24) - timedelta(days=days_ago)
    opened(desk, last_name, first_name, f"{on}", birth_date="1989-07-14")
    desk.done("request_ris", f"{on}", cause="end_of_benefit")
    if days_ago > 9:
        desk.done("issue_receipt", f"{on}")
        desk.done("open_enquiry", f"{on + timedelta(days=1)}")


def long_life(desk: Desk) -> str:
    """From a request to an article 60 that runs, with a correction on the way."""
    address = opened(desk, *LONG, "2025-09-01", birth_date="1985-07-30", national_number="85073003328", gender="F")
    desk.done("request_ris", "2025-09-01", cause="end_of_benefit")
    desk.done("issue_receipt", "2025-09-01")
    desk.done("open_enquiry", "2025-09-02")
    desk.done("assess_resources", "2025-09-08", lines=[{"kind": "none", "monthly": "0"}], evidence_refs=["extraits"])
    for condition in "123456":
        desk.done("assess_condition", "2025-09-08", condition=condition, verdict="met", evidence_refs=["composition"])
    desk.done("file_report", "2025-09-09", report_ref="R-2025-0815")
    desk.done("grant_ris", "2025-09-16", category="2", **REASONED)
    desk.done("notify_decision", "2025-09-18", presented_on="2025-09-19")
    desk.done("assess_needs", "2025-09-22", wishes="Aide-soignante dans une maison de repos proche de l’école")
    desk.done("draft_piis", "2025-10-01", **plan())
    desk.done("sign_piis", "2025-10-13")
    desk.done(
        "record_contact", "2025-11-05", note="Stage d’observation : très motivée ; horaires à revoir « avant Noël »"
    )
    desk.done("record_contact", "2025-11-06", note="Encodé deux fois")
    desk.done("void_entry", "2025-11-06", why="Doublon", entry=desk.version)
    dates = {"start": "2025-12-01", "planned_end": "2026-12-31"}
    host = "Maison de repos et de soins « Les Tilleuls du Bord de Meuse » ASBL"
    desk.done("propose_article60", "2025-11-20", host=host, function="Aide logistique", **dates)
    desk.done("set_training_plan", "2025-11-20", modules=["hygiène", "manutention"], coach="Tom", every_weeks=12)
    desk.done("bind_agreement", "2025-11-25", agreement="CONV-2025-0047", referent="Mme Legrand")
    desk.done("start_article60", "2025-12-01", employer_bce=BCE)
    for month in ("2025-12", "2026-01", "2026-02", "2026-03"):
        desk.done("record_days", f"{month}-28", month=month, worked=18)
    return address


def plan() -> dict[str, object]:
    """A plan of two objectives."""
    return {
        "objectives": [{"what": "Certificat d’aide-soignante", "by": "2026-12-31"}, {"what": "Permis B"}],
        "commitments": [{"party": "person", "what": "Suivre le cours"}, {"party": "centre", "what": "Le payer"}],
        **ANSWERS,
    }


def trained(desk: Desk, number: int) -> None:
    """A training that ended; what came of it is a job, none, or not known."""
    opened(desk, f"Sortant {number:02d}", "Camille", "2024-01-08", cohort="2024")
    desk.done("enrol_training", "2024-01-15", track="vente", operator_bce=BCE)
    result = "COMPLETED" if number % 4 else "ABANDONED"
    desk.done("end_training", "2024-06-28", result=result)
    if number % 9:
        desk.done("observe_status", "2025-06-28", employed="yes" if number % 3 else "no")
    desk.done("close_pathway", "2025-07-01", reason="work")
