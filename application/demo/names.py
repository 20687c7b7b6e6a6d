"""First and last names as they are heard in a Walloon town, by where the family comes from; all invented pairs."""

from __future__ import annotations

from typing import NamedTuple

from domain.pathway.identity import Language


class Stock(NamedTuple):
    """Names of one origin, the languages its people are written to in, and how often it is met (of 100)."""

    weight: int
    languages: tuple[Language, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]


FR, NL, DE, OTHER = Language.FR, Language.NL, Language.DE, Language.OTHER


def _list(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(","))


STOCKS = (
    Stock(
        42, (FR,),
        _list("Sandrine, Émilie, Chloé, Valérie, Isabelle, Manon, Laura, Céline, Nathalie, Aurélie, Justine, Noémie, "
              "Françoise, Élodie, Marie-Christine, Anne-Sophie, Zoé, Océane, Véronique, Bénédicte, Mélissa, Priscilla"),
        _list("Thomas, Nicolas, Julien, Maxime, Jérôme, Benoît, Loïc, Jean-Pierre, François, Grégory, Mathieu, "
              "Sébastien, Alexandre, Quentin, Christophe, Jean-Baptiste, Théo, Arnaud, Michaël, Xavier, Dylan"),
        _list("Lambert, Dubois, Martin, Simon, Denis, Leroy, Claes, Laurent, Renard, Lejeune, Gérard, Collin, "
              "Mathieu, Rousseau, Henrotte, Delvaux, Piette, Wauters, Noël, Thonnard, Grandjean, Bodart, Crahay, "
              "Servais, Jacquemin, Marchal, Gillet, Hubert, Deprez, d'Oultremont, de Schaetzen van Brienen, Évrard"),
    ),
    Stock(
        17, (FR, FR, OTHER),
        _list("Fatima, Khadija, Samira, Naïma, Yasmina, Soukaina, Hanane, Latifa, Meryem, Rim, Salma, Nour, Aïcha"),
        _list("Mohamed, Youssef, Rachid, Hicham, Bilal, Ayoub, Abdelkader, Omar, Walid, Mustapha, Ilyas, Nabil"),
        _list("El Amrani, Benali, Bouzid, El Khattabi, Aït Ouahmane, Mansouri, Haddou, Chaoui, Belkacem, Al-Rashid, "
              "Ben Abdellah, El Idrissi, Saïdi, Boukhari, Zerouali, Al Hussein Abdulrahman, Toumi, Khelifi"),
    ),
    Stock(
        11, (FR, FR, FR, OTHER),
        _list("Aminata, Chantal, Espérance, Fatoumata, Grâce-Divine, Joséphine, Mariam, Ngozi, Solange, Bijou, Awa"),
        _list("Jean-Claude, Mamadou, Patrick, Emmanuel, Ousmane, Christian, Junior, Abdoulaye, Dieudonné, Issa"),
        _list("Mukendi, Kabongo, Ndiaye, Traoré, Diallo, Ilunga, Tshibangu, Ndayishimiye, Uwimana, Bah, Mbuyi, "
              "Nsengiyumva-Habimana, Okonkwo, Camara, Sow, Lukusa wa Lukusa, Barry, Koffi"),
    ),
    Stock(
        8, (FR, OTHER),
        _list("Ayşe, Elif, Zeynep, Fatma, Emine, Hatice, Gülcan, Şule"),
        _list("Mehmet, Mustafa, Emre, Hasan, Hüseyin, Ömer, Ali, Yusuf"),
        _list("Yılmaz, Kaya, Demir, Çelik, Şahin, Yıldız, Öztürk, Aydın, Doğan, Karabulut"),
    ),
    Stock(
        8, (FR,),
        _list("Giulia, Laura, Maria, Sabrina, Francesca, Rosa, Vanessa, Concetta"),
        _list("Salvatore, Giuseppe, Antonio, Fabio, Enzo, Calogero, Luca, Vincenzo"),
        _list("Russo, Ferrara, Esposito, Di Rupoli, Lo Bianco, Marino, Conti, Greco, Di Stefano, Mancuso, Sorrentino"),
    ),
    Stock(
        6, (FR, OTHER),
        _list("Agnieszka, Katarzyna, Małgorzata, Ioana, Mihaela, Olena, Svitlana"),
        _list("Piotr, Krzysztof, Andrei, Florin, Wojciech, Bogdan, Oleksandr"),
        _list("Kowalski, Wiśniewska, Nowak, Popescu, Ionescu, Dumitru, Szczepański, Kovalenko, Wojciechowska"),
    ),
    Stock(
        6, (NL, FR),
        _list("Els, Griet, Marijke, Lotte, Annelies, Sofie, Hilde"),
        _list("Bart, Wim, Jeroen, Pieter, Stijn, Dirk, Koen"),
        _list("Peeters, Janssens, Vandenbroucke, De Smet, Van den Bossche, Vermeulen, Verstraeten, Van der Straeten-"
              "Waillet, Willems, Maes, De Coninck"),
    ),
    Stock(
        2, (DE, FR),
        _list("Heike, Monika, Anja, Sabine"),
        _list("Jürgen, Stefan, Rainer, Dieter"),
        _list("Schmitz, Müller, Hermanns, Küpper, Niessen, Heinen"),
    ),
)  # fmt: skip
"""Where people come from."""

STREETS = _list(
    "rue de la Station, rue du Moulin, quai de Meuse, rue des Écoles, avenue du Roi Albert, place du Marché, "
    "rue Haute, rue de l'Église, chaussée de Dinant, rue des Tanneurs, allée des Bouleaux, cité du Charbonnage"
)
