import pytest

from avatar.sensitive import is_sensitive

CASES = {
    "health": [
        "I have diabetes",
        "my depression is back",
        "tengo ansiedad",
        "estoy embarazada",
        "estou grávida",
        "tenho depressão",
        "ich bin krank",
        "meine Operation ist morgen",
        "mujhe bimari hai",
        "main aspatal me hun",
        "my dog died",
        "ich bin im Rollstuhl",
    ],
    "religion": [
        "I am muslim",
        "we pray at church",
        "soy católica",
        "voy a la iglesia",
        "sou evangélico",
        "vou à igreja",
        "ich bin katholisch",
        "wir beten",
        "main mandir jata hun",
        "namaz ke baad",
        "as a christian",
        "Ramadan is on",
    ],
    "politics": [
        "I voted yesterday",
        "I'm a republican",
        "voy a votar a la izquierda",
        "elecciones el domingo",
        "sou petista",
        "eleição domingo",
        "ich wähle die Grünen",
        "die Gewerkschaft ruft",
        "chunav me vote diya",
        "bjp wale",
        "at the protest",
        "union member here",
    ],
    "sexuality": [
        "I'm gay",
        "I came out",
        "soy lesbiana",
        "mi novio y yo",
        "sou bissexual e queer",
        "minha namorada",
        "ich bin schwul",
        "meine Freundin und ich",
        "mera boyfriend",
        "I am divorced",
        "trans woman here",
        "estoy divorciada",
    ],
    "ethnicity": [
        "as a black woman",
        "I'm a refugee",
        "soy indígena",
        "soy inmigrante",
        "sou preta",
        "sou imigrante",
        "wegen meiner Hautfarbe",
        "mit Migrationshintergrund",
        "main dalit hun",
        "meri jaati",
        "I'm asian",
        "mixed race kid",
    ],
    "money": [
        "I'm broke",
        "I lost my job",
        "estoy en paro",
        "tengo deudas",
        "estou desempregada",
        "minhas dívidas",
        "ich bin arbeitslos",
        "meine Schulden",
        "karza hai",
        "paise nahi hain",
        "can't afford it",
        "my salary",
    ],
    "minors": [
        "I'm 13",
        "I am in 8th grade",
        "tengo 12 años",
        "voy a primaria",
        "tenho 14 anos",
        "ensino médio",
        "ich bin 15",
        "in der 8. Klasse",
        "class 9 me hun",
        "still 17",
        "my kids love it",
        "mi hija te ve",
    ],
    "contact": [
        "write to a.b@c.org",
        "call +49 170 1234567",
        "mi WhatsApp",
        "mi número es 5",
        "meu telefone",
        "meu endereço",
        "meine Nummer",
        "meine Adresse",
        "mobile no do",
        "https://x.example",
        "I am @somebody",
        "zip code 90210",
    ],
    "others": [
        "my mother lives in Rome",
        "my friend is called Sam",
        "mi madre vive aquí",
        "mis amigas van",
        "minha irmã mora lá",
        "meu amigo",
        "meine Oma wohnt dort",
        "mein Nachbar",
        "mera bhai",
        "meri maa",
        "she is from Peru",
        "my boss",
    ],
}


@pytest.mark.parametrize(("category", "text"), [(name, text) for name, texts in CASES.items() for text in texts])
def test_what_is_nobodys_business_is_refused(category: str, text: str) -> None:
    assert is_sensitive(text)


@pytest.mark.parametrize("category", CASES)
def test_each_category_is_named(category: str) -> None:
    assert category in {is_sensitive(text) for text in CASES[category]}


@pytest.mark.parametrize(
    "text",
    [
        "I live in Porto",
        "my exam is on friday",
        "I'll call you Sam",
        "vivo en Roma",
        "la prueba es el viernes",
        "tenho prova na sexta",
        "moro em Natal",
        "ich wohne in Kiel",
        "mein Hund heißt Balu",
        "main Pune mein rehta hun",
        "mere paas gopro hai",
        "my race is on sunday",
    ],
)
def test_everyday_things_are_not(text: str) -> None:
    assert is_sensitive(text) == ""
