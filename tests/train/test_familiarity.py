from rightstag.models.familiarity import FAMILIAR, unreadable
from rightstag.train import cross_validate, fit_bundle
from rightstag.train.familiarity import FEWEST, familiar_share


def test_a_model_of_few_paragraphs_leaves_few_of_the_next_ones_to_people(dataset) -> None:
    out_of_fold = cross_validate(dataset(60), budget=1)
    share = familiar_share(out_of_fold)
    assert FEWEST <= share <= FAMILIAR
    bundle = fit_bundle(out_of_fold, taxonomy="1")
    assert bundle.familiar == share
    left = [reason for reason in unreadable(bundle, dataset(100, seed=1).texts) if reason]
    assert len(left) <= 5
    assert unreadable(bundle, ["Les gardiens ont battu plusieurs détenus pendant leur interrogatoire."]) != [""]
