"""``parcours rules``: check the tables, list what is in force, try a draft on the real past; nothing here writes."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import typer

from domain.french import counted
from domain.kernel import BRUSSELS
from domain.rule_check import Finding, endings, findings
from domain.rule_words import period, value_said
from domain.rules import Rule, RuleSet, rows_of
from infrastructure.connections import connect
from infrastructure.console import aside, counting, refused, say
from infrastructure.database import DatabaseRefused, Databases
from infrastructure.house import databases, lone_recompute, shipped_rules
from infrastructure.projector import head
from infrastructure.recompute import Recompute
from infrastructure.roles import READER
from infrastructure.settings import Settings
from projections.files import number_of
from projections.history import History
from projections.what_if import Change, changes, touched

app = typer.Typer(no_args_is_help=True, help="Les règles : les contrôler, les lire, en essayer d'autres sur le passé.")
CENTRES = "SELECT id, name FROM auth.centre ORDER BY id"
STREAMS = 200
Centre = Annotated[str, typer.Option(help="Un seul centre ; sinon tous.")]


@contextmanager
def reading(settings: Settings) -> Iterator[tuple[Databases, Any, Recompute]]:
    """The histories through a role, and in a session, that change nothing."""
    with databases(settings) as found, connect(found.main, patient=True, role=READER) as connection:
        connection.execute("SET default_transaction_read_only = on")
        yield found, connection, lone_recompute(settings, found)


def centres_of(connection: Any, wanted: str) -> dict[int, str]:
    """The centres, or the one named."""
    known = dict(connection.execute(CENTRES).fetchall())
    if wanted and wanted not in known.values():
        raise DatabaseRefused(f"Centre inconnu. Connus : {', '.join(known.values()) or 'aucun'}.")
    return {number: name for number, name in known.items() if wanted in {"", name}}


@app.command()
def check(
    shipped: Annotated[
        bool, typer.Option("--shipped", help="Les tables livrées seules, sans base de données.")
    ] = False,
) -> None:
    """Contrôler les tables livrées, et les lignes de chaque centre : 0 seulement si rien n'est faux."""
    deadlines = (files("domain") / "tables" / "deadlines.csv").read_text(encoding="utf-8")
    with refused():
        today, shipped_set = datetime.now(BRUSSELS).date(), shipped_rules()
        wrong = told("Tables livrées", [*findings(shipped_set, deadlines), *endings(shipped_set, today)])
        if not shipped:
            with reading(Settings()) as (_, connection, recompute):
                names = centres_of(connection, "")
                for number, rules in recompute.centres.at(connection, names, head(connection)).items():
                    told_already = {*findings(shipped_set, deadlines)}
                    found = [*findings(rules, deadlines), *endings(rules, today)]
                    wrong += told(names[number], [each for each in found if each not in told_already])
    sys.exit(1 if wrong else 0)


def told(whose: str, found: Iterable[Finding]) -> int:
    """Say what was found of one set; how much of it is wrong."""
    lines = list(found)
    wrong = sum(not finding.known for finding in lines)
    gaps = counted(len(lines) - wrong, "trou connu", "trous connus")
    say([f"{whose} : {counted(wrong, 'erreur', 'erreurs')}, {gaps}."])
    say(f"  {'trou connu' if finding.known else 'ERREUR'} : {finding.key}, {finding.text}" for finding in lines)
    return wrong


@app.command(name="list")
def list_(
    key: Annotated[str, typer.Argument(help="Une clé, ou le début de plusieurs.")] = "",
    on: Annotated[str, typer.Option(help="Seulement ce qui est en vigueur ce jour (AAAA-MM-JJ).")] = "",
    centre: Centre = "",
) -> None:
    """Dire les lignes : valeur, dates, source, confiance ; celles d'un centre, s'il est nommé."""
    with refused():
        that_day, rules = _day(on), shipped_rules()
        if centre:
            with reading(Settings()) as (_, connection, recompute):
                (number,) = centres_of(connection, centre)
                rules = recompute.centres.at(connection, [number], head(connection)).get(number, rules)
        rows = [rule for rule in rules.rules if rule.key.startswith(key) and (not that_day or rule.in_force(that_day))]
        say(_line(rule) for rule in sorted(rows, key=lambda rule: (rule.key, rule.first_day)))
        say([f"{counted(len(rows), 'ligne', 'lignes')}, jeu {rules.id}."])


def _day(on: str) -> date | None:
    try:
        return date.fromisoformat(on) if on else None
    except ValueError:
        raise DatabaseRefused(f"« {on} » n'est pas un jour : AAAA-MM-JJ.") from None


def _line(rule: Rule) -> str:
    badge = " · à vérifier" if rule.is_doubtful else ""
    return f"{rule.key} = {value_said(rule)} · {period(rule)} · {rule.source} · {rule.confidence.value}{badge}"


@app.command(name="what-if")
def what_if(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Le projet : les colonnes de rules.csv.")],
    as_json: Annotated[bool, typer.Option("--json", help="Pour un programme.")] = False,
    centre: Centre = "",
) -> None:
    """Dire quels dossiers changeraient sous d'autres règles, de combien et en quoi ; rien n'est écrit."""
    with refused():
        draft = drafted(file.read_text(encoding="utf-8-sig"), shipped_rules())
        with reading(Settings()) as (_, connection, recompute):
            wanted, upto = centres_of(connection, centre), head(connection)
            with counting("Dossiers relus", upto, aside) as more:
                read = histories(connection, recompute, upto, more)
                found = sorted(
                    (one for one in tried(read, draft) if one["centre"] in wanted), key=lambda one: one["file_no"]
                )
            if as_json:
                answer = {"position": upto, "rule_set": shipped_rules().id, "files": found, "total": len(found)}
                print(json.dumps(answer, ensure_ascii=False))
            else:
                say(lines for one in found for lines in _file(one))
                say(_totals(found))
                say([f"{counted(len(found), 'dossier changerait', 'dossiers changeraient')} ; rien n'est écrit."])


def _totals(found: Sequence[dict[str, Any]]) -> list[str]:
    """How many things would change, of each kind."""
    kinds = Counter((change["code"], change["label"]) for one in found for change in one["changes"])
    return [f"{number} × {code} ({label})" for (code, label), number in kinds.most_common()]


def drafted(text: str, shipped: RuleSet) -> list[Rule]:
    """The rows of a draft; refused when it is no such table, names a key nobody knows, or does not hold together."""
    try:
        rows = rows_of(text)
    except (KeyError, TypeError, ValueError) as wrong:
        columns = "key,valid_from,valid_to,value,unit,article,source,confidence"
        raise DatabaseRefused(f"Ce n'est pas une table de règles ({wrong}). Colonnes attendues : {columns}.") from wrong
    problems = [f"{row.key} : clé inconnue" for row in rows if not shipped.of_key(row.key)]
    problems += [f"{f.key} : {f.text}" for f in findings(RuleSet("draft", rows)) if not f.known]
    if problems or not rows:
        raise DatabaseRefused("Ce projet ne tient pas : " + (" ; ".join(problems) or "aucune ligne") + ".")
    return rows


def histories(connection: Any, recompute: Recompute, upto: int, more: Any) -> Iterator[History]:
    """Every history that can be read, under the rules of its centre; ``more`` is told the entries read."""
    for page in recompute.pages(connection, upto, STREAMS):
        for history in recompute.histories(connection, page, upto).values():
            if isinstance(history, History):
                more(len(history.entries))
                yield history


def tried(read: Iterable[History], rows: list[Rule]) -> Iterator[dict[str, Any]]:
    """The files that would change, with what and how."""
    drafts: dict[str, RuleSet] = {}
    for history in read:
        rules = history.rules
        if rules.id not in drafts:
            drafts[rules.id] = rules.under(f"{rules.name}-draft", rows)
        if changed := changes(history, drafts[rules.id]):
            yield {
                "pathway_id": str(history.id), "file_no": number_of(history), "centre": history.centre,
                "referent": history.state.identity.referent, "touched": touched(changed),
                "changes": [change._asdict() for change in changed],
            }  # fmt: skip


def _file(one: dict[str, Any]) -> Iterator[str]:
    yield f"{one['file_no']} ({one['referent'] or 'sans référent'}) : {one['touched']}"
    for change in (Change(**told) for told in one["changes"]):
        yield f"  {change.code} · {change.label} : {change.before or 'rien'} -> {change.after or 'plus rien'}"
