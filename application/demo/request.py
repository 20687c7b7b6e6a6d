"""The first chapter: a file is opened, the income asked for, enquired into, decided, told and paid."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from application.demo.around import registered, sent
from application.demo.tale import Tale, workday
from application.demo.words import MOTIVES, REFUSALS, VISITS
from domain.pathway import Pathway
from domain.pathway.decisions import Letter, Mention
from domain.pathway.entitlement import GrantCondition, Kind, Verdict
from domain.pathway.followup import Channel, ContactKind
from domain.pathway.household import Category, Member
from domain.pathway.ris_means import ExemptBy, Owner, Resource, ResourceKind
from domain.pathway.ris_request import Cause, Mode
from domain.pathway.services import CORE, ServiceCode

EVIDENCE = {
    GrantCondition.RESIDENCE: "composition de ménage",
    GrantCondition.AGE: "carte d'identité",
    GrantCondition.NATIONALITY: "titre de séjour ou carte d'identité",
    GrantCondition.RESOURCES: "extraits de compte",
    GrantCondition.WILLING_TO_WORK: "inscription au FOREM",
    GrantCondition.OTHER_RIGHTS: "attestation de l'ONEM",
}
GROUNDS = (GrantCondition.RESOURCES, GrantCondition.RESIDENCE, GrantCondition.OTHER_RIGHTS)
REFERRERS = ("", "", "", "", "Maison de l'emploi", "ONEM", "Mutualité", "Maison de quartier")
EXTRA = (ServiceCode.ARTICLE60, ServiceCode.REINSER, ServiceCode.IMPULSION_12M, ServiceCode.COMMUNITY_CENTRE)


def opened(tale: Tale, on: date) -> None:
    """The file is opened, entrusted, the household declared; the year of the opening is the cohort."""
    tale.tell(
        "open_pathway", on, cohort=str(on.year), referred_by=tale.pick(REFERRERS), **tale.person.identity,
    )  # fmt: skip
    tale.tell("assign_pathway", on, by=tale.head, worker=tale.referent.username)


def reopened(tale: Tale, on: date) -> None:
    """The person came back."""
    tale.tell("reopen_pathway", on)
    tale.closed_on = None


def requested(
    tale: Tale,
    on: date,
    ripe: date,
    category: Category,
    *,
    eris: bool = False,
    cause: Cause | None = None,
    lines: tuple[Resource, ...] | None = None,
) -> date:
    """Asked for, receipt, and all that is enquired into; gives the day the file is ripe for a decision."""
    members = () if category is Category.SINGLE else (Member(kind="cohabitant", adult=category is Category.COHABITANT),)
    tale.tell("declare_household", on, category=category, members=members)
    tale.tell(
        "request_ris", on, cause=cause or _cause(tale, on), mode=tale.pick(tuple(Mode), (70, 14, 12, 4)), signed=True,
        kind=Kind.ERIS if eris else Kind.RIS, register_no=f"{on.year}/{tale.rng.randint(1, 1999):04}",
    )  # fmt: skip
    receipt = tale.later(on, 1, 4) if tale.chance(0.05) else on
    tale.tell("issue_receipt", receipt, receipt_no=f"A-{on:%y%m%d}-{tale.rng.randint(1, 99):02}")
    return enquired(tale, receipt, ripe, category, eris=eris, lines=lines)


def enquired(
    tale: Tale,
    receipt: date,
    ripe: date,
    category: Category,
    *,
    eris: bool = False,
    lines: tuple[Resource, ...] | None = None,
) -> date:
    """Enquiry, six conditions, means, report; gives the day the file is ripe for a decision."""
    enquiry = tale.later(receipt, 1, 3)
    tale.tell("open_enquiry", enquiry)
    visit = tale.later(enquiry, 1, 4)
    tale.tell(
        "record_contact", visit, channel=Channel.HOME_VISIT, kind=ContactKind.OTHER, note=tale.pick(VISITS),
        duration=tale.pick((30, 45, 60)),
    )  # fmt: skip
    for condition in GrantCondition:
        verdict = _verdict(tale, condition, eris=eris)
        tale.tell("assess_condition", visit, condition=condition, verdict=verdict, evidence_refs=(EVIDENCE[condition],))
    lines = _lines(tale, category) if lines is None else lines
    tale.tell(
        "assess_resources", visit, lines=lines, persons=sum(line.owner is Owner.PARTNER for line in lines),
        evidence_refs=(EVIDENCE[GrantCondition.RESOURCES],),
    )  # fmt: skip
    report = max(visit, workday(ripe - timedelta(days=tale.rng.randint(3, 6))))
    tale.tell("file_report", report, report_ref=f"RS-{report:%Y%m%d}-{tale.rng.randint(1, 99):02}")
    return max(report, ripe)


def _cause(tale: Tale, on: date) -> Cause:
    wave = on >= date(2025, 12, 15)
    return tale.pick(tuple(Cause), (62, 14, 24) if wave else (26, 12, 62))


def _verdict(tale: Tale, condition: GrantCondition, *, eris: bool) -> Verdict:
    if condition is GrantCondition.NATIONALITY and eris:
        return Verdict.NOT_MET
    if condition is GrantCondition.WILLING_TO_WORK and tale.chance(0.09):
        return tale.pick((Verdict.EXEMPT_HEALTH, Verdict.EXEMPT_EQUITY))
    return Verdict.MET


def part_time(earned: Decimal, exempt: Decimal) -> Resource:
    """A part-time job that began, part of which is not counted."""
    return Resource(
        kind=ResourceKind.WAGE, monthly=earned, exempt=exempt, rule=ExemptBy.SPI, label="salaire à temps partiel"
    )


def _lines(tale: Tale, category: Category) -> tuple[Resource, ...]:
    """A little work now and then; a partner's income, for who lives with one."""
    lines: tuple[Resource, ...] = ()
    if tale.chance(0.25):
        earned = Decimal(tale.rng.randint(120, 560))
        lines = (part_time(earned, min(earned, Decimal("264.13"))),)
    if category is Category.COHABITANT and tale.chance(0.5):
        income = Decimal(tale.rng.randint(700, 1250))
        lines = (*lines, Resource(kind=ResourceKind.WAGE, owner=Owner.PARTNER, monthly=income))
    return lines


def granted(tale: Tale, on: date, category: Category) -> None:
    """The committee granted; told and paid in the days that follow, late now and then."""
    decided(tale, on, category, known=on + timedelta(days=tale.pick((0, 0, 1))))
    late = not tale.tidy and tale.chance(0.06)
    told(tale, tale.later(on, 9, 14) if late else tale.later(on, 2, 6))
    paid(tale, tale.later(on, 16, 22) if not tale.tidy and tale.chance(0.04) else tale.later(on, 5, 12))


def decided(
    tale: Tale, on: date, category: Category, *, known: date | None = None, right_from: date | None = None
) -> None:
    """The committee granted; the head enters it."""
    tale.tell(
        "grant_ris", on, known=known, by=tale.head, category=category, right_from=right_from,
        motive_law="Loi du 26 mai 2002, art. 3 et 14", motive_fact=tale.pick(MOTIVES), mentions=tuple(Mention),
    )  # fmt: skip
    registered(tale, on)


def told(tale: Tale, posted: date, mode: Letter | None = None) -> None:
    """The decision is notified: by hand, by registered letter, seldom by ordinary mail; who is tidy puts that right."""
    mode = mode or tale.pick((Letter.REGISTERED, Letter.BY_HAND, Letter.ORDINARY), (70, 28, 2))
    presented = tale.later(posted, 1, 3) if mode is Letter.REGISTERED else None
    tale.tell("notify_decision", posted, known=presented, mode=mode, posted_on=posted, presented_on=presented)
    if mode is Letter.ORDINARY and tale.tidy:
        tale.aside("letter").tell("notify_decision", workday(posted + timedelta(days=2)), mode=Letter.BY_HAND)


def paid(tale: Tale, on: date) -> None:
    """The first payment: a month of it."""
    tale.tell("record_first_payment", on, amount=_granted_amount)


def _granted_amount(pathway: Pathway) -> object:
    right = pathway.state.ris.right
    assert right is not None
    return right.amount


def refused(tale: Tale, on: date) -> None:
    """Heard or not, as the person chose; refused, told, closed."""
    offered = on - timedelta(days=9)
    tale.tell("offer_hearing", workday(offered))
    if tale.chance(0.6):
        tale.tell("request_hearing", workday(offered + timedelta(days=2)))
        if tale.chance(0.75):
            tale.tell("hold_hearing", workday(offered + timedelta(days=5)), assisted_by=tale.pick(("", "un avocat")))
        else:
            tale.tell("waive_hearing", workday(offered + timedelta(days=5)))
    ground, fact = tale.pick(tuple(zip(GROUNDS, REFUSALS, strict=True)))
    on = max(on, workday(offered + timedelta(days=6)))
    tale.tell(
        "refuse_ris", on, by=tale.head, grounds=(ground,), motive_law=f"Loi du 26 mai 2002, art. 3, {ground}°",
        motive_fact=fact, mentions=tuple(Mention),
    )  # fmt: skip
    told(tale, tale.later(on, 2, 6), Letter.REGISTERED)


def informed(tale: Tale, opened_on: date) -> None:
    """The services everyone is told of, in one or two talks; now and then one is forgotten."""
    first = tale.later(opened_on, 2, 6)
    sent(tale, first)
    second = tale.later(first, 0, 3) if tale.tidy else tale.later(opened_on, 12, 27)
    forgotten = not tale.tidy and tale.chance(0.05)
    for rank, service in enumerate(CORE[:-1] if forgotten else CORE):
        tale.tell("inform_of_service", first if rank < 3 else second, service=service)
    if tale.chance(0.3):
        tale.tell("inform_of_service", second, service=tale.pick(EXTRA))
