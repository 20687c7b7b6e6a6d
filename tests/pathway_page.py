"""The page of the whole law of the pathway, and what of it no story shows yet."""

from __future__ import annotations

from collections.abc import Iterator

from domain.acts import ACTS
from domain.french import said
from domain.kernel import Event
from domain.law import Article
from domain.pathway.step import Step
from domain.pathway.words import asked
from domain.rules import DOUBTFUL, Confidence
from tests.measures import Owed, Room, Saying, rooms
from tests.stories import Tale, best
from web.forms import form_of

GAP = "**aucun récit**"
Gap = tuple[str, str]
"""What kind of thing, and its name."""


def cited(article: Article) -> str:
    """An article, with its mark when it was cited from memory."""
    return str(article) if article.verified else f"{article} (à vérifier)"


def names_of(room: Room) -> set[str]:
    """The steps and facts only that measure has."""
    return {step.name for step in room.steps} | {kind.__name__ for kind in room.facts}


def story_of(room: Room, name: str, *others: str) -> Tale | None:
    """The test that shows it best; what several measures share is shown with a step or a fact of this one."""
    modules = [module.removesuffix(".py") for module in room.modules]
    shared = sum(name in {*each.sayings, *map(str, each.articles)} for each in rooms()) > 1
    return best((name, *others), modules, names_of(room) if shared else ())


def story_of_article(room: Room, article: Article) -> Tale | None:
    """A test that names the article; or that of what rests on it."""
    resting = [step.name for step in room.steps if step.law == article]
    resting += [saying.code for saying in room.sayings.values() if article in saying.articles]
    resting += [owed.code for owed in room.owed.values() if owed.law == article]
    return story_of(room, str(article)) or (story_of(room, *resting) if resting else None)


def articles_of(room: Room) -> list[Article]:
    """Every article the measure cites, as it is cited."""
    return sorted(room.articles, key=lambda article: (str(article), article.verified))


def gaps() -> list[Gap]:
    """What the law of the pathway has, and no test shows."""
    found: list[Gap] = []
    for room in rooms():
        found += [("step", step.name) for step in room.steps if not story_of(room, step.name)]
        found += [("fact", kind.__name__) for kind in room.facts if not story_of(room, kind.__name__)]
        said = ((f"{room.key}: {code}", code) for code in room.sayings)
        found += [("refusal", name) for name, code in said if not story_of(room, code)]
        found += [("deadline", code) for code in room.owed if not story_of(room, code)]
        found += [("article", str(each)) for each in articles_of(room) if not story_of_article(room, each)]
    return found


def pathway() -> Iterator[str]:
    """The page: measure by measure, in the order of `Pathway`."""
    yield "# Le droit du parcours\n\n"
    yield "Page écrite d'après le code et ses tests. Chaque démarche, fait, refus, avertissement, échéance et article "
    yield "est suivi du récit qui le montre : un test, dont le nom est une phrase de la loi (en anglais). "
    yield "« À vérifier » marque ce qui est cité de mémoire ou sur quoi les sources divergent ; les champs en "
    yield "*italique* sont scellés sous la clé de la personne ; « … » est complété selon le dossier.\n\n"
    for room in rooms():
        yield f"- [{room.title}](#{anchor(room.title)})\n"
    yield "- [Les textes](#les-textes)\n"
    if lacking := gaps():
        yield "\n## Ce que nul récit ne montre encore\n\n"
        yield from (f"- {kind} `{name}`\n" for kind, name in lacking)
    for room in rooms():
        yield f"\n## {room.title}\n\n"
        yield ", ".join(f"`{module}`" for module in room.modules) + "\n"
        yield from _steps(room)
        yield from _facts(room)
        yield from _sayings(room)
        yield from _deadlines(room)
        yield from _articles(room)
    yield "\n## Les textes\n\n| Texte | Titre |\n|---|---|\n"
    yield from (f"| {act.short} | {act.title} |\n" for act in ACTS)


def anchor(title: str) -> str:
    """The address of a heading, as readers of Markdown make it."""
    kept = (sign for sign in title.lower() if sign.isalnum() or sign in " -_")
    return "".join(kept).replace(" ", "-")


def told(tale: Tale | None) -> str:
    """A story, by its sentence, leading to its file."""
    return f"« {tale.sentence} » ([{tale.file}](../../tests/{tale.file}))" if tale else GAP


def cell(text: object) -> str:
    """What stands in a table."""
    return " ".join(str(text).split()).replace("|", "/")


def _steps(room: Room) -> Iterator[str]:
    for step in room.steps:
        yield f"\n### {step.label}\n\n`{step.name}` · {cited(step.law)} · {said(sorted(step.roles))}\n\n"
        yield f"{' '.join((step.verb.__doc__ or '').split())}\n\n"
        yield f"- Sinon : `{step.otherwise.code}` « {_plain(step)} »\n"
        if step.asks_reason:
            yield "- Un motif est demandé.\n"
        yield f"- Récit : {told(story_of(room, step.name))}\n"
        form = form_of(step.name)
        if form.model_fields:
            yield "\n| Réponse | Ce qui est demandé | Obligatoire |\n|---|---|---|\n"
            for name, info in form.model_fields.items():
                yield f"| `{name}` | {asked(step.name, name)} | {'oui' if info.is_required() else ''} |\n"


def _plain(step: Step) -> str:
    """The guard's refusal, before any file fills it in."""
    kept, *rest = step.otherwise.reason.split("{")
    return kept + "".join("…" + part.partition("}")[2] for part in rest)


def _facts(room: Room) -> Iterator[str]:
    if room.facts:
        yield f"\n### Faits ({room.title.lower()})\n\n"
        yield "| Fait | Phrase | Ce que c'est | Champs | Récit |\n|---|---|---|---|---|\n"
        for kind in room.facts:
            meaning = cell((kind.__doc__ or "").split("\n\n")[0])
            yield f"| `{kind.TOPIC}` v{kind.VERSION} | {cell(kind.FRENCH)} | {meaning} | {_fields(kind)} | "
            yield f"{told(story_of(room, kind.__name__))} |\n"


def _fields(kind: type[Event]) -> str:
    sealed = kind.personal_fields()
    return ", ".join(f"*{name}*" if name in sealed else name for name in kind.model_fields)


def _sayings(room: Room) -> Iterator[str]:
    if room.sayings:
        yield f"\n### Refus et avertissements ({room.title.lower()})\n\n"
        yield "| Code | | Ce qui est dit | Texte | Récit |\n|---|---|---|---|---|\n"
        for saying in sorted(room.sayings.values(), key=lambda saying: saying.code):
            laws = " ; ".join(sorted(cited(article) for article in saying.articles)) or "celui de la démarche"
            tale = told(story_of(room, saying.code))
            yield f"| `{saying.code}` | {_effect(saying)} | {cell(saying.words or '…')} | {laws} | {tale} |\n"


def _effect(saying: Saying) -> str:
    """Whether it refuses, warns, or either."""
    return " ou ".join([*["refus"] * saying.refuses, *["avertissement"] * saying.warns])


def _deadlines(room: Room) -> Iterator[str]:
    if room.owed:
        yield f"\n### Échéances ({room.title.lower()})\n\n"
        yield "| Code | Ce qui est dû | Depuis | Calcul | Texte | Passée | Confiance | Récit |\n"
        yield "|---|---|---|---|---|---|---|---|\n"
        for owed in sorted(room.owed.values(), key=lambda owed: owed.code):
            row = owed.row or _of_ours(owed)
            cells = (row["starts_on"], row["rule"], cited(owed.law) if owed.law else row["article"], row["on_miss"])
            yield f"| `{owed.code}` | {cell(owed.label)} | {' | '.join(cell(each) for each in cells)} | "
            yield f"{_confidence(row['confidence'])} | {told(story_of(room, owed.code))} |\n"


def _of_ours(owed: Owed) -> dict[str, str]:
    """A deadline no row of the table has, as the code declares it."""
    rule = f"+{owed.delay.rule}" if owed.delay else ""
    return {"starts_on": "", "rule": rule, "article": "", "on_miss": "", "confidence": Confidence.OUR_CHOICE.value}


def _confidence(code: str) -> str:
    """How sure it is, with the badge the product shows."""
    confidence = Confidence(code)
    return f"{confidence.label}{' (à vérifier)' if confidence in DOUBTFUL else ''}"


def _articles(room: Room) -> Iterator[str]:
    if found := articles_of(room):
        yield f"\n### Articles cités ({room.title.lower()})\n\n| Article | Récit |\n|---|---|\n"
        yield from (f"| {cited(article)} | {told(story_of_article(room, article))} |\n" for article in found)
