"""What would change under other rules: plans evaluated every two months, and a scale loaded at last."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from typer.testing import CliRunner

from domain.pathway.ris_decision import RisGranted
from domain.rules import RuleSet, rows_of
from infrastructure import rule_commands
from infrastructure.connections import connect
from infrastructure.database import DatabaseRefused
from infrastructure.house import House
from infrastructure.roles import READER
from infrastructure.settings import Settings
from projections.history import History
from projections.what_if import MISSING, Change, Touched, changes, touched
from tests.desk import Desk
from tests.people import WITH_PLAN, WITH_RIS, enquired, granted, requested
from tests.rules import RULES
from tests.story import OPENED, Told, history
from tests.test_api import REASONED
from tests.test_scale_unknown import asked

HEADER = "key,valid_from,valid_to,value,unit,article,source,confidence\n"
EVERY_TWO_MONTHS = HEADER + "piis.evaluation.default_months,,,2,months,D,essai,D\n"
SCALE = HEADER + "ris.scale.cat2,2026-01-01,,1340.48,eur_per_month,DIS 14 (M),essai,C\n"


def draft(text: str) -> RuleSet:
    """The rules, with those rows over them."""
    return RULES.under("draft", rows_of(text))


def told(*facts: Told) -> History:
    """Amina's file."""
    return History(UUID(int=1), history(*OPENED, *facts), RULES)


def test_plans_evaluated_every_two_months_fall_due_earlier() -> None:
    assert changes(told(*WITH_PLAN), draft(EVERY_TWO_MONTHS)) == [
        Change(Touched.DEADLINE, "PLAN_EVAL", "Évaluer le PIIS", "17/09/2024", "17/08/2024")
    ]


def test_a_file_without_a_plan_does_not_change() -> None:
    assert changes(told(*WITH_RIS), draft(EVERY_TWO_MONTHS)) == []


def test_the_same_rules_change_nothing() -> None:
    assert changes(told(*WITH_PLAN), RULES) == []


def replace_grant(told: tuple[Told, ...], **fields: Any) -> tuple[Told, ...]:
    """The same facts, the grant otherwise."""
    return tuple(
        (on, fact.model_copy(update=fields)) if isinstance(fact, RisGranted) else (on, fact) for on, fact, *_ in told
    )


def test_a_provisional_grant_is_performed_again_at_the_scale() -> None:
    facts = (requested("2026-01-05"), *enquired("2026-01-12"), granted("2026-01-19"))
    provisional = replace_grant(facts, provisional=True, scale=Decimal("1314.20"), right_from=date(2026, 1, 5))
    before, after = "1\u202f314,20\u202f€ (provisoire)", "1\u202f340,48\u202f€"
    (change,) = changes(told(*provisional), draft(SCALE))
    assert change == Change(Touched.DECISION, "ris.granted", "RIS octroyé dès le 05/01/2026", before, after)
    plain = replace_grant(provisional, provisional=False)
    assert changes(told(*plain), draft(SCALE))[0].before == MISSING


def test_a_scale_changed_changes_the_amount() -> None:
    rows = HEADER + "ris.scale.cat2,2024-05-01,2025-01-31,1300.00,eur_per_month,DIS 14 (M),essai,C\n"
    (change,) = changes(told(*WITH_RIS), draft(rows))
    assert (change.what, change.before, change.after) == (
        Touched.DECISION, "1\u202f288,46\u202f€", "1\u202f300,00\u202f€",
    )  # fmt: skip
    assert touched([change, change, change._replace(what=Touched.DEADLINE)]) == "1 échéance, 2 décisions"


def test_a_draft_that_does_not_hold_together_is_refused() -> None:
    for text, words in (
        ("a,b\n1,2\n", "table de règles"), (HEADER, "aucune ligne"),
        (HEADER + "piis.x,,,2,months,D,essai,D\n", "clé inconnue"),
        (HEADER + "piis.sign.months,2026-02-01,2026-01-01,2,months,D,essai,D\n", "dates inversées"),
        (HEADER + "piis.sign.months,,,2,months,D,,D\n", "source absente"),
        (HEADER + "piis.sign.months,bientôt,,2,months,D,essai,D\n", "table de règles"),
        (EVERY_TWO_MONTHS + EVERY_TWO_MONTHS.removeprefix(HEADER), "recouvrent"),
    ):  # fmt: skip
        with pytest.raises(DatabaseRefused, match=words):
            rule_commands.drafted(text, RULES)


def standing(house: House) -> list[Any]:
    """Where the log and every table stand: positions, rows, what PostgreSQL counts as written."""
    house.projector.catch_up()
    with connect(house.databases.main) as connection:
        connection.execute("SELECT pg_stat_clear_snapshot()")
        tables = ("es.event", "es.event_head", "es.processed_command", "read.files", "read.worklist", "read.parked")
        rows = [connection.execute(f"SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM {name} t".encode())
                .fetchone() for name in tables]  # fmt: skip
        return [*rows, connection.execute("SELECT position FROM es.event_head").fetchone()]


@pytest.fixture
def commanded(ready: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """The commands, on the databases of this service."""
    monkeypatch.setattr(rule_commands, "Settings", lambda: settings_of(ready, tmp_path))
    return ready


def settings_of(house: House, folder: Path) -> Settings:
    """Those the service was made with."""
    return Settings(database_url=house.databases.main, keys_url=house.databases.keys, data_dir=folder)


@pytest.mark.postgres
def test_a_draft_is_tried_on_the_real_past_and_writes_nothing(commanded: House, client: Any, tmp_path: Path) -> None:
    desk = Desk(client)
    asked(desk)
    desk.done("grant_ris", "2026-04-10", category="2", provisional=True, **REASONED)
    file = tmp_path / "draft.csv"
    file.write_text(SCALE, encoding="utf-8")
    before = standing(commanded)
    run = CliRunner().invoke(rule_commands.app, ["what-if", str(file), "--json"])
    assert run.exit_code == 0, run.output
    answer = json.loads(run.stdout.strip().splitlines()[-1])
    (one,) = answer["files"]
    assert (one["pathway_id"], one["centre"], answer["total"]) == (desk.pathway, 1, 1)
    assert [(c["what"], c["before"], c["after"]) for c in one["changes"]] == [
        ("decision", "1\u202f314,20\u202f€ (provisoire)", "1\u202f340,48\u202f€")
    ]
    other = CliRunner().invoke(rule_commands.app, ["what-if", str(file), "--centre", "CPAS de Hautes-Fagnes"])
    assert "0 dossier changerait" in other.stdout
    nowhere = CliRunner().invoke(rule_commands.app, ["what-if", str(file), "--centre", "Ailleurs"])
    assert nowhere.exit_code == 1
    file.write_text(HEADER + "ris.review.second_alert_days,,,10,days,D,essai,D\n", encoding="utf-8")
    told = CliRunner().invoke(rule_commands.app, ["what-if", str(file)])
    assert "REGULARISE · Régulariser au barème : 10/05/2026 -> 20/04/2026" in told.stdout
    assert standing(commanded) == before


@pytest.mark.postgres
def test_what_tries_a_draft_may_not_write(commanded: House, tmp_path: Path) -> None:
    with rule_commands.reading(settings_of(commanded, tmp_path)) as (_, connection, _recompute):
        assert connection.execute("SELECT current_user").fetchone() == (READER,)
        for statement in ("DELETE FROM auth.session", "DELETE FROM es.event", "CREATE TEMP TABLE x (y int)"):
            with pytest.raises((psycopg.errors.ReadOnlySqlTransaction, psycopg.errors.InsufficientPrivilege)):
                connection.execute(statement)


@pytest.mark.postgres
def test_the_rows_of_every_centre_are_checked_too(commanded: House, client: Any) -> None:
    well = CliRunner().invoke(rule_commands.app, ["check"])
    assert (well.exit_code, well.stdout.count(" : 0 erreur")) == (0, 1), well.output
    head = Desk(client, "head")
    for key, value in (("ris.scale.cat2", "1340.48"), ("ris.scale.cat1", "983.65")):
        answers = {"key": key, "value": value, "valid_from": "2026-01-01", "source": "circulaire"}
        body = {"occurred_on": "2026-04-10", "answers": answers}
        headers = head.headers | {"If-Match": f'"{head.version}"', "Idempotency-Key": str(UUID(int=head.version + 1))}
        assert head.client.post("/api/v1/rules/steps/add_rule", json=body, headers=headers).status_code == 200
        head.version += 1
    wrong = CliRunner().invoke(rule_commands.app, ["check"])
    assert wrong.exit_code == 1
    assert "CPAS de Val-de-Meuse : 1 erreur" in wrong.stdout
    assert "ERREUR : ris.scale.cat1, au 01/01/2026, 983.65 n'est pas deux tiers de 1340.48" in wrong.stdout
    listed = CliRunner().invoke(
        rule_commands.app, ["list", "ris.scale.cat1", "--on", "2026-02-01", "--centre", "CPAS de Val-de-Meuse"]
    )
    assert "983,65" in listed.stdout
    assert "à vérifier" in listed.stdout
    assert CliRunner().invoke(rule_commands.app, ["list", "--on", "hier"]).exit_code == 1


def test_the_tables_shipped_are_checked_without_a_database() -> None:
    run = CliRunner().invoke(rule_commands.app, ["check", "--shipped"])
    assert (run.exit_code, "Tables livrées : 0 erreur" in run.stdout) == (0, True), run.output
    assert "aucune valeur du 01/01/2018 au 30/06/2019" in run.stdout
    listed = CliRunner().invoke(rule_commands.app, ["list", "piis.sign", "--on", "2026-01-01"])
    assert listed.stdout.startswith("piis.sign.months = 3 mois · sans limite")
