"""Everything that is not a subject: places, light, weather, seasons, moods, colours, styles and numbers.

Rows as in `vocabulary`: `targets | English words | German words`.
"""

# ruff: noqa: E501 - a row of the lexicon is one line
PLACES = """
place:sea | sea, ocean, coast, harbour, harbor, bay, seaside, waves, seascape, wave | meer/meere, ozean/ozeane, küste/küsten, hafen/häfen, bucht/buchten, welle/wellen, seestück, nordsee, ostsee
place:lake | lake, pond, reflection, lagoon, fjord | see/seen, teich/teiche, weiher, lagune, fjord/fjorde
place:river | river, stream, brook, creek | fluss/flüsse, bach/bäche, strom
place:beach | beach, shore, seashore, dock | strand/strände, ufer
place:desert | desert, dune, sahara, oasis/oases | wüste/wüsten, düne/dünen, oase/oasen, sahara
place:forest | forest, wood, jungle, grove, rainforest, woodland | wald/wälder, dschungel, urwald, hain
place:city | city, town, skyline, street, downtown, metropolis/metropolises, alley, cityscape | stadt/städte, skyline, straße/straßen, großstadt/großstädte, gasse/gassen, metropole/metropolen
place:mountains | mountain, alp, peak, summit, mountain range, valley, cliff, highland | berg/berge, gebirge, alpen, gipfel, tal/täler, klippe/klippen
place:meadow | meadow, field, hill, countryside, grassland, prairie, savanna, savannah, garden, park, farm, pasture, landscape, hillside | wiese/wiesen, feld/felder, hügel, landschaft/landschaften, garten/gärten, park/parks, weide/weiden, savanne/savannen, bauernhof/bauernhöfe, heide
place:arctic | arctic, antarctica, antarctic, glacier, tundra, north pole, south pole, ice, icy | arktis, antarktis, gletscher, tundra, nordpol, südpol, eis, eisig
place:space | space, outer space, galaxy, nebula/nebulae, cosmos, universe, milky way, orbit | weltraum, weltall, all, galaxie/galaxien, nebelfleck, kosmos, universum, milchstraße
place:underwater | underwater, under water, coral reef, reef, seabed, deep sea, aquarium, under the sea | unterwasser, unter wasser, korallenriff, korallen, riff/riffe, meeresgrund, tiefsee, aquarium
place:canyon | canyon, gorge, badlands | canyon/canyons, schlucht/schluchten
place:swamp | swamp, marsh, bog, wetland | sumpf/sümpfe, moor/moore
place:sky | sky, heaven | himmel
place:table | table, kitchen, desk, cafe, room, still life, window | tisch/tische, küche/küchen, schreibtisch/schreibtische, café, zimmer, stillleben, fenster
"""

TIMES = """
time:dawn | dawn, sunrise, daybreak, morning, early morning | morgendämmerung, sonnenaufgang/sonnenaufgänge, morgen, morgenrot, tagesanbruch, morgens, früh
time:day | day, noon, midday, daylight, sunny, afternoon, daytime, sunshine, sunlight | tag/tage, mittag, nachmittag, sonnig, tageslicht, sonnenschein, mittags, sonnenlicht
time:golden | golden hour | goldene stunde, goldenen stunde
time:sunset | sunset, sundown, evening, evening light | sonnenuntergang/sonnenuntergänge, abend/abende, abendrot, abendlicht, abends
time:dusk | dusk, twilight, blue hour, nightfall | dämmerung, abenddämmerung, zwielicht, blaue stunde, blauen stunde
time:night | night, midnight, nighttime, nocturnal | nacht/nächte, mitternacht, nachts, nächtlich, bei nacht
time:night subject:moon | moonlight, moonlit | mondlicht, mondschein, mondhell
"""

WEATHER = """
weather:rain | rain, rainy, drizzle, raining, shower | regen, regnerisch, nieselregen, verregnet, regnet
weather:storm | storm, thunderstorm, lightning, thunder, stormy, tempest | sturm/stürme, gewitter, blitz/blitze, donner, stürmisch, unwetter
weather:fog | fog, mist, misty, foggy, haze, hazy | nebel, neblig, dunst, dunstig, nebelig
weather:snow season:winter | snow, snowy, snowfall, blizzard, snowing, snowflake, snow covered | schnee, verschneit, schneefall, schneesturm, schneit, schneeflocke/schneeflocken
weather:aurora time:night | aurora, northern lights, polar lights, aurora borealis, northern light | polarlicht/polarlichter, nordlicht/nordlichter
weather:rainbow | rainbow | regenbogen/regenbögen
weather:wind | wind, windy, breeze | wind, windig, brise
weather:clouds | cloud, cloudy, overcast | wolke/wolken, bewölkt, wolkig, bedeckt
weather:clear | clear sky, cloudless | wolkenlos, klarer himmel
"""

SEASONS = """
season:spring | spring, springtime, april | frühling, frühjahr, april
season:summer | summer, summertime, july | sommer, juli
season:autumn | autumn, fall, autumnal, october, fall foliage | herbst, herbstlich, oktober
season:winter | winter, wintry, december, frost, frosty | winter, winterlich, dezember, frost, frostig
"""

MOODS = """
mood:calm | calm, peaceful, serene, quiet, tranquil, gentle, silent, still | ruhig, friedlich, still, sanft, leise, stille, gelassen, frieden, peace
mood:lonely | lonely, alone, solitary, lone, melancholic, melancholy, sad, sadness, loneliness, longing | einsam, allein, melancholisch, traurig, einsamkeit, sehnsucht, wehmut, verlassen
mood:joyful | joyful, happy, cheerful, bright, joy, playful, festive, lively, happiness | fröhlich, heiter, freude, glücklich, bunt, lustig, verspielt, festlich, hell
mood:eerie | eerie, spooky, creepy, haunted, scary, dark, ghostly, halloween, sinister, gloomy | unheimlich, gruselig, schaurig, spukhaft, finster, dunkel, düster, geisterhaft
mood:dreamy | dreamy, dream, dreamlike, surreal, romantic, magical, fairytale, enchanted, fairy tale, mystical, mysterious, love | verträumt, traum/träume, traumhaft, surreal, romantisch, magisch, märchenhaft, verzaubert, märchen, mystisch, geheimnisvoll, liebe
mood:dramatic | dramatic, epic, powerful, majestic, wild, intense, fierce, angry | dramatisch, episch, gewaltig, majestätisch, wild, mächtig, zornig
mood:cosy | cosy, cozy, warm, homely | gemütlich, warm, behaglich, heimelig
"""

COLOURS = """
colour:red | red, crimson, scarlet, ruby | rot, karminrot, scharlachrot, rubinrot
colour:orange | orange, tangerine, apricot | orange, orangen, apricot
colour:coral | coral coloured, salmon, coral | korallenrot, lachsfarben, koralle
colour:yellow | yellow, lemon | gelb, zitronengelb
colour:gold | gold, golden, amber | gold, golden, bernstein, golden
colour:green | green, emerald, lime, jade | grün, smaragd, smaragdgrün, jade
colour:mint | mint | mint, mintgrün
colour:teal | teal, petrol | petrol, blaugrün
colour:turquoise | turquoise, aqua, cyan | türkis, türkisblau, cyan
colour:blue | blue, azure, cobalt, sapphire | blau, azurblau, himmelblau, hellblau, kobaltblau, saphirblau
colour:navy | navy, indigo, dark blue | dunkelblau, indigo, nachtblau, marineblau
colour:purple | purple, violet, lilac, lavender, mauve | lila, violett, purpur, flieder, lavendel
colour:magenta | magenta, fuchsia | magenta, fuchsia
colour:pink | pink, rosy, blush | rosa, pink, rosafarben
colour:brown | brown, chocolate, bronze, copper | braun, schokobraun, bronze, kupfer
colour:beige | beige, cream, ivory | beige, creme, elfenbein
colour:white | white | weiß
colour:grey | grey, gray, silver | grau, silber, silbern
colour:black | black, ebony | schwarz
"""

STYLES = """
style:watercolour | watercolour, watercolor, aquarelle, water colour, watercolour painting | aquarell/aquarelle, wasserfarben, wasserfarbe, aquarellbild
style:oil | oil painting, oil, oil on canvas, impasto, oil paint | ölgemälde, ölbild, öl, öl auf leinwand, gemälde
style:pixel | pixel art, pixel, pixelated, 8 bit, 8bit, 16 bit, retro game | pixel, pixelkunst, pixelart, pixelig
style:ink | ink, sumi e, ink wash, ink drawing, brush drawing, calligraphy | tusche, tuschezeichnung, tinte, tuschemalerei
style:noir | noir, film noir, black and white, monochrome, black white | schwarzweiß, schwarz weiß, monochrom, noir, schwarz und weiß
style:pencil | pencil, sketch, pencil drawing, pencil sketch, charcoal, drawing, graphite | bleistift, skizze/skizzen, bleistiftzeichnung, kohlezeichnung, zeichnung, bleistiftskizze
style:neon | neon, synthwave, vaporwave, cyberpunk, retrowave, outrun | neon, synthwave, cyberpunk, neonfarben
style:stained_glass | stained glass, stained glass window, leaded glass | buntglas, glasmalerei, buntglasfenster, kirchenfenster
style:poster | poster, flat, flat design, minimalist, minimal, vector, travel poster, screen print, linocut, woodcut, ukiyo e | plakat/plakate, poster, minimalistisch, flach, siebdruck, reiseplakat, holzschnitt, linolschnitt
style:pastel | pastel, pastels, chalk, pastel drawing, pastel colours, pastel colors | pastell, kreide, pastellfarben, pastellkreide
style:vintage | vintage, sepia, old photo, retro, antique, old photograph, nostalgic | sepia, altes foto, vintage, retro, nostalgisch, alte fotografie
style:mosaic | mosaic, tiles, tesserae | mosaik/mosaike
style:pointillist | impressionist, pointillist, impressionism, pointillism, van gogh, monet, seurat, impressionistic | impressionistisch, pointillistisch, impressionismus, pointillismus
"""

ABSTRACTS = """
abstract:mandala | mandala, kaleidoscope, rosette, ornament | mandala/mandalas, kaleidoskop, rosette, ornament
abstract:relief | abstract, abstraction, liquid, marble | abstrakt, abstraktion, flüssig, marmor
abstract:flow | flow, flow field, swirl, stream of colour, turbulence | strömung, wirbel, fließend
abstract:cells | voronoi, cells | voronoi, zellen
abstract:truchet | truchet, tiling, labyrinth, maze, geometric, pattern | truchet, kachelmuster, labyrinth, geometrisch, muster
abstract:bands | gradient, waves of colour, colour waves | farbverlauf, verlauf, farbwellen
"""

NUMBERS = """
count:1 | a, an, one, single | ein, eine, einen, einem, einer, eines, einzeln
count:2 | two, pair, twin, both | zwei, beide, zwillinge
count:3 | three, trio, some, a few, few | drei, einige
count:4 | four | vier
count:5 | five, several | fünf, mehrere
count:6 | six | sechs
count:7 | seven, many, lots, flock, herd, fleet, school, swarm, group, lots of | sieben, viele, vielen, schwarm, herde, flotte, gruppe
count:8 | eight | acht
count:9 | nine | neun
count:10 | ten | zehn
count:12 | dozen, twelve, hundred, hundreds, thousand, thousands | dutzend, zwölf, hundert, tausend
"""

# What tells the two languages apart, next to the words above. None of these carries a picture.
ENGLISH_GLUE = "the of in at on with by under over and into near from above behind is for a an to its my through"
GERMAN_GLUE = (
    "der die das den dem des ein eine einen einem einer und im am auf mit bei unter uber vor in zum zur von aus"
)
