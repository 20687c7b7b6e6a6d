"""The reference of docs/reference/, written from the code: ``python -m tests.reference [--check]``.

Steps, refusals, facts, deadlines, rules and the acts cited; what is unverified stays marked until someone confirms it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from domain.acts import ACTS
from domain.french import said
from domain.kernel import TOPICS
from domain.law import Article
from domain.pathway.step import STEPS
from domain.pathway.words import asked
from domain.rule_book import RULE_STEPS
from tests.rules import RULES
from web.forms import form_of

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "docs" / "reference"
LAW = ROOT / "domain" / "pathway"
DELAY = re.compile(r'(?:Delay|Deadline)\(\s*"([A-Z0-9_]+)"')
CODE = re.compile(r'"([A-Z][A-Z0-9]*_[A-Z0-9_]+)"')


def cited(article: Article) -> str:
    """An article, with its mark when it was cited from memory."""
    return str(article) if article.verified else f"{article} (à vérifier)"


def steps() -> Iterator[str]:
    """Every step: its article, who takes it, what it asks, when it is closed."""
    yield "# Les démarches\n"
    yield "Page écrite d'après le code ; chaque démarche est un verbe de `domain/pathway/`.\n"
    for step in (*STEPS.values(), *RULE_STEPS.values()):
        yield f"\n## {step.label}\n"
        yield f"`{step.name}` · {cited(step.law)} · {said(sorted(step.roles))}\n"
        yield f"\n{(step.verb.__doc__ or '').strip()}\n"
        closed = step.otherwise.reason.replace("{state.ris.received_on:%d/%m/%Y}", "…")
        yield f"\nSinon : `{step.otherwise.code}` « {closed} »\n"
        form = form_of(step.name)
        if form.model_fields:
            yield "\n| Réponse | Ce qui est demandé | Obligatoire |\n|---|---|---|\n"
            for name, info in form.model_fields.items():
                yield f"| `{name}` | {asked(step.name, name)} | {'oui' if info.is_required() else ''} |\n"


def facts() -> Iterator[str]:
    """Every kind of fact: its topic, its version, its sentence, its fields, the sealed ones in italics."""
    yield "# Les faits\n"
    yield "Page écrite d'après le code. Les champs en *italique* sont scellés sous la clé de la personne.\n\n"
    yield "| Sujet | Version | Phrase | Champs |\n|---|---|---|---|\n"
    for topic, kind in sorted(TOPICS.items()):
        sealed = kind.personal_fields()
        fields = ", ".join(f"*{name}*" if name in sealed else name for name in kind.model_fields)
        yield f"| `{topic}` | {kind.VERSION} | {kind.FRENCH} | {fields} |\n"


def rules() -> Iterator[str]:
    """Every number, with its dates, its article, its source and how sure of it we are."""
    yield "# Les règles\n"
    yield "Page écrite d'après `domain/tables/`. Confiance : V lu, X sources divergentes, M de mémoire, D pratique "
    yield "réglable, C calculé, S document de départ ; X et M sont montrés « à vérifier ».\n\n"
    yield "| Clé | Valeur | Unité | Du | Au | Article | Source | Confiance |\n|---|---|---|---|---|---|---|---|\n"
    for rule in sorted(RULES.rules, key=lambda rule: (rule.key, str(rule.valid_from))):
        dates = f"{rule.valid_from or ''} | {rule.valid_to or ''}"
        yield f"| `{rule.key}` | {rule.value} | {rule.unit} | {dates} | {rule.article} | {rule.source} | "
        yield f"{rule.confidence.value} |\n"


def codes() -> Iterator[str]:
    """Every deadline and every refusal, by the measure that owes or refuses; and the acts cited."""
    yield "# Échéances, refus et textes\n"
    yield "\n| Mesure | Échéances | Refus et avertissements |\n|---|---|---|\n"
    for path in (*sorted(LAW.glob("*.py")), LAW.parent / "rule_book.py"):
        source = path.read_text(encoding="utf-8")
        due = sorted(set(DELAY.findall(source)))
        refused = sorted(
            set(CODE.findall(source))
            - set(due)
            - {member for member in CODE.findall(source) if f"{member} =" in source}
        )
        if due or refused:
            yield f"| `{path.name}` | {', '.join(due)} | {', '.join(refused)} |\n"
    yield "\n| Texte | Titre |\n|---|---|\n"
    for act in ACTS:
        yield f"| {act.short} | {act.title} |\n"


WRITTEN = {"steps.md": steps, "facts.md": facts, "rules.md": rules, "codes.md": codes}


def stale() -> list[str]:
    """The pages that no longer say what the code does."""
    pages = {page: "".join(write()) for page, write in WRITTEN.items()}
    return [
        page for page, text in pages.items() if not (PAGES / page).exists() or (PAGES / page).read_text("utf-8") != text
    ]


def main() -> None:
    """Write the pages, or say which are stale."""
    if "--check" in sys.argv:
        if late := stale():
            sys.exit(f"docs/reference lags behind the code ({', '.join(late)}): make docs")
        return
    PAGES.mkdir(parents=True, exist_ok=True)
    for page, write in WRITTEN.items():
        (PAGES / page).write_text("".join(write()), encoding="utf-8")


if __name__ == "__main__":
    main()
