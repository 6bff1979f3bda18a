"""The subjects that the generator can draw, in English and German.

One row a subject: `targets | English words | German words`. Words are separated by commas; `one/many` gives an
irregular plural (English plurals are otherwise built by rule, German ones must be given). A phrase may hold spaces.
A target is `kind:name`; the first is what the word means, further ones are what it brings along.
"""

# ruff: noqa: E501 - a row of the lexicon is one line
SUBJECTS = """
subject:lighthouse | lighthouse, beacon | leuchtturm/leuchttürme
subject:cat | cat, kitten, kitty, tomcat | katze/katzen, kater, kätzchen
subject:dog | dog, puppy, hound | hund/hunde, welpe/welpen
subject:sailboat | sailboat, sailing boat, boat, yacht, sailing ship, sailing yacht | segelboot/segelboote, boot/boote, segelschiff/segelschiffe, jacht/jachten, yacht/yachten
subject:ship | ship, steamship, steamer, ferry, freighter | schiff/schiffe, dampfer, fähre/fähren, frachter
subject:balloon | balloon, hot air balloon | ballon/ballons, heißluftballon/heißluftballons, ballone, heißluftballone
subject:castle | castle, fortress, palace | burg/burgen, schloss/schlösser, festung/festungen, palast/paläste
subject:house | house, cottage, farmhouse, home | haus/häuser, häuschen, bauernhaus/bauernhäuser
subject:cabin | cabin, hut, log cabin, lodge | hütte/hütten, blockhaus/blockhäuser, blockhütte/blockhütten
subject:house@4 place:meadow | village | dorf/dörfer
subject:tree | tree, oak, maple | baum/bäume, eiche/eichen, ahorn, linde/linden
subject:pine | pine, fir, fir tree, pine tree, spruce, conifer, christmas tree | tanne/tannen, kiefer/kiefern, fichte/fichten, tannenbaum/tannenbäume, weihnachtsbaum/weihnachtsbäume
subject:palm | palm, palm tree, coconut tree | palme/palmen
subject:cactus | cactus/cacti, saguaro, cactuses | kaktus/kakteen
subject:volcano | volcano/volcanoes, volcanos | vulkan/vulkane
subject:bridge | bridge | brücke/brücken
subject:windmill | windmill | windmühle/windmühlen, mühle/mühlen
subject:turbine | wind turbine, turbine | windrad/windräder
subject:bird | bird, seagull, gull, swallow, crow, raven, dove, pigeon, sparrow | vogel/vögel, möwe/möwen, schwalbe/schwalben, krähe/krähen, rabe/raben, taube/tauben, spatz/spatzen
subject:owl | owl | eule/eulen, uhu/uhus
subject:swan | swan | schwan/schwäne
subject:duck | duck/ducks, duckling | ente/enten
subject:penguin | penguin | pinguin/pinguine
subject:fox | fox, vixen | fuchs/füchse
subject:wolf | wolf/wolves | wolf/wölfe
subject:deer | deer/deer, stag, doe, reindeer/reindeer, elk | hirsch/hirsche, reh/rehe, rentier/rentiere, elch/elche
subject:bear | bear, polar bear, grizzly | bär/bären, eisbär/eisbären
subject:rabbit | rabbit, bunny, hare | hase/hasen, kaninchen, häschen
subject:horse | horse, pony, stallion, mare | pferd/pferde, pony/ponys, hengst/hengste
subject:unicorn | unicorn | einhorn/einhörner
subject:elephant | elephant | elefant/elefanten
subject:giraffe | giraffe | giraffe/giraffen
subject:camel | camel, dromedary | kamel/kamele, dromedar/dromedare
subject:cow | cow, bull, cattle | kuh/kühe, stier/stiere
subject:sheep | sheep/sheep, lamb | schaf/schafe, lamm/lämmer
subject:dinosaur | dinosaur, dino, brontosaurus | dinosaurier, dino/dinos
subject:turtle | turtle, tortoise, sea turtle | schildkröte/schildkröten
subject:snail | snail | schnecke/schnecken
subject:whale | whale, orca, humpback | wal/wale, blauwal/blauwale, buckelwal/buckelwale
subject:dolphin | dolphin | delfin/delfine, delphin/delphine
subject:fish | fish/fish, goldfish/goldfish, fishes, koi, trout | fisch/fische, goldfisch/goldfische
subject:shark | shark | hai/haie, haifisch/haifische
subject:jellyfish | jellyfish/jellyfish, medusa | qualle/quallen
subject:octopus | octopus/octopuses, squid, kraken | krake/kraken, oktopus/oktopusse, tintenfisch/tintenfische
subject:dragon | dragon | drache/drachen
subject:butterfly | butterfly, moth | schmetterling/schmetterlinge, falter
subject:robot | robot, android | roboter
subject:rocket | rocket, spaceship, spacecraft | rakete/raketen, raumschiff/raumschiffe
subject:ufo | ufo, flying saucer | ufo/ufos, fliegende untertasse
subject:astronaut | astronaut, cosmonaut, spaceman/spacemen | astronaut/astronauten, astronautin/astronautinnen, raumfahrer, kosmonaut/kosmonauten
subject:plane | airplane, plane, aeroplane, aircraft, jet | flugzeug/flugzeuge, flieger
subject:kite | kite | lenkdrachen, flugdrachen, papierdrachen
subject:train | train, steam train, locomotive, steam locomotive, railway | zug/züge, lokomotive/lokomotiven, dampflok/dampfloks, eisenbahn/eisenbahnen, lok/loks
subject:car | car, automobile, taxi, sports car | auto/autos, wagen, taxi/taxis
subject:bicycle | bicycle, bike | fahrrad/fahrräder, rad/räder, velo/velos
subject:person | person/people, man/men, woman/women, wanderer, figure, hiker, traveller, traveler, girl, boy, child/children, pilgrim, stranger, king, queen | person/personen, mensch/menschen, mann/männer, frau/frauen, wanderer, wanderin, mädchen, junge/jungen, kind/kinder, gestalt/gestalten, könig, königin
subject:person@2 | couple, lovers, two people | paar, liebespaar, pärchen
subject:umbrella | umbrella, parasol | schirm/schirme, regenschirm/regenschirme, sonnenschirm/sonnenschirme
subject:flower | flower, blossom, poppy, daisy, wildflower | blume/blumen, blüte/blüten, mohn, mohnblume/mohnblumen, gänseblümchen
subject:sunflower | sunflower | sonnenblume/sonnenblumen
subject:rose | rose | rose/rosen
subject:sunflower@9 place:meadow | sunflower field, field of sunflowers | sonnenblumenfeld/sonnenblumenfelder
subject:tulip@9 place:meadow | tulip field, field of tulips | tulpenfeld/tulpenfelder
subject:flower@9 place:meadow | flower meadow, flower field, field of flowers, field of poppies, poppy field | blumenwiese/blumenwiesen, mohnfeld/mohnfelder
subject:tulip | tulip | tulpe/tulpen
subject:mushroom | mushroom, toadstool, fly agaric | pilz/pilze, fliegenpilz/fliegenpilze
subject:island | island, isle | insel/inseln
subject:waterfall | waterfall, cascade | wasserfall/wasserfälle
subject:tower | tower, watchtower | turm/türme, wachturm/wachtürme
subject:pagoda | pagoda, shrine | pagode/pagoden, schrein/schreine
subject:temple | temple, ruin, ruins | tempel, ruine/ruinen
subject:pyramid | pyramid | pyramide/pyramiden
subject:church | church, cathedral, chapel | kirche/kirchen, kathedrale/kathedralen, dom, kapelle/kapellen
subject:skyscraper | skyscraper, high rise | wolkenkratzer, hochhaus/hochhäuser
subject:moon | moon, crescent | mond/monde, mondsichel
subject:full_moon | full moon | vollmond
subject:sun | sun | sonne/sonnen
subject:stars time:night | star, starry sky, starry | stern/sterne, sternenhimmel, sternenklar
subject:planet | planet, saturn, jupiter, mars | planet/planeten, saturn, jupiter
subject:comet | comet, shooting star, meteor, falling star | komet/kometen, sternschnuppe/sternschnuppen
subject:heart | heart | herz/herzen
subject:lantern | lantern, paper lantern, street lamp, streetlight, lamppost | laterne/laternen, lampion/lampions, straßenlaterne/straßenlaternen
subject:candle | candle | kerze/kerzen
subject:campfire | campfire, bonfire, fire, fireplace | lagerfeuer, feuer
subject:tent | tent | zelt/zelte
subject:snowman season:winter | snowman/snowmen | schneemann/schneemänner
subject:pumpkin | pumpkin, jack o lantern | kürbis/kürbisse
subject:cup | coffee, cup, mug, coffee cup, cup of coffee, cup of tea, teacup, tea, espresso, cappuccino | kaffee, tasse/tassen, kaffeetasse/kaffeetassen, tasse kaffee, tasse tee, teetasse/teetassen, becher, tee
subject:book | book, novel | buch/bücher, roman
subject:guitar | guitar | gitarre/gitarren
subject:apple | apple | apfel/äpfel
subject:wine | wine, glass of wine, wine glass | wein, weinglas/weingläser, glas wein
subject:vase | vase, bouquet, vase of flowers | vase/vasen, blumenstrauß/blumensträuße, blumenvase/blumenvasen
subject:clock | clock, watch, alarm clock | uhr/uhren, wecker
subject:piano | piano, grand piano | klavier/klaviere, flügel, piano
subject:crystal | crystal, gem, diamond | kristall/kristalle, edelstein/edelsteine, diamant/diamanten
subject:gate | torii, torii gate, gate | torii, tor/tore
subject:bench | bench | bank/bänke, parkbank/parkbänke
subject:scarecrow | scarecrow | vogelscheuche/vogelscheuchen
subject:iceberg | iceberg | eisberg/eisberge
"""
