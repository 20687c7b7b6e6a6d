"""Whole lives, each told by the steps themselves, so that properties are tried on lawful histories only.

One module for each life that shows a measure; add it to `LIVES`.
"""

from tests.lives import amina, book, contracts, handover, owing, partners, plan, rights, transfer, work

LIFE = amina.led_to_a_job()
"""From a request to a job, closed and open again, put right twice."""
LIVES = (
    LIFE,
    amina.refused(),
    handover.moved_away(),
    rights.a_right_reviewed_and_sanctioned(),
    transfer.received(),
    transfer.sent_on(),
    plan.bound(),
    contracts.moved_to_an_employer(),
    work.trained_then_hired(),
    partners.known_around(),
    owing.aid_unanswered(),
    owing.plan_that_ends(),
    owing.provisional_grant(),
    owing.long_training(),
)
"""Between them, every kind of fact of a person."""
BOOKS = (book.kept(),)
"""What is told of no person: the rules of a centre."""
