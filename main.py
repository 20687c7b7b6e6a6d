"""The composition root, and the commands of `parcours`: one short function each."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from threading import Event as Flag
from threading import Thread
from typing import Annotated

import typer
import uvicorn

from application.agents import Agent
from domain.french import day
from domain.kernel import BRUSSELS, Role
from infrastructure import faults, told_year
from infrastructure.bench import BENCHMARKS, run
from infrastructure.bench.seeding import seed
from infrastructure.bench.table import say_results
from infrastructure.comparison import differences
from infrastructure.connections import connect
from infrastructure.console import aside, bar, counting, out, refused, say, warn
from infrastructure.database import DatabaseRefused
from infrastructure.export import EXPORTS
from infrastructure.fault_points import before_answers
from infrastructure.house import PROJECTIONS, House, databases, force_of, house
from infrastructure.rebuild import back, forget_former, rebuild
from infrastructure.rotation import rotate, standing
from infrastructure.rule_commands import app as rules
from infrastructure.settings import Settings
from projections.history import AnyProjection
from web.app import create
from web.rooms import Rooms

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Parcours : les parcours d'insertion d'un CPAS.")
app.add_typer(rules, name="rules")
SEED, CLOCK = 20260310, "2026-03-10"


@app.callback()
def started() -> None:
    """Les parcours d'insertion d'un CPAS : dossiers, démarches, historique, résultats."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s : %(message)s")


@app.command()
def demo(
    clock: Annotated[str, typer.Option(help=f"Le jour ; sinon PARCOURS_TODAY, sinon {CLOCK}.")] = "",
    seed: Annotated[int, typer.Option(help="La même graine raconte la même histoire.")] = SEED,
    port: Annotated[int, typer.Option(help="Le port ; 0 pour celui des réglages.")] = 0,
    only_load: Annotated[bool, typer.Option("--only-load", help="Charger sans servir.")] = False,
) -> None:
    """Charger les années racontées d'un centre inventé, puis servir."""
    settings = Settings()
    settings.today = date.fromisoformat(clock or str(settings.today or CLOCK))
    at = datetime.combine(settings.today, time(8, 30), BRUSSELS)
    with refused():
        with databases(settings) as found:
            told_year.made_demo(found.main, at)
            with house(settings) as ready, bar("Années racontées") as step:
                told_year.load(ready, seed, at, step)
        if not only_load:
            with house(settings) as ready:
                out.print("\nComptes (mot de passe « demo ») :")
                for agent in ready.accounts.demo():
                    out.print(f"  {agent.username:10} {agent.name}, {agent.role.label}, {agent.centre_name}")
                listen(ready, settings, port or settings.port)


@app.command()
def serve(port: Annotated[int, typer.Option(help="Le port ; 0 pour celui des réglages.")] = 0) -> None:
    """Servir les pages et l'interface ; les listes suivent le journal dans le même processus."""
    settings = Settings()
    with refused(), house(settings) as ready:
        listen(ready, settings, port or settings.port)


@app.command()
def migrate() -> None:
    """Créer les tables, ou les mettre à jour."""
    with refused(), house(Settings()):
        out.print("Les tables sont à jour.")


@app.command()
def project(
    retry: Annotated[bool, typer.Option("--retry", help="Reprendre les dossiers mis de côté, puis finir.")] = False,
) -> None:
    """Tenir les listes à jour, seul, jusqu'à l'arrêt."""
    with refused(), house(Settings()) as ready:
        if retry:
            out.print(f"{ready.projector.retry()} dossier(s) restent de côté.")
            return
        out.print("Les listes suivent le journal. Ctrl-C pour arrêter.")
        try:
            ready.projector.run(Flag())
        except KeyboardInterrupt:
            out.print("Arrêté.")


@app.command(name="rebuild")
def rebuild_(
    name: Annotated[str, typer.Argument(help=f"Laquelle : {', '.join(PROJECTIONS)}.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Toutes.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Comparer sans rien écrire.")] = False,
    accept: Annotated[bool, typer.Option("--accept", help="Montrer la nouvelle version même si elle diffère.")] = False,
    go_back: Annotated[bool, typer.Option("--back", help="Revenir à ce que montrait la liste auparavant.")] = False,
    drop: Annotated[bool, typer.Option("--drop", help="Ne plus garder ce qui fut remplacé.")] = False,
) -> None:
    """Recalculer les listes depuis les histoires, pendant qu'on travaille ; comparer ; ou revenir en arrière."""
    settings = Settings()
    with refused(), house(settings) as ready:
        wanted = [each for each in PROJECTIONS.values() if every or each.name == name]
        if not wanted:
            raise DatabaseRefused(f"Laquelle ? {', '.join(PROJECTIONS)}, ou --all.")
        url, names = ready.databases.main, ", ".join(each.name for each in wanted)
        if check:
            sys.exit(1 if compared(ready, wanted) else 0)
        elif go_back:
            out.print(f"{names} : retour à la position {back(url, ready.recompute, wanted)}.")
        elif drop:
            forget_former(url, wanted)
            out.print(f"{names} : seule reste la version montrée.")
        else:
            with counting("Recalcul", ready.pathways.recorder.max_notification_id()) as more:
                force = force_of(settings, ready.databases)
                position = rebuild(url, ready.recompute, wanted, advance=more, force=force, accept=accept)
            out.print(f"{names} : recalculé jusqu'à la position {position}.")


def compared(ready: House, wanted: Iterable[AnyProjection]) -> int:
    """How many streams have other rows than their history gives; each list says how many."""
    wrong = 0
    for projection in wanted:
        with counting("Comparaison") as more:
            found = differences(ready.databases.main, ready.recompute, projection, more)
        wrong += len(found)
        out.print(f"{projection.name} : {len(found)} différence(s) avec un recalcul.")
    return wrong


@app.command()
def user(
    username: str,
    name: Annotated[str, typer.Option(help="Le nom que voient les collègues.")],
    role: Annotated[Role, typer.Option(help="Le rôle.")],
    centre: Annotated[str, typer.Option(help="Le nom du centre, créé s'il n'existe pas.")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
) -> None:
    """Créer un compte local, ou le changer."""
    with refused(), house(Settings()) as ready:
        number = ready.accounts.centre(centre)
        agent = Agent(username=username, name=name, role=role, centre=number, centre_name=centre)
        ready.accounts.add(agent, password)
        out.print(f"Compte « {username} » : {name}, {role.label}, {centre}.")


@app.command(name="faults")
def faults_(
    wanted: Annotated[list[str] | None, typer.Argument(help="Numéros ou noms ; tous par défaut.")] = None,
    seed: Annotated[int, typer.Option(help="La même graine joue les mêmes pannes.")] = SEED,
    quick: Annotated[bool, typer.Option("--quick", help="En moins de huit minutes.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Pour un programme.")] = False,
) -> None:
    """Provoquer des pannes sur des installations jetables : rien de confirmé n'est perdu ni en double."""
    with refused():
        report = faults.run(seed=seed, quick=quick, wanted=wanted or (), progress=lambda case: warn(case.told()))
    print(json.dumps(report.as_json(), ensure_ascii=False)) if as_json else out.print(report.table(), report.told())
    sys.exit(0 if report.is_well else 1)


@app.command(name="import")
def import_(
    file: Annotated[Path | None, typer.Argument(exists=True, dir_okay=False, help="Le fichier CSV, en UTF-8.")] = None,
    centre: Annotated[str, typer.Option(help="Le centre ; par défaut le premier.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Dire ce qui serait fait, sans rien écrire.")] = False,
    reverse: Annotated[str, typer.Option(help="Annuler l'import de cet identifiant.")] = "",
) -> None:
    """Reprendre des dossiers, ou des faits, d'un autre système ; ou annuler une reprise."""
    with refused(), house(Settings()) as ready:
        agent = importer(ready, centre)
        if reverse:
            with counting("Annulation") as more:
                undone = ready.imports.reverse(reverse, agent, ready.clock.today(), more)
            say(undone.told())
        elif file:
            data = file.read_bytes()
            with counting("Lecture", data.count(b"\n")) as more:
                draft = ready.imports.check(data, agent, ready.clock.today(), more)
            say(draft.report.told())
            if not draft.report.may_be_written:
                sys.exit(1)
            if not dry_run:
                with counting("Écriture", draft.report.facts) as more:
                    written = ready.imports.write(draft, more)
                say([f"Écrit : {written.entries} faits. Import {written.import_id or '(rien de nouveau)'}."])
        else:
            raise DatabaseRefused("Indiquez le fichier, ou --reverse avec l'identifiant d'un import.")
        with out.status("Les listes suivent"):
            ready.projector.catch_up()


@app.command()
def keys(what: Annotated[str, typer.Argument(help="status ou rotate.")] = "status") -> None:
    """Dire quelle version de la clé maîtresse protège les clés des personnes ; ou passer à une nouvelle (rotate)."""
    source = Settings().key_source
    with refused():
        if what not in {"status", "rotate"}:
            raise DatabaseRefused(f"« parcours keys {what} » n'existe pas : status ou rotate.")
        with databases(Settings()) as found, connect(found.keys, patient=True) as connection:
            if what == "rotate":
                with counting("Clés", standing(connection).living, aside) as more:
                    done = rotate(connection, source, more)
                say(done)
            say(standing(connection).told(source.master().newest))


@app.command()
def export(
    what: Annotated[str, typer.Argument(help=f"Quoi : {', '.join(EXPORTS)}.")],
    file: Annotated[str, typer.Argument(help="Le fichier ; - pour la sortie standard.")] = "-",
    first: Annotated[int, typer.Option("--from", min=1, help="La première position.")] = 1,
    last: Annotated[int, typer.Option("--to", min=0, help="La dernière ; 0 pour toutes.")] = 0,
) -> None:
    """Écrire les histoires telles qu'elles sont conservées, une ligne JSON par événement ; rien n'est descellé."""
    with refused():
        if what not in EXPORTS:
            raise DatabaseRefused(f"L'export « {what} » n'existe pas ; ceux qui existent : {', '.join(EXPORTS)}.")
        with databases(Settings()) as found, connect(found.main, patient=True) as connection:
            EXPORTS[what](connection, file, first, last)


@app.command()
def bench(
    names: Annotated[
        list[str] | None, typer.Argument(help=f"Lesquelles : {', '.join(BENCHMARKS)} ; sinon toutes.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Moins de tours : fini en 8 minutes.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Une liste JSON, tours bruts compris.")] = False,
    seed_events: Annotated[int, typer.Option(help="Remplir un journal vide d'autant d'événements, sans mesurer.")] = 0,
    here: Annotated[bool, typer.Option("--here", help="Recalculer les listes d'ici pendant qu'on s'en sert.")] = False,
) -> None:
    """Mesurer Parcours, chaque fois à côté d'une référence mesurée au même moment."""
    settings = Settings()
    with refused():
        if seed_events:
            with counting("Histoires racontées", seed_events) as more:
                position = seed(settings, seed_events, more)
            out.print(f"{position} événements écrits. Les listes : parcours rebuild --all.")
            return
        results = run(settings, quick=quick, names=names or (), progress=warn, here=here)
        say_results(results, as_json=as_json)


def importer(ready: House, centre: str) -> Agent:
    """Who imports: the head of the centre, whoever starts the command."""
    known = ready.accounts.centres()
    number = {name: number for number, name in known.items()}.get(centre) if centre else min(known, default=None)
    if number is None:
        if centre or known:
            raise DatabaseRefused(f"Centre inconnu. Connus : {', '.join(known.values()) or 'aucun'}.")
        number = ready.accounts.centre("CPAS")
    name = known.get(number, "CPAS")
    return Agent(username="import", name="Import", role=Role.HEAD, centre=number, centre_name=name)


def listen(ready: House, settings: Settings, port: int) -> None:
    """Serve until stopped, the projector beside; demo accounts are for this computer only."""
    if ready.accounts.demo() and not settings.is_loopback:
        raise DatabaseRefused("Les comptes de démonstration ne se servent que sur cette machine (PARCOURS_HOST).")
    said = f"{day(ready.demo.date())}, {ready.demo.astimezone(BRUSSELS):%H:%M}" if ready.demo else ""
    rooms = Rooms(ready.pathways, ready.questions, ready.accounts, ready.clock, said, secure=not settings.is_loopback)
    stop = Flag()
    follower = Thread(target=ready.projector.run, args=[stop], name="projector")
    follower.start()
    out.print(f"\nParcours : http://{settings.host}:{port}\n")
    try:
        config = uvicorn.Config(
            before_answers(create(rooms)), settings.host, port, log_level="warning", timeout_graceful_shutdown=5
        )
        uvicorn.Server(config).run()
    finally:
        stop.set()
        follower.join()


if __name__ == "__main__":
    app()
