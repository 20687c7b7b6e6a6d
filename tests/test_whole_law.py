"""The whole law of the pathway is there: every verb, fact, refusal and deadline it names, measure by measure.

The names are those of the study of the law this product was built from, copied once. Agreements, partners, job shops,
public contracts, control and mandates are other rooms, and so are the names that only they can use.
"""

from __future__ import annotations

import ast
from pathlib import Path

from domain.kernel import TOPICS
from domain.pathway.step import STEPS
from tests.measures import rooms

ROOT = Path(__file__).parent.parent
VERBS = {
    # the file; erasing a person is another matter: a key destroyed, after a retention no text read here fixes
    "identity": """open_pathway record_identity declare_household close_pathway move_pathway reopen_pathway
        assign_pathway link_pathways unlink_pathways correct_entry void_entry""",
    "ris": """request_ris issue_receipt transfer_request receive_transfer raise_conflict designate_centre open_enquiry
        file_report assess_resources assess_condition offer_hearing request_hearing hold_hearing waive_hearing grant_ris
        refuse_ris withdraw_ris notify_decision record_first_payment open_review conclude_review declare_stay_abroad
        suspend_ris lift_suspension impose_sanction record_sanction_final order_recovery lodge_appeal
        record_judgment""",
    "piis": """assess_needs draft_piis sign_piis refuse_signature exempt_piis evaluate_piis amend_piis end_piis
        reactivate_piis report_breach send_notice close_breach""",
    "contracts": """propose_article60 set_training_plan bind_agreement start_article60 record_days change_host interrupt
        resume extend_article60 record_follow_up end_article60 propose_article61 set_training_plan_article61
        bind_agreement_article61 start_article61 record_days_article61 interrupt_article61 resume_article61
        extend_article61 record_follow_up_article61 end_article61 record_impulsion""",
    "training": "enrol_training record_attendance interrupt resume end_training",
    "placement": "record_placement observe_status end_placement",
    "services": """confirm_registration receive_breach inform_of_service give_consent withdraw_consent propose_referral
        accept_referral refuse_referral expire_referral withdraw_referral request_interview record_contact""",
    "rules": "add_rule correct_rule",
}
FACTS = {
    "identity": """PathwayOpened IdentityRecorded IdentityNissChanged HouseholdDeclared PathwayClosed PathwayMoved
        PathwayReopened PathwayAssigned PathwaysLinked PathwaysUnlinked EntryCorrected EntryVoided""",
    "ris": """RisRequested RisReceiptIssued RisTransferred RisReceivedByTransfer RisConflictRaised RisCentreDesignated
        RisEnquiryOpened RisReportFiled ResourcesAssessed RisConditionAssessed HearingOffered HearingRequested
        HearingHeld HearingWaived RisGranted RisRefused RisWithdrawn RisDecisionNotified RisFirstPaid RisReviewOpened
        RisReviewConcluded RisStayAbroadDeclared RisSuspended RisSuspensionLifted SanctionImposed SanctionReprieved
        SanctionReprieveRevoked SanctionBecameFinal RisRecoveryOrdered AppealLodged AppealJudged""",
    "piis": """PiisNeedsAssessed PiisDrafted PiisSigned PiisSignatureRefused PiisExempted PiisEvaluated PiisAmended
        PiisEnded PiisReactivated PiisBreachReported PiisNoticeSent PiisBreachRemedied PiisBreachJustified""",
    "contracts": """Article60Proposed Article60TrainingPlanSet Article60AgreementBound Article60Started
        Article60DaysRecorded Article60HostChanged Article60Interrupted Article60Resumed Article60Extended
        Article60FollowedUp Article60Ended Article61Proposed Article61TrainingPlanSet Article61AgreementBound
        Article61Started Article61DaysRecorded Article61Interrupted Article61Resumed Article61Extended
        Article61FollowedUp Article61Ended ImpulsionContractRecorded""",
    "training": "TrainingEnrolled TrainingAttended TrainingInterrupted TrainingResumed TrainingEnded",
    "placement": "PlacementRecorded FollowUpObserved PlacementEnded",
    "services": """ForemRegistrationConfirmed ForemBreachReceived ReferralInformed ReferralMade ReferralOutcome
        ReferralConsentGiven ReferralConsentWithdrawn ReferralProposed ReferralAccepted ReferralRefused ReferralExpired
        ReferralWithdrawn InterviewRequested InterviewHeld InterviewMissed""",
    "rules": "RuleAdded RuleCorrected",
}
REFUSALS = {
    "identity": """NISS_INVALID NISS_TAKEN STILL_RUNNING REASON_REQUIRED TRANSFER_TO_SELF UNDO_TOO_LATE FORBIDDEN
        CONFLICT""",
    "ris": """REQUEST_ALREADY_OPEN RECEIPT_LATE TRANSFER_TO_SELF MOTIVATION_MISSING EVIDENCE_MISSING
        CONDITIONS_INCOMPLETE SCALE_UNKNOWN MENTIONS_MISSING RIGHT_BEFORE_REQUEST HEARING_REQUIRED
        NOTIFICATION_BEFORE_DECISION SANCTION_TOO_LONG NOTICE_REQUIRED SANCTION_PRESCRIBED SANCTION_TOO_EARLY
        NOT_FOR_ERIS APPEAL_STILL_OPEN""",
    "piis": """ASSESSMENT_REQUIRED THREE_QUESTIONS_REQUIRED REFLECTION_PERIOD PLAN_INCOMPLETE EXEMPTION_REASON
        PLAN_NOT_ACTIVE AMENDMENT_NOT_AGREED NO_BREACH NOTICE_REQUIRED REMEDY_PERIOD""",
    "contracts": """NOT_ELIGIBLE AGREEMENT_NOT_COVERING TRAINING_AND_FOLLOW_UP_REQUIRED DURATION_EXCEEDED WRONG_EMPLOYER
        CONTRACT_OVERLAP TOO_MANY_DAYS SCHEME_ABOLISHED""",
    "training": "OPERATOR_NOT_APPROVED AGREEMENT_NOT_COVERING HOURS_CEILING HOURS_OUT_OF_RANGE",
    "placement": "NOT_A_PLACEMENT PLACEMENT_DUPLICATE",
    "services": "CONSENT_MISSING",
    "rules": "SOURCE_REQUIRED RULE_OVERLAP",
}
DEADLINES = {
    "ris": """RECEIPT TRANSFER COMPETENCE_CONFLICT COMPETENCE_ANSWER DECISION DECISION_ERIS NOTIFY FIRST_PAYMENT
        INTEREST INTEREST_LATE_DECISION APPEAL SILENCE SILENCE_APPEAL SILENCE_APPEAL_ERIS ANNUAL_REVIEW ABROAD
        SPI_LIMIT SANCTION_START_RIS SANCTION_PRESCRIPTION SANCTION_EXECUTION SANCTION_REPEAT_RIS""",
    "piis": """PLAN_SIGN REFLECTION REFLECTION_WARN PLAN_EVAL PLAN_EVAL_MIN PLAN_END EXEMPTION_REVIEW NOTICE_REMEDY
        SANCTION_START SANCTION_LATEST SANCTION_REPEAT_PLAN""",
    "contracts": "ART60_DAYS ART60_ORIENTATION FOLLOW_UP",
    "training": "CISP_HOURS",
    "placement": "OUTCOME_3 OUTCOME_6 OUTCOME_12",
    "services": "FOREM_REG FOREM_REG_STOCK INTERVIEW SERVICES_INFORMED CONTACT_SILENCE",
}
UNIQUE = "a step has one name: what two measures call alike says which of them"
NO_AGREEMENTS = "until agreements are kept here, their references are taken as told, and the agent is warned"
RENAMED: dict[tuple[str, str], tuple[str, str]] = {
    ("contracts", "interrupt"): ("interrupt_article60", UNIQUE),
    ("contracts", "resume"): ("resume_article60", UNIQUE),
    ("training", "interrupt"): ("interrupt_training", UNIQUE),
    ("training", "resume"): ("resume_training", UNIQUE),
    ("contracts", "AGREEMENT_NOT_COVERING"): ("AGREEMENT_UNCHECKED", NO_AGREEMENTS),
    ("training", "AGREEMENT_NOT_COVERING"): ("AGREEMENT_UNCHECKED", NO_AGREEMENTS),
    ("training", "OPERATOR_NOT_APPROVED"): ("OPERATOR_UNCHECKED", NO_AGREEMENTS),
}
"""What the law calls so in that measure, what the code calls it, and why."""


def demanded(lists: dict[str, str]) -> list[tuple[str, str]]:
    """Each name of the law with its measure, as the code calls it."""
    named = ((measure, name) for measure, names in lists.items() for name in names.split())
    return [(measure, RENAMED.get((measure, name), (name, ""))[0]) for measure, name in named]


def defined() -> set[str]:
    """Every function of the domain, for verbs of another room than the pathway."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "domain").rglob("*.py"))
    return {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def texts() -> set[str]:
    """Every code the product holds, in the law, in its use cases, or where problems are told."""
    paths = [path for folder in ("domain", "application", "web") for path in (ROOT / folder).rglob("*.py")]
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in paths)
    return {str(node.value) for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}


def lacking(lists: dict[str, str], there: set[str]) -> list[str]:
    """What the law names and the code has not."""
    return [f"{measure}: {name}" for measure, name in demanded(lists) if name not in there]


def test_every_verb_of_the_law_is_a_step() -> None:
    ours, others = {*STEPS}, defined()
    assert lacking({measure: names for measure, names in VERBS.items() if measure != "rules"}, ours) == []
    assert lacking({"rules": VERBS["rules"]}, others) == []


def test_every_fact_of_the_law_may_be_recorded() -> None:
    assert lacking(FACTS, {kind.__name__ for kind in TOPICS.values()}) == []


def test_every_refusal_of_the_law_is_said() -> None:
    assert lacking(REFUSALS, texts()) == []


def test_every_deadline_of_the_law_is_owed() -> None:
    assert lacking(DEADLINES, {owed for room in rooms() for owed in room.owed}) == []


def test_what_is_called_otherwise_says_why_and_is_still_demanded() -> None:
    lists = [*VERBS.items(), *FACTS.items(), *REFUSALS.items(), *DEADLINES.items()]
    named = {(measure, name) for measure, names in lists for name in names.split()}
    assert {*RENAMED} <= named
    assert all(why for _, why in RENAMED.values())
