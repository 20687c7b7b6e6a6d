"""The plan in its course: evaluated every three months, three times in any twelve, objective by objective."""

from datetime import date
from functools import partial

from domain.kernel import Erased
from domain.pathway import Pathway
from domain.pathway.piis import PiisDrafted
from domain.pathway.piis_content import ObjectiveAssessed, Outlook
from domain.pathway.piis_follow import PiisEvaluated
from tests.people import ANSWERS, WITH_PLAN, WITH_RIS, assessed, drafted, enquired, granted, requested, signed
from tests.story import Story, Told, given

GRANTED_2026: tuple[Told, ...] = (requested("2026-03-02"), *enquired("2026-03-10"), granted("2026-04-01"))
SIGNED_2026: tuple[Told, ...] = (*GRANTED_2026, assessed("2026-04-10"), drafted("2026-04-15"), signed("2026-04-20"))
SEEN = (ObjectiveAssessed(objective=1, outlook=Outlook.REACHED),)


def evaluated(on: str, *, in_person: bool = True) -> Told:
    """An evaluation, every question asked again."""
    return on, PiisEvaluated(on=date.fromisoformat(on), in_person=in_person, assessments=SEEN, **ANSWERS)


def after(*told: Told) -> Story:
    """The plan signed on 20 April 2026, and what followed."""
    return given(*SIGNED_2026, *told)


def test_a_plan_is_evaluated_every_three_months() -> None:
    story = after()
    assert (story.owes_on("PLAN_SIGN"), story.owes_on("PLAN_EVAL")) == (None, date(2026, 7, 20))
    owed = story.owes("PLAN_EVAL")
    assert owed is not None
    assert owed.because == "signature du 20/04/2026 + 3 mois (usage) ; à préparer dès le 06/07/2026"
    story.when(Pathway.evaluate_piis, on="2026-07-20", **ANSWERS).then(PiisEvaluated)
    assert story.owes_on("PLAN_EVAL") == date(2026, 10, 20)
    earlier = given(*WITH_PLAN, evaluated("2025-12-08"))
    assert earlier.owes_on("PLAN_EVAL") == date(2026, 3, 8)


def test_an_earlier_evaluation_agreed_on_is_due_that_day() -> None:
    story = after().when(Pathway.evaluate_piis, on="2026-07-20", next_on=date(2026, 9, 1), **ANSWERS)
    story.then(PiisEvaluated)
    assert story.owes_on("PLAN_EVAL") == date(2026, 9, 1)
    story = after().when(Pathway.evaluate_piis, on="2026-07-20", next_on=date(2026, 12, 1), **ANSWERS)
    story.then(PiisEvaluated)
    assert story.owes_on("PLAN_EVAL") == date(2026, 10, 20)


def test_any_twelve_months_hold_three_evaluations() -> None:
    assert after().owes_on("PLAN_EVAL_MIN") == date(2027, 4, 20)
    two = (evaluated("2026-07-20"), evaluated("2026-10-20"))
    assert after(*two).owes_on("PLAN_EVAL_MIN") == date(2027, 4, 20)
    three = (*two, evaluated("2027-01-20"))
    assert after(*three).owes_on("PLAN_EVAL_MIN") == date(2027, 7, 20)
    assert after(*three, evaluated("2027-04-20")).owes_on("PLAN_EVAL_MIN") == date(2027, 10, 20)


def test_two_of_them_are_held_in_person() -> None:
    on_file = (
        evaluated("2026-07-20"),
        evaluated("2026-10-20", in_person=False),
        evaluated("2027-01-20", in_person=False),
    )
    owed = after(*on_file).owes("PLAN_EVAL_MIN")
    assert owed is not None
    assert owed.due_on == date(2027, 4, 20)
    assert owed.because == "12 mois depuis le 20/04/2026 ; 3 faites, dont 1 en entretien"


def test_an_evaluation_needs_a_plan_that_runs_and_asks_again() -> None:
    given(*WITH_RIS).when(Pathway.evaluate_piis, on="2024-09-17").then_breaks("PLAN_NOT_ACTIVE", "AR DIS")
    given(*WITH_PLAN).when(Pathway.evaluate_piis, on="2024-09-17").then_warns("THREE_QUESTIONS_NOT_ASKED")
    for held in (date(2024, 6, 14), date(2024, 9, 18)):  # before the signature, after the act
        story = given(*WITH_PLAN).when(Pathway.evaluate_piis, on="2024-09-17")
        story.act = partial(Pathway.evaluate_piis, story.pathway, on=held)
        story.then_breaks("PLAN_NOT_ACTIVE")


def test_each_objective_is_assessed_by_its_number() -> None:
    story = after().when(Pathway.evaluate_piis, on="2026-07-20", **ANSWERS).then_warns("OBJECTIVES_NOT_ASSESSED")
    story.when(Pathway.evaluate_piis, on="2026-07-21", assessments=SEEN, **ANSWERS).then(PiisEvaluated)
    assert story.pathway.warnings == []
    assert story.state.piis.outlooks == {1: Outlook.REACHED}
    unknown = (ObjectiveAssessed(objective=2),)
    story.when(Pathway.evaluate_piis, on="2026-07-22", assessments=unknown).then_breaks("NO_SUCH_OBJECTIVE")


def test_what_was_told_late_of_an_earlier_day_does_not_undo_what_came_after() -> None:
    late = ("2026-10-21", PiisEvaluated(on=date(2026, 7, 20), assessments=(ObjectiveAssessed(objective=1),)))
    agreed = ("2026-10-20", PiisEvaluated(on=date(2026, 10, 20), assessments=SEEN, next_on=date(2026, 12, 1)))
    story = after(agreed, late)
    assert story.owes_on("PLAN_EVAL") == date(2026, 12, 1)
    assert story.state.piis.outlooks == {1: Outlook.REACHED}
    assert story.state.piis.last_evaluated_on == date(2026, 10, 20)


def test_the_history_of_the_three_answers_is_kept() -> None:
    story = after(evaluated("2026-07-20"))
    assert [answers.on for answers in story.state.piis.answers] == [date(2026, 4, 20), date(2026, 7, 20)]
    assert story.state.piis.answers[0].projects == "Aide-soignante"


def test_a_plan_whose_person_was_erased_still_folds() -> None:
    on, draft = drafted("2026-04-15")[:2]
    assert isinstance(draft, PiisDrafted)
    blank = dict.fromkeys(draft.personal_fields(), Erased.ERASED)
    gone: Told = (on, draft.model_copy(update=blank))
    story = given(*GRANTED_2026, assessed("2026-04-10"), gone, signed("2026-04-20"))
    assert story.state.piis.plan is not None
    assert story.state.piis.plan.objectives == {}
    assert story.owes_on("PLAN_EVAL") == date(2026, 7, 20)
