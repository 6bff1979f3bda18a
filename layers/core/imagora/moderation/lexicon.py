"""The words that the built-in rules look for, in named groups. Ugly by nature: kept short, and in this file only.

Nothing here is a judgement about a word by itself; most groups count only beside another (see `rules.CLAUSES`).
Slurs are the few that have no other everyday meaning in English or German. Words are compared whole, without
accents. Notation: `stem/a/b` is stem, stema, stemb · `stem+` takes the German adjective endings · `_` joins the
words of a phrase. A word may stand in several groups.
"""

from __future__ import annotations

from functools import cache

from imagora.moderation.normalise import plain

_ADJECTIVE = ("", "e", "en", "er", "es", "em")

_GROUPS = {
    # Who is meant.
    "minor": """child/ren kid/s/die/dies toddler/s infant/s preteen/s underage/d minor/s teen/s teenager/s
        teenage schoolgirl/s schoolboy/s schoolchild/ren prepubescent adolescent/s newborn/s little_girl/s
        little_boy/s young_girl/s young_boy/s kinder/n kindes baby/s babies teenie/s kleinkind/er
        minderjährig+ schülerin/nen schulmädchen schuljunge/n knabe/n säugling/e kleines_mädchen
        jugendliche/n/r schulkind/er grundschüler/in/nen kindergartner/s elementary_schooler/s""",
    "youth": "boy/s mädchen",
    "kind": "kind",
    "number_word": """one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn
        vierzehn fünfzehn sechzehn siebzehn""",
    "years_old": "year_old years_old yr_old yrs_old yo y_o jahre_alt jährig+",
    "person": """woman women man men girl/s boy/s lady ladies guy/s female male model/s actress/es actor/s
        couple/s people person/s body bodies her him them she he wife girlfriend boyfriend frau/en mann
        männer paar körper person/en leute freundin freund dame/n mädchen""",
    "pronoun": "her him them his their",
    "real_person": """celebrity celebrities my_ex meine_ex meiner_ex exgirlfriend exboyfriend exfreundin
        exfreund exfrau my_neighbour my_neighbor my_classmate my_teacher my_colleague my_boss my_sister
        famous_actress famous_singer famous_actor president politician prominente/n/r nachbarin kollegin
        mitschülerin lehrerin""",
    "peoples": """jews muslims blacks gays immigrants refugees juden muslime ausländer schwarze türken
        schwule flüchtlinge roma""",
    # Nudity and sex.
    "bare": """nude/s naked unclothed undressed undressing topless no_clothes without_clothes
        without_clothing ohne_kleidung ohne_kleider nackt+ nackig+ splitternackt+ unbekleidet+ entblößt+
        bare_breasted bare_breasts oben_ohne without_her_clothes without_his_clothes without_underwear
        without_her_bra""",
    "bare_picture": "nudes nacktbild/er/ern nacktfoto/s nacktaufnahme/n",
    "picture": "photo/s picture/s pic/s selfie/s portrait/s",
    "deepfake": "deepfake/s",
    "bare_german": """nackt+ nackig+ splitternackt+ unbekleidet+ entblößt+ erotisch+ sexuell+ verführerisch+
        lasziv+""",
    "explicit": """porn porno/s pornstar/s pornographic pornography pornobild/er pornofilm/e pornostar/s
        pornografie pornographie pornografisch+ hentai nsfw blowjob/s handjob/s cumshot/s gangbang/s bukkake
        orgasm/s orgasmus futanari ahegao ecchi milf/s bdsm camgirl/s doggystyle ejaculating ejaculation
        sexual_intercourse pornodarsteller/in swingerclub masturbate/s/d masturbating masturbation dildo/s
        deepthroat fellatio cunnilingus having_sex have_sex has_sex sex_scene/s sex_tape/s oral_sex anal_sex
        group_sex beim_sex haben_sex sexszene/n geschlechtsverkehr ficken fickt gefickt fickende masturbiert
        masturbieren masturbierende selbstbefriedigung titten xxx_movie/s xxx_video/s xxx_film/s jerking_off
        jerk_off jerks_off threesome/s heißer_dreier flotter_dreier horny""",
    "genital": "penis/es vagina/s vulva/s clitoris genital/s genitalia genitalien",
    "suggestive": """sex sexy sexual sexually sexualized sexualised erotic erotica seductive seductively
        sensual lingerie lewd provocative kinky fetish upskirt sexuell+ erotisch+ verführerisch+ lasziv+
        dessous reizwäsche stripping striptease aufreizend+ ohne_höschen""",
    "making_love": "making_love make_love erotic erotisch+",
    "intimate": "explicit explicitly photo/s picture/s video/s scene/s foto/s bild/er video/s",
    "coded_minor": """lolicon shotacon jailbait child_porn child_pornography kiddie_porn kinderporno/s
        kinderpornografie kinderpornographie pedo/s""",
    "coded_child": "loli/s shota/s",
    "undress": "undress/es",
    "nudify": """nudify nudifies nudified nudifying deepnude creepshot/s see_through_her_clothes
        make_her_naked make_her_nude make_him_naked make_him_nude make_them_naked make_them_nude""",
    "nudify_german": "entkleide entkleiden zieh_sie_aus zieh_sie_nackt_aus zieh_ihn_aus",
    "see_through": "durchsichtig+",
    "clothing_german": "kleidung kleid bluse bikini hemd",
    "take_off": "remove/s removing removed delete erase take_off",
    "clothing": "clothes clothing bikini dress bra underwear panties",
    "medical": "anatomy anatomical medical diagram textbook anatomie medizinisch+ lehrbuch",
    # Violence.
    "carnage": """disembowel disemboweled disembowelled disemboweling eviscerated evisceration snuff_film/s
        snuff_video/s beheading_video/s gore_porn extreme_gore guts_spilling skinned_alive hacked_off_limbs""",
    "maimed": """gore gory severed mutilated dismembered decapitated beheaded entrails flayed verstümmelt+
        abgetrennt+ zerstückelt+ enthauptet+ geköpft+ gedärme eingeweide intestines hacked_off pool_of_blood
        aufgeschlitzt+""",
    "flesh": """corpse/s body bodies head/s limb/s blood bloody victim/s leiche/n gliedmaßen kopf köpfe
        körper blut blutig+ hostage/s bauch bäuche""",
    "staged": "medusa holofernes baptist goliath mannequin tex vidal verbinski medical anatomical anatomy",
    # Hatred.
    "slur": """nigger/s kike/s tranny kanake/n paki/s white_power sieg_heil siegheil heil_hitler gas_the_jews
        juden_raus raghead/s wetback/s gook/s judensau untermensch/en neger/n schlitzauge/n schwuchtel/n
        trannies""",
    "power_thing": "station plant grid supply tower",
    "tyrant": "hitler himmler goebbels",
    "slur_or_dish": "faggot/s",
    "dish": "peas gravy mushy recipe",
    "kill": "kill_all gas_the gas_all death_to exterminate tod_den tötet_alle vergast",
    "must": "should must deserve deserves sollte sollten müssen gehören gehört",
    "killed": "lynched lynch exterminated gassed hanged vergast aufgehängt ausgerottet",
    "vermin": "subhuman subhumans vermin cockroaches ungeziefer parasiten",
    "gassing": "vergasen ausrotten",
    # Harming oneself.
    "how": """how_to how_do_i how_can_i best_way easiest_way quickest_way painless painlessly instructions
        tutorial/s step_by_step wie_kann_ich wie_bringe_ich anleitung methode/n guide which_pills
        how_many_pills""",
    "end_oneself": """kill_myself kill_yourself killing_yourself commit_suicide committing_suicide
        hang_myself hang_yourself mich_umbringen mich_erhängen starve_yourself starve_myself slit_my_wrists
        slit_your_wrists overdose_on end_my_life ending_my_life end_your_life ending_your_life
        take_my_own_life noose never_wake_up mich_ritzen ritze_ich_mich ritze_mich""",
    "end_oneself_how": """suicide_method/s suicide_guide suicide_tutorial suicide_instructions
        methods_of_suicide anleitung_zum_selbstmord anleitung_zum_suizid selbstmordanleitung
        selbstmordmethode/n hide_cutting pro_ana_tips thinspo wie_ritze_ich""",
    "umbringen": "umbringen erhängen",
    "mich": "mich",
    "help": """prevent preventing prevention help helping helpline hotline support awareness hilfe hilft
        prävention verhindern vorbeugen""",
    # Terror. Organisations that the EU or the UN list, attackers, their words.
    "terror": """isis isil daesh islamic_state qaeda alqaeda al_qaida dschihad jihad osama_bin_laden breivik
        jihadi boko_haram caliphate kalifat hamas mass_shooter school_shooter christchurch""",
    "promotion": """recruitment recruit recruiting propaganda propagandaplakat glorify glorifying glorious
        heroic praise praising verherrlichend+ join werbung werbeplakat rekrutierung""",
    "goddess": "goddess egypt egyptian osiris horus göttin ägyptisch+",
    "make": "build make making construct assemble",
    "instructions": "instructions blueprint diagram tutorial bauanleitung anleitung bauen baut",
    "bomb": """pipe_bomb/s homemade_bomb/s car_bomb/s homemade_explosives sarin ricin ied suicide_vest/s
        molotov/s rohrbombe/n autobombe/n sprengsatz nail_bomb/s nagelbombe/n""",
    # Trade in pictures, in texts.
    "trade": "trading trade sell selling buy buying send dm looking_for tausche suche verkaufe biete",
    # Papers that prove something, promises of health, politics: signs that lead to a label or to a moderator.
    "forge": """fake forged counterfeit falsified gefälscht+ fälsche fälschen nachgemacht+ editable template
        realistic photorealistic realistisch+ fotorealistisch+ echt_aussehend+ real_looking lifelike""",
    "forge_text": """fake forged counterfeit gefälscht+ fälschen buy_real kaufe_echte""",
    "proof": """passport/s id_card/s identity_card/s driver_license drivers_license driving_licence driver_licence
        residence_permit/s birth_certificate/s prescription/s diploma/s degree_certificate bank_statement/s
        banknote/s dollar_bill/s euro_note/s receipt/s invoice/s payslip/s boarding_pass/es vaccination_card/s
        insurance_card/s personalausweis/e reisepass führerschein/e ausweis/e geburtsurkunde/n rezept/e zeugnis/se
        kontoauszug kontoauszüge geldschein/e quittung/en kassenbon/s kassenzettel rechnung/en gehaltszettel
        impfpass krankenkassenkarte diplom/e""",
    "proof_text": """passport/s id_card/s identity_card/s driver_license drivers_license driving_licence diploma/s
        bank_statement/s banknote/s prescription/s vaccination_card/s personalausweis/e reisepässe reisepass
        führerschein/e geldschein/e rezept/e diplom/e impfpass impfpässe zeugnis/se""",
    "proof_play": """toy museum game pirate fantasy cartoon dragon wizard treasure hogwarts monopoly spielzeug
        spielgeld märchen zauberer comic fraud warning betrug warnung recognise recognize spot erkennen erkennt
        detect police polizei chicken cake kuchen recipe kochen""",
    "heals": """cures cured cure heals heal healed reverses reverse heilt heilen geheilt besiegt kuriert detoxes""",
    "illness": """cancer tumour/s tumor/s diabetes autism depression covid hiv alzheimer alzheimers dementia
        multiple_sclerosis parkinson parkinsons krebs tumore autismus depressionen demenz rheuma""",
    "remedy": """bleach mms chlorine_dioxide ivermectin baking_soda colloidal_silver turpentine apricot_kernels
        borax juice herbs herb tea supplement/s essential_oils fasting chlordioxid chlorbleiche natron
        kolloidales_silber aprikosenkerne heilkräuter kräuter saft tee nahrungsergänzung fasten heilfasten""",
    "renounce": """stop_taking quit_taking throw_away skip_your don_t_need refuse absetzen wegwerfen braucht_keine
        brauchst_keine verweigern setz ditch""",
    "treatment": """chemo chemotherapy insulin antidepressants vaccine/s vaccination medication/s meds chemotherapie
        impfung/en medikamente antidepressiva bestrahlung""",
    "doubt": """no_evidence not_proven myth hoax debunk debunked doesn_t does_not do_not don_t_believe never_cures
        cannot can_t research researchers study trial/s scientists hope_to fundraiser charity award forschung studie
        studien forscher spenden mythos kein_beleg keine_belege nicht unsinn scharlatan/e quack/s scam""",
    "politician": """president senator chancellor prime_minister politician/s congressman congresswoman candidate/s
        mayor minister bundeskanzler/in kanzler/in bundespräsident ministerpräsident/in politiker/in abgeordnete/r
        spitzenkandidat/in bürgermeister/in trump biden harris obama putin zelensky selenskyj scholz merz merkel
        macron starmer netanyahu xi_jinping erdogan""",
    "politics": """election/s ballot/s polling_station campaign_rally inauguration parliament wahl/en wahlkampf
        wahllokal stimmzettel bundestag bundestagswahl parlament protest/s riot/s demonstration/en kundgebung""",
    "deed": """arrested kissing crying handcuffs in_jail in_prison fighting drunk punching resigning surrendering
        bribe bribes endorsing endorses verhaftet küsst handschellen gefängnis betrunken prügelt
        zurücktretend weinend weint kapituliert schmiergeld mugshot""",
    "satire": """caricature cartoon satire satirical puppet statue wax_figure karikatur satire satirisch+ puppe
        wachsfigur comic stamp briefmarke lego""",
    # Harmless neighbours: the word before loses its meaning beside them.
    "bare_thing": """mole flame/s bulb beach beaches branch branches feet füße/n arm/s/e/en rock/s
        mountain/s eye eyes truth lipstick/s color/s colour/s coloured colored tone/s shade/s palette nail/s
        heels shoes pumps dress dresses gown lips tights makeup juice cake tree/s baum bäume wand wände
        wahrheit""",
    "horned": "toad/s lizard/s",
    "same": "same opposite fair",
    "sex_topic": """education chromosome/s pistols ratio determination and reproduction dimorphism
        orientation health selection""",
}

HARMLESS_PAIRS = (
    ("bare", "bare_thing", 1),
    ("bare_german", "bare_thing", 1),
    ("bare_picture", "bare_thing", 1),
    ("explicit", "horned", 1),
    ("slur", "power_thing", 2),
    ("suggestive", "same", -1),
    ("suggestive", "sex_topic", 1),
)
"""(group, neighbour, where): a word of the group counts for nothing with the neighbour right after or before it."""


def expand(entry: str) -> list[str]:
    """The words of one entry: `kid/s` is kid and kids, `nackt+` nackt, nackte, nackten, …"""
    if entry.endswith("+"):
        return [entry[:-1] + ending for ending in _ADJECTIVE]
    stem, *endings = entry.split("/")
    return [stem, *(stem + ending for ending in endings)]


@cache
def phrases() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Every phrase of the lexicon by its first word, as (all its words, its group)."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for group, entries in _GROUPS.items():
        for entry in entries.split():
            for phrase in expand(entry):
                spelled = tuple(plain(phrase).split("_"))
                found.setdefault(spelled[0], []).append((spelled, group))
    return found
