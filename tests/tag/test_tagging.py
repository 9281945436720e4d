"""Every paragraph comes out once, in order, with a tag a label where it is scored."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightstag.models import load_bundle
from rightstag.reports.ingest import ingest
from rightstag.reports.records import TAGGABLE, Paragraph
from rightstag.tag.counts import Counts, count
from rightstag.tag.records import Evidence, Tag
from rightstag.tag.tagger import decide, tag_batch, tag_paragraphs


def test_nothing_is_lost_added_or_moved(bundle, paragraphs):
    out = list(tag_paragraphs(paragraphs, bundle))
    assert [each.paragraph for each in out] == paragraphs
    for each in out:
        labels = bundle.labels if each.paragraph.kind in TAGGABLE else ()
        assert tuple(tag.label for tag in each.tags) == labels
        assert {tag.paragraph for tag in each.tags} <= {each.paragraph.id}


@pytest.mark.parametrize("count", [0, 1, 511, 512, 513, 1500])
def test_batches_leave_no_seam(bundle, count):
    kinds = ("paragraph", "heading", "bullet")
    paragraphs = [Paragraph(id=f"{n}", text="a rally" * (n % 2), kind=kinds[n % 3]) for n in range(count)]
    out = list(tag_paragraphs(iter(paragraphs), bundle))
    assert [each.paragraph for each in out] == paragraphs
    assert [each.tags[0].probability for each in out if each.tags] == [
        0.35 if paragraph.text else 0.05 for paragraph in paragraphs if paragraph.kind != "heading"
    ]


def test_tags_come_before_the_input_has_ended(bundle):
    def endless():
        n = 0
        while True:
            yield Paragraph(id=f"{n}", text="a rally")
            n += 1

    stream = tag_paragraphs(endless(), bundle)
    assert next(stream).paragraph.id == "0"


def test_a_tag_says_all_that_is_known(bundle):
    paragraph = Paragraph(id="a", text="A rally was dispersed.")
    (each,) = tag_paragraphs([paragraph], bundle)
    assert each.tags[0] == Tag(
        paragraph="a",
        label="assembly",
        probability=0.65,
        threshold=0.5,
        decision="yes",
        model="keywords-00000000",
        taxonomy="1",
        evidence=(Evidence(start=2, end=7, weight=1.5), Evidence(start=12, end=21, weight=1.5)),
    )
    assert [tag.decision for tag in each.tags] == ["yes", "no", "no", "no", "no"]
    assert each.marked == each.tags[:1]


def test_only_what_is_marked_is_explained(bundle, paragraphs, monkeypatch):
    asked = []
    monkeypatch.setattr(bundle, "explain", lambda text, labels: asked.extend((text, label) for label in labels) or {})
    out = list(tag_paragraphs(paragraphs, bundle))
    assert asked == [(each.paragraph.text, tag.label) for each in out for tag in each.marked]


def test_what_lies_near_the_threshold_goes_to_a_person(bundle):
    (each,) = tag_paragraphs([Paragraph(id="a", text="asylum")], bundle, review=0.06)
    assert {tag.label: tag.decision for tag in each.tags}["refugees"] == "review"


@pytest.mark.parametrize(("unknown", "reviewed"), [(0, False), (3, False), (4, True), (10, True)])
def test_a_paragraph_of_unknown_words_goes_to_a_person_with_the_reason(bundle, unknown, reviewed):
    text = " ".join(["rally", "dispersed", *"abcdefgh"][unknown:] + ["xu"] * unknown)
    (each,) = tag_batch([Paragraph(id="a", text=text)], bundle)
    reason = f"{10 * unknown}% of its words are unknown to the model" if reviewed else ""
    assert {tag.reason for tag in each.tags} == {reason}
    assert ({tag.decision for tag in each.tags} == {"review"}) == reviewed
    assert count([each], bundle.labels).unfamiliar == reviewed


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_decision_is_review_within_the_band_and_else_the_threshold(probability, threshold, review):
    decision = decide(probability, threshold, review)
    assert (decision == "review") == (abs(probability - threshold) < review)
    if decision != "review":
        assert (decision == "yes") == (probability >= threshold)


@pytest.mark.parametrize("shape", [(1, 5), (3, 5), (2, 4)])
def test_a_model_that_loses_a_row_is_not_believed(bundle, monkeypatch, shape):
    monkeypatch.setattr(bundle, "predict_proba", lambda texts, headings: np.zeros(shape))
    with pytest.raises(ValueError, match=r"2 paragraphs gave probabilities of shape"):
        list(tag_paragraphs([Paragraph(id="a", text="x"), Paragraph(id="b", text="y")], bundle))


def test_the_counts_are_of_what_went_through(bundle, paragraphs):
    counts = count(tag_batch(paragraphs, bundle, review=0.16), bundle.labels)
    assert (counts.read, counts.paragraphs, counts.marked) == (11, 6, 4)
    assert counts.tagged == {"assembly": 0, "expression": 1, "association": 0, "refugees": 0, "statelessness": 0}
    assert counts.review["assembly"] == 3


@pytest.mark.parametrize("cut", [0, 1, 5, 11])
def test_counts_of_parts_add_up_to_those_of_all(bundle, paragraphs, cut):
    tagged = tag_batch(paragraphs, bundle, review=0.16)
    total = Counts()
    total.add(count(tagged[:cut], bundle.labels))
    total.add(count(tagged[cut:], bundle.labels))
    assert total == count(tagged, bundle.labels)


#: Of what no model here has read: each says something that a report would be tagged for.
FOREIGN = {
    "French": (
        "Le 12 mars, la police a dispersé un rassemblement devant le ministère et a arrêté onze manifestants.",
        "Trois journalistes ont été condamnés à la prison pour diffamation après un article sur la corruption.",
        "La Cour constitutionnelle a rejeté la plainte de l'organisation non gouvernementale contre la police de la "
        "province.",
        "Les apatrides de la province du nord vivent sans papiers.",
    ),
    "Spanish": (
        "La policía disolvió la manifestación con gases y detuvo a varios periodistas en la plaza de la capital.",
        "El gobierno canceló el registro de tres organizaciones no gubernamentales por incumplir la ley.",
        "Los solicitantes de asilo fueron devueltos en la frontera sin acceso a un procedimiento.",
    ),
    "Arabic": ("فرّقت الشرطة تجمعاً سلمياً أمام وزارة العدل واعتقلت أحد عشر متظاهراً.", "حُجب موقع الصحيفة."),
    "Russian": (
        "Полиция разогнала мирное собрание у здания парламента и задержала одиннадцать участников.",
        "Суд отказал организации в регистрации.",
    ),
    "Portuguese": ("A polícia dispersou a manifestação diante do ministério e deteve vários jornalistas na capital.",),
    "German": ("Die Polizei löste die Versammlung vor dem Ministerium auf und nahm elf Demonstranten in Sel fest.",),
    "Turkish": ("Polis bakanlığın önündeki barışçıl gösteriyi dağıttı ve on bir kişiyi gözaltına aldı.",),
    "Indonesian": ("Polisi membubarkan unjuk rasa damai di depan kementerian dan menangkap sebelas orang.",),
    "Swahili": ("Polisi walitawanya maandamano ya amani mbele ya wizara na kuwakamata watu kumi na mmoja.",),
    "Polish": ("Policja rozwiązała pokojowe zgromadzenie przed ministerstwem i zatrzymała jedenaście osób.",),
    "Italian": ("La polizia ha disperso la manifestazione davanti al ministero e ha arrestato undici persone.",),
    "Dutch": ("De politie ontbond de vreedzame betoging voor het ministerie en hield elf mensen aan.",),
}


@pytest.fixture(scope="module")
def shipped():
    return load_bundle("default")


@pytest.mark.parametrize("language", FOREIGN)
def test_another_language_goes_to_a_person_with_the_shipped_model(shipped, language):
    tagged = tag_batch([Paragraph(id=str(n), text=text) for n, text in enumerate(FOREIGN[language])], shipped)
    assert {(tag.decision, bool(tag.reason)) for each in tagged for tag in each.tags} == {("review", True)}


def test_the_language_of_the_model_does_not(shipped, samples):
    paragraphs = ingest(samples / "tarsia-2024.txt")
    assert count(tag_batch(paragraphs, shipped), shipped.labels).unfamiliar == 0


@pytest.mark.parametrize("text", ["", "* * *", "\N{CAMERA}", "12 / 34", "…"])
def test_a_text_without_a_word_is_left_to_people(bundle, text):
    (each,) = tag_paragraphs([Paragraph(id="p", text=text)], bundle)
    assert {(tag.decision, tag.reason) for tag in each.tags} == {("review", "it has no word")}
