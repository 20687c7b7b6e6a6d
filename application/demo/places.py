"""Where people work and learn in Val-de-Meuse: hosts of article 60, operators of CISP, employers; all invented."""

from __future__ import annotations

from typing import NamedTuple

from application.demo.people import enterprise_number
from domain.pathway.training_content import Category, Method
from domain.pathway.work import ContractKind

CENTRE_BCE = enterprise_number(1)
"""The centre, employer of those under article 60."""


class Host(NamedTuple):
    """Who takes in a person employed by the centre."""

    name: str
    bce: str
    function: str
    modules: tuple[str, ...]


HOSTS = tuple(
    Host(name, enterprise_number(10 + rank), function, modules)
    for rank, (name, function, modules) in enumerate(
        (
            ("Résidence Les Tilleuls", "Aide-logistique", ("Manutention et hygiène", "Aide-soignant, initiation")),
            ("Régie communale", "Ouvrier d'entretien", ("Sécurité sur chantier", "Permis B, théorie")),
            ("Ressourcerie du Val", "Trieur et vendeur", ("Vente et accueil", "Logistique de dépôt")),
            ("Crèche Les P'tits Loups", "Agent de collectivité", ("Hygiène alimentaire", "Gestes de premier secours")),
            ("Commune de Val-de-Meuse", "Agent d'accueil", ("Bureautique", "Accueil du public")),
            ("Potager des Rives", "Ouvrier maraîcher", ("Maraîchage biologique", "Conduite de tracteur")),
            ("Cuisine centrale du CPAS", "Commis de cuisine", ("HACCP", "Cuisine de collectivité")),
            ("Maison médicale Saint-Roch", "Agent administratif", ("Bureautique", "Français professionnel")),
            ("Foyer logement Les Berges", "Ouvrier polyvalent", ("Peinture", "Électricité du bâtiment")),
        )
    )
)
"""The hosts; the first two are those of Karim and Matteo."""


class Operator(NamedTuple):
    """An approved training operator, and one of its tracks."""

    track: str
    bce: str
    category: Category
    method: Method
    agreement: str
    monthly_h: int


OPERATORS = tuple(
    Operator(track, enterprise_number(40 + rank), category, method, f"CISP-{rank + 1:03}", hours)
    for rank, (track, category, method, hours) in enumerate(
        (
            ("Bois & Co, menuiserie", Category.PROFESSIONALISING, Method.EFT, 128),
            ("Bois & Co, parachèvement", Category.PROFESSIONALISING, Method.EFT, 124),
            ("Le Tremplin, orientation", Category.ORIENTATION, Method.DEFI, 72),
            ("Alpha Meuse, français et calcul", Category.BASIC, Method.DEFI, 84),
            ("Alpha Meuse, bureautique", Category.BASIC, Method.DEFI, 96),
            ("La Bonne Table, cuisine", Category.PROFESSIONALISING, Method.EFT, 120),
            ("Vert Demain, espaces verts", Category.PROFESSIONALISING, Method.EFT, 126),
        )
    )
)
"""The operators."""


class Work(NamedTuple):
    """A kind of job people find, how often (of 100), its hours a week, and whether money helps the employer."""

    kind: ContractKind
    weight: int
    hours: int
    subsidised: bool = False


JOBS = (
    Work(ContractKind.CDI, 34, 38), Work(ContractKind.CDD, 26, 38), Work(ContractKind.INTERIM, 12, 34),
    Work(ContractKind.TITRES_SERVICES, 9, 26), Work(ContractKind.REPLACEMENT, 5, 30),
    Work(ContractKind.IMPULSION_12M, 5, 38, subsidised=True), Work(ContractKind.IMPULSION_U25, 4, 38, subsidised=True),
    Work(ContractKind.APE, 3, 38, subsidised=True), Work(ContractKind.SELF_EMPLOYED, 2, 40),
)  # fmt: skip
FLEXI = Work(ContractKind.FLEXI, 0, 12)
"""A job no rate counts as regular."""
EMPLOYERS = tuple(enterprise_number(100 + rank) for rank in range(60))
"""The employers of the region."""
