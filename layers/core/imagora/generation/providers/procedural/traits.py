"""What each subject is by nature: where it lives, how big it is drawn, and what it is called in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

Habitat = Literal["ground", "float", "air", "sky", "swim", "table", "land"]
"""Stands on the ground, floats on water, flies, is a body in the sky, swims, lies on a table, is part of the land."""

# name | habitat | height in short sides of the picture | place when the prompt names none | singular | plural
_ROWS = """
lighthouse | ground | .46 | sea | a lighthouse | lighthouses
cat | ground | .36 | meadow | a cat | cats
dog | ground | .32 | meadow | a dog | dogs
sailboat | float | .34 | sea | a sailboat | sailboats
ship | float | .24 | sea | a ship | ships
balloon | air | .34 | meadow | a hot-air balloon | hot-air balloons
castle | ground | .46 | mountains | a castle | castles
house | ground | .26 | meadow | a house | houses
cabin | ground | .24 | forest | a cabin | cabins
tree | ground | .50 | meadow | a tree | trees
pine | ground | .48 | meadow | a fir tree | fir trees
palm | ground | .50 | beach | a palm tree | palm trees
cactus | ground | .36 | desert | a cactus | cacti
volcano | land | .40 | mountains | a volcano | volcanoes
bridge | land | .32 | river | a bridge | bridges
windmill | ground | .42 | meadow | a windmill | windmills
turbine | ground | .50 | meadow | a wind turbine | wind turbines
bird | air | .13 | sky | a bird | birds
owl | ground | .36 | forest | an owl | owls
swan | float | .22 | lake | a swan | swans
duck | float | .14 | lake | a duck | ducks
penguin | ground | .32 | arctic | a penguin | penguins
fox | ground | .30 | forest | a fox | foxes
wolf | ground | .34 | forest | a wolf | wolves
deer | ground | .40 | forest | a deer | deer
bear | ground | .32 | forest | a bear | bears
rabbit | ground | .26 | meadow | a rabbit | rabbits
horse | ground | .36 | meadow | a horse | horses
unicorn | ground | .38 | meadow | a unicorn | unicorns
elephant | ground | .40 | meadow | an elephant | elephants
giraffe | ground | .54 | meadow | a giraffe | giraffes
camel | ground | .34 | desert | a camel | camels
cow | ground | .30 | meadow | a cow | cows
sheep | ground | .22 | meadow | a sheep | sheep
dinosaur | ground | .46 | swamp | a dinosaur | dinosaurs
turtle | swim | .20 | underwater | a turtle | turtles
snail | ground | .20 | meadow | a snail | snails
whale | swim | .30 | underwater | a whale | whales
dolphin | swim | .22 | underwater | a dolphin | dolphins
fish | swim | .16 | underwater | a fish | fish
shark | swim | .24 | underwater | a shark | sharks
jellyfish | swim | .34 | underwater | a jellyfish | jellyfish
octopus | swim | .34 | underwater | an octopus | octopuses
dragon | air | .42 | mountains | a dragon | dragons
butterfly | air | .44 | meadow | a butterfly | butterflies
robot | ground | .40 | city | a robot | robots
rocket | air | .46 | space | a rocket | rockets
ufo | air | .20 | meadow | a flying saucer | flying saucers
astronaut | ground | .38 | space | an astronaut | astronauts
plane | air | .16 | sky | an aeroplane | aeroplanes
kite | air | .26 | meadow | a kite | kites
train | ground | .20 | meadow | a train | trains
car | ground | .18 | desert | a car | cars
bicycle | ground | .26 | meadow | a bicycle | bicycles
person | ground | .37 | meadow | a person | people
umbrella | ground | .34 | beach | an umbrella | umbrellas
flower | ground | .58 | meadow | a flower | flowers
sunflower | ground | .62 | meadow | a sunflower | sunflowers
rose | ground | .74 | meadow | a rose | roses
tulip | ground | .56 | meadow | a tulip | tulips
mushroom | ground | .42 | forest | a mushroom | mushrooms
island | float | .26 | sea | an island | islands
waterfall | land | .40 | forest | a waterfall | waterfalls
tower | ground | .46 | meadow | a tower | towers
pagoda | ground | .46 | mountains | a pagoda | pagodas
temple | ground | .30 | meadow | a temple | temples
pyramid | ground | .34 | desert | a pyramid | pyramids
church | ground | .40 | meadow | a church | churches
skyscraper | ground | .60 | city | a skyscraper | skyscrapers
moon | sky | .16 | sky | the moon | moons
full_moon | sky | .22 | sky | the full moon | full moons
sun | sky | .16 | sky | the sun | suns
stars | sky | .10 | sky | stars | stars
planet | sky | .34 | space | a planet | planets
comet | sky | .30 | sky | a comet | comets
heart | air | .40 | sky | a heart | hearts
lantern | ground | .42 | city | a lantern | lanterns
candle | table | .40 | table | a candle | candles
campfire | ground | .20 | forest | a campfire | campfires
tent | ground | .22 | mountains | a tent | tents
snowman | ground | .38 | meadow | a snowman | snowmen
pumpkin | ground | .22 | meadow | a pumpkin | pumpkins
cup | table | .40 | table | a steaming cup | steaming cups
book | table | .32 | table | a book | books
guitar | table | .58 | table | a guitar | guitars
apple | table | .34 | table | an apple | apples
wine | table | .42 | table | a glass of wine | glasses of wine
vase | table | .54 | table | a vase of flowers | vases of flowers
clock | table | .46 | table | a clock | clocks
piano | table | .46 | table | a piano | pianos
crystal | ground | .40 | space | a crystal | crystals
gate | ground | .36 | lake | a torii gate | torii gates
bench | ground | .16 | meadow | a bench | benches
scarecrow | ground | .38 | meadow | a scarecrow | scarecrows
iceberg | float | .28 | arctic | an iceberg | icebergs
"""


@dataclass(frozen=True, slots=True)
class Traits:
    """A subject's nature; `height` in short sides of the picture when it stands alone."""

    habitat: Habitat
    height: float
    place: str
    one: str
    many: str


@cache
def traits() -> dict[str, Traits]:
    """Subject name → its nature."""
    table: dict[str, Traits] = {}
    for row in _ROWS.strip().splitlines():
        name, habitat, height, place, one, many = (cell.strip() for cell in row.split("|"))
        table[name] = Traits(habitat, float(height), place, one, many)  # type: ignore[arg-type]
    return table


TREES = frozenset({"tree", "pine", "palm", "cactus"})
"""They stand behind whoever else is on the ground."""

_STRUCTURES_WORDS = """
lighthouse castle house cabin windmill turbine tower pagoda temple pyramid church skyscraper gate
"""
STRUCTURES = frozenset(_STRUCTURES_WORDS.split())
"""Buildings: they stand in the middle distance, and on a rock when the place is water."""
