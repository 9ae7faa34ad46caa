"""What the invented people say: Swedish letters, calls and notes, with places for what differs."""

# (subject, text); {name}, {code} and {handler} are filled in.
LETTERS = (
    (
        "Fråga om mitt ärende",
        "Hej!\n\nJag undrar hur det går med min ansökan. Det var flera veckor sedan jag skickade in den och jag har "
        "inte "
        "hört något. Kan någon ringa mig?\n\nMed vänlig hälsning\n{name}",
    ),
    (
        "Läkarintyg",
        "Hej,\n\nHär kommer läkarintyget som {handler} bad om. Säg till om ni behöver något mer.\n\nMvh {name}",
    ),
    (
        "Ang. {code}",
        "Hej!\n\nJag vill lägga till en uppgift i ärende {code}: jag har fått ny tid hos sjukgymnasten den 3:e och kan "
        "inte ta emot hembesök den dagen.\n\n{name}",
    ),
    (
        "Byta tid för hembesök",
        "Hej\n\nVi har fått en tid för hembesök men den passar tyvärr inte. Går det att flytta till veckan efter, "
        "helst på "
        "förmiddagen?\n\nHälsningar\n{name}",
    ),
    (
        "Färdtjänst till vårdcentralen",
        "Hej, mitt tillstånd för färdtjänst går ut i slutet av månaden. Vad behöver jag skicka in för att förnya det?\n"
        "\n{name}",
    ),
    (
        "Trygghetslarmet",
        "Hej!\n\nMammas trygghetslarm piper hela tiden. Jag har ringt hemtjänsten men de hänvisar till er. Vem ska jag "
        "prata med?\n\n{name}, dotter",
    ),
    (
        "Ledsagning",
        "Hej,\nJag skulle behöva ledsagning till en konsert i december. Hur lång tid i förväg måste jag säga "
        "till?\n/{name}",
    ),
    (
        "Överklagan",
        "Till socialnämnden\n\nJag vill överklaga beslutet om hemtjänst som jag fick förra veckan. Jag tycker inte "
        "att ni har "
        "tagit hänsyn till hur jag mår på kvällarna.\n\n{name}",
    ),
    (
        "Tack",
        "Hej! Ville bara säga tack för hjälpen i går, det ordnade sig med korttidsplatsen. Hälsa {handler}.\n\n{name}",
    ),
    (
        "Avgift hemtjänst",
        "Hej,\n\nFakturan för oktober verkar vara för hög, vi har haft färre timmar än vanligt. Kan ni titta på "
        "det?\n\n"
        "Vänliga hälsningar\n{name}",
    ),
)
OTHERS = (
    (
        "Vårdcentralen Öster",
        "vardcentralen.oster@example.se",
        "Utskrivning planeras",
        "Hej,\n\nVi planerar utskrivning på torsdag för en patient som har insatser hos er. Kan någon delta i "
        "vårdplaneringen på onsdag kl. 13?\n\nVänliga hälsningar\nMottagningssköterskan, Vårdcentralen Öster",
    ),
    (
        "Apoteket Kronan",
        "apoteket@example.org",
        "Dosförpackade läkemedel",
        "Hej! Leveransen av dospåsar kommer en dag senare än vanligt nästa vecka. Meddela gärna hemtjänstgruppen.",
    ),
    (
        "Brukarstöd Syd",
        "info@example.org",
        "Föräldragrupp startar i januari",
        "Hej!\n\nI januari startar en ny samtalsgrupp för anhöriga. Sprid gärna till dem ni möter.\n\nHälsningar\n"
        "Brukarstöd Syd",
    ),
)
SCHOOL = (
    "Skolkurator, Björkskolan",
    "kurator.bjorkskolan@example.se",
    "Oro för elev",
    "Hej,\n\nJag är kurator på Björkskolan och är orolig för en elev i årskurs 4. Eleven har haft blåmärken på "
    "armarna två "
    "gånger den här månaden och säger att hen inte vågar gå hem när pappa har druckit. Jag har i dag pratat med "
    "rektor och "
    "vi vill göra en anmälan. Hur gör vi, och kan någon ringa mig före klockan 15?\n\nMed vänlig "
    "hälsning\nSkolkuratorn",
)
CALLS = (
    ("Frågade hur långt utredningen kommit. Fick veta att den pågår.", "solved"),
    ("Ville nå sin handläggare. Bad att få bli uppringd i eftermiddag.", "solved"),
    ("Avbokade hembesöket, vill ha en ny tid nästa vecka.", "solved"),
    ("Undrade över avgiften för hemtjänsten. Hänvisad till avgiftshandläggaren.", "referred"),
    ("Ringde om trygghetslarm som inte fungerar. Hänvisad till larmtjänsten.", "referred"),
    ("Fel nummer, sökte vårdcentralen.", "no_action"),
    ("Anhörig berättar att läget blivit sämre hemma. Handläggaren har tagit över.", "accepted"),
    ("Frågade vilka intyg som behövs för färdtjänst. Informerad.", "solved"),
    ("Ville veta när beslutet kommer. Handläggaren ringer upp.", "accepted"),
    ("Behöver tolk på arabiska vid nästa möte. Noterat.", "solved"),
    ("Tackade för hjälpen.", "no_action"),
    ("God man frågade om ansökan om ledsagning. Informerad om läget.", "solved"),
    ("Frågade om korttidsboende över julen. Handläggaren tar det.", "accepted"),
    ("Ville anmäla fel på faktura. Hänvisad till ekonomi.", "referred"),
)
ANSWERS = (
    ("Svarat med tid för återuppringning.", "solved"),
    ("Intyget lagt till handläggaren.", "accepted"),
    ("Ny tid bokad.", "solved"),
    ("Hänvisad till hemtjänsten.", "referred"),
    ("Ingen åtgärd behövs.", "no_action"),
)
VISITS = (
    "Kom in med kompletterande papper till sin ansökan.",
    "Ville prata med sin handläggare, fick en tid på torsdag.",
    "Lämnade nycklar till hemtjänsten.",
)
NEXT_STEPS = (
    "hembesök",
    "vårdplanering",
    "kommunicera utredningen",
    "beställ insats",
    "uppföljning med klienten",
    "inhämta läkarintyg",
)
TYPES = {
    "sol": ("ansökan hemtjänst", "ansökan särskilt boende", "trygghetslarm", "korttidsboende", "ekonomiskt bistånd"),
    "lss": ("ledsagning", "kontaktperson", "korttidsvistelse", "personlig assistans"),
    "transport": ("färdtjänst", "riksfärdtjänst"),
    "child": ("utredning barn", "orosanmälan"),
}
