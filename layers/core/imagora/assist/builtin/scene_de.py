"""What the built-in generator draws of a scene, as one German sentence; the English one is the generator's own."""

from __future__ import annotations

from functools import cache
from typing import Final

from imagora.generation.providers.procedural.scene import Scene, Subject, main_place

# name | gender (m, f, n; "the" for what there is one of) | singular | plural
_NOUNS: Final = """
lighthouse | m | Leuchtturm | Leuchttürme
cat | f | Katze | Katzen
dog | m | Hund | Hunde
sailboat | n | Segelboot | Segelboote
ship | n | Schiff | Schiffe
balloon | m | Heißluftballon | Heißluftballons
castle | f | Burg | Burgen
house | n | Haus | Häuser
cabin | f | Hütte | Hütten
tree | m | Baum | Bäume
pine | f | Tanne | Tannen
palm | f | Palme | Palmen
cactus | m | Kaktus | Kakteen
volcano | m | Vulkan | Vulkane
bridge | f | Brücke | Brücken
windmill | f | Windmühle | Windmühlen
turbine | n | Windrad | Windräder
bird | m | Vogel | Vögel
owl | f | Eule | Eulen
swan | m | Schwan | Schwäne
duck | f | Ente | Enten
penguin | m | Pinguin | Pinguine
fox | m | Fuchs | Füchse
wolf | m | Wolf | Wölfe
deer | m | Hirsch | Hirsche
bear | m | Bär | Bären
rabbit | m | Hase | Hasen
horse | n | Pferd | Pferde
unicorn | n | Einhorn | Einhörner
elephant | m | Elefant | Elefanten
giraffe | f | Giraffe | Giraffen
camel | n | Kamel | Kamele
cow | f | Kuh | Kühe
sheep | n | Schaf | Schafe
dinosaur | m | Dinosaurier | Dinosaurier
turtle | f | Schildkröte | Schildkröten
snail | f | Schnecke | Schnecken
whale | m | Wal | Wale
dolphin | m | Delfin | Delfine
fish | m | Fisch | Fische
shark | m | Hai | Haie
jellyfish | f | Qualle | Quallen
octopus | m | Krake | Kraken
dragon | m | Drache | Drachen
butterfly | m | Schmetterling | Schmetterlinge
robot | m | Roboter | Roboter
rocket | f | Rakete | Raketen
ufo | n | Ufo | Ufos
astronaut | m | Mensch im Raumanzug | Menschen in Raumanzügen
plane | n | Flugzeug | Flugzeuge
kite | m | Lenkdrachen | Lenkdrachen
train | m | Zug | Züge
car | n | Auto | Autos
bicycle | n | Fahrrad | Fahrräder
person | f | Person | Personen
umbrella | m | Schirm | Schirme
flower | f | Blume | Blumen
sunflower | f | Sonnenblume | Sonnenblumen
rose | f | Rose | Rosen
tulip | f | Tulpe | Tulpen
mushroom | m | Pilz | Pilze
island | f | Insel | Inseln
waterfall | m | Wasserfall | Wasserfälle
tower | m | Turm | Türme
pagoda | f | Pagode | Pagoden
temple | m | Tempel | Tempel
pyramid | f | Pyramide | Pyramiden
church | f | Kirche | Kirchen
skyscraper | m | Wolkenkratzer | Wolkenkratzer
snowman | m | Schneemann | Schneemänner
moon | m | Mond | Monde
full_moon | m | Vollmond | Vollmonde
sun | f | Sonne | Sonnen
stars | p | Sterne | Sterne
planet | m | Planet | Planeten
comet | m | Komet | Kometen
heart | n | Herz | Herzen
lantern | f | Laterne | Laternen
candle | f | Kerze | Kerzen
campfire | n | Lagerfeuer | Lagerfeuer
tent | n | Zelt | Zelte
pumpkin | m | Kürbis | Kürbisse
cup | f | Tasse | Tassen
book | n | Buch | Bücher
guitar | f | Gitarre | Gitarren
apple | m | Apfel | Äpfel
wine | n | Glas Wein | Gläser Wein
vase | f | Vase | Vasen
clock | f | Uhr | Uhren
piano | n | Klavier | Klaviere
crystal | m | Kristall | Kristalle
gate | n | Torii | Torii
bench | f | Bank | Bänke
scarecrow | f | Vogelscheuche | Vogelscheuchen
iceberg | m | Eisberg | Eisberge
"""

_ENDINGS: Final = {"m": "er", "f": "e", "n": "es", "p": "e"}
_ARTICLES: Final = {"m": "ein", "f": "eine", "n": "ein", "p": ""}
_NUMBERS: Final = ("keine", "eine", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf",
                   "zwölf")  # fmt: skip
_COLOURS: Final = {
    "red": "rot", "orange": "orangefarben", "coral": "korallenrot", "yellow": "gelb", "gold": "golden", "green": "grün",
    "mint": "mintgrün", "teal": "petrolfarben", "turquoise": "türkisfarben", "blue": "blau", "navy": "dunkelblau",
    "purple": "violett", "magenta": "magentafarben", "pink": "rosafarben", "brown": "braun", "beige": "beigefarben",
    "white": "weiß", "grey": "grau", "black": "schwarz",
}  # fmt: skip
_PLACES: Final = {
    "sea": "am Meer", "lake": "an einem See", "river": "an einem Fluss", "beach": "an einem Strand",
    "desert": "in einer Wüste", "forest": "in einem Wald", "city": "in einer Stadt", "mountains": "in den Bergen",
    "meadow": "in freier Landschaft", "arctic": "im Eis", "space": "im Weltraum", "underwater": "unter Wasser",
    "canyon": "in einer Schlucht", "swamp": "in einem Sumpf", "sky": "unter weitem Himmel", "table": "auf einem Tisch",
}  # fmt: skip
_VIEWS: Final = {
    "sea": "Das Meer", "lake": "Ein See", "river": "Ein Fluss", "beach": "Ein Strand", "desert": "Eine Wüste",
    "forest": "Ein Wald", "city": "Die Silhouette einer Stadt", "mountains": "Berge", "meadow": "Freie Landschaft",
    "arctic": "Eine Eislandschaft", "space": "Der Weltraum", "underwater": "Meeresgrund", "canyon": "Eine Schlucht",
    "swamp": "Ein Sumpf", "sky": "Weiter Himmel", "table": "Ein Tisch",
}  # fmt: skip
_TIMES: Final = {
    "dawn": "im Morgenrot", "day": "bei Tag", "golden": "im goldenen Abendlicht", "sunset": "bei Sonnenuntergang",
    "dusk": "in der Dämmerung", "night": "bei Nacht",
}  # fmt: skip
_WEATHER: Final = {
    "rain": "im Regen", "storm": "im Gewitter", "fog": "im Nebel", "snow": "im Schnee", "aurora": "unter Polarlicht",
    "rainbow": "unter einem Regenbogen", "clouds": "unter Wolken",
}  # fmt: skip
_SEASONS: Final = {"spring": "im Frühling", "summer": "im Sommer", "autumn": "im Herbst", "winter": "im Winter"}
_STYLES: Final = {
    "watercolour": "als Aquarell", "oil": "als Ölgemälde", "pixel": "als Pixelkunst", "ink": "in Tusche",
    "noir": "in Schwarzweiß", "pencil": "als Bleistiftzeichnung", "neon": "in Neonfarben",
    "stained_glass": "als Buntglas", "poster": "als flächiges Plakat", "pastel": "in Pastellkreide",
    "vintage": "als alter Sepiadruck", "mosaic": "als Mosaik", "pointillist": "in Farbtupfen",
}  # fmt: skip
_WEATHERLESS: Final = frozenset({"space", "underwater", "table"})


@cache
def nouns() -> dict[str, tuple[str, str, str]]:
    """Subject → gender, singular, plural."""
    rows = (line.split(" | ") for line in _NOUNS.strip().splitlines())
    return {name: (gender, one, many) for name, gender, one, many in rows}


def describe_in_german(scene: Scene) -> str:
    """The sentence. Like the generator's own it names only what is in the picture."""
    if scene.abstract:
        return _pattern(scene)
    place = main_place(scene)
    if scene.subjects:
        words = [_listed([_counted(subject) for subject in scene.subjects]), _PLACES[place]]
    else:
        words = [_VIEWS[place]]
    if place not in _WEATHERLESS:
        words += [_SEASONS[scene.season]] if scene.season else []
        words += [_TIMES[scene.time]] if scene.time else []
        words += [_WEATHER[name] for name in scene.weather if name in _WEATHER]
    sentence = " ".join(words)
    if scene.styles:
        sentence += f", {' und '.join(_STYLES[style] for style in scene.styles)}"
    return f"{sentence[0].upper()}{sentence[1:]}."


def _pattern(scene: Scene) -> str:
    colours = [f"{_COLOURS[name]}" for name in scene.colours[:4]]
    inside = f" in {_listed([f'{colour[0].upper()}{colour[1:]}' for colour in colours])}" if colours else ""
    style = f", {_STYLES[scene.styles[0]]}" if scene.styles else ""
    known = scene.family or scene.colours or scene.moods
    reason = "" if known else ": Der eingebaute Generator kennt zu diesen Worten kein Bild"
    return f"Ein abstraktes Muster{inside}{style}{reason}."


def _counted(subject: Subject) -> str:
    gender, one, many = nouns()[subject.name]
    several = subject.count > 1 and subject.name != "stars"
    ending = "e" if several else _ENDINGS[gender]
    colours = " und ".join(f"{_COLOURS[colour]}{ending}" for colour in subject.colours[:2])
    first = _NUMBERS[subject.count] if several else _ARTICLES[gender]
    return " ".join(filter(None, (first, colours, many if several else one)))


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} und {items[-1]}"
