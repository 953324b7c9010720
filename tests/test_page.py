"""The page as any client sees it, without a browser."""

import html
import io
import json
import math
import re
import shutil
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from ceilings import Ceilings
from main import create_app
from models import Scorer
from page import EXAMPLES, FIELDS, MESSAGES

PAIR = {
    "sentence1": "제 친구가 로제떡볶이를 먹고 있네요",
    "sentence2": "로제떡볶이를 먹는 내 친구",
}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
FORM = "application/x-www-form-urlencoded"


def text_of(response: TestResponse) -> str:
    """What a reader sees, white space collapsed."""
    body = re.sub(r"<[^>]*>", " ", response.text)
    return " ".join(html.unescape(body).split())


def filled(response: TestResponse) -> list[str]:
    """What stands in the two fields; HTML drops a line break right after the tag."""
    areas = re.findall(r"<textarea[^>]*>\n?(.*?)</textarea>", response.text, re.DOTALL)
    return [html.unescape(area) for area in areas]


def test_the_form_has_the_given_texts(client: FlaskClient) -> None:
    response = client.get("/")
    assert response.status_code == 200
    seen = text_of(response)
    assert (
        "Measuring Text Similarity Using KoELECTRA! Wanted Pre-Onboarding 기업과제 3 "
        "아래에 문장 두개를 입력해주세요! 문장1 : 문장2 : Submit"
    ) in seen
    assert '<html lang="ko">' in response.text
    assert filled(response) == ["", ""]
    assert "입니다." not in seen


def test_head_answers_like_get_without_a_body(client: FlaskClient) -> None:
    response = client.head("/")
    assert (response.status_code, response.data) == (200, b"")


def test_a_sentence_in_the_address_is_not_read(client: FlaskClient) -> None:
    """Addresses end up in logs and histories, where no sentence belongs."""
    assert client.get("/", query_string=PAIR).text == client.get("/").text


def test_a_form_is_answered_with_the_sentence_and_the_models_number(
    client: FlaskClient, tiny_scorer: Scorer
) -> None:
    response = client.post("/", data=PAIR)
    result = tiny_scorer.score(*PAIR.values())
    assert response.status_code == 200
    assert (
        '"제 친구가 로제떡볶이를 먹고 있네요"와 "로제떡볶이를 먹는 내 친구"의 '
        f"유사도는 {result.percent}% 입니다."
    ) in response.text
    assert f"{result.score:.2f} / 5" in text_of(response)
    assert f"<title>{result.percent}% · " in response.text
    assert filled(response) == list(PAIR.values())


def test_a_calibrated_model_shows_between_which_scores_people_are(tiny_model_folder: Path) -> None:
    scorer = Scorer.load(tiny_model_folder)
    score = scorer.score(*PAIR.values()).score
    scorer.metrics = {"bands": [{"score": score, "below": score - 1.26, "above": 2.53 - score}]}
    client = create_app(scorer=scorer).test_client()

    page = client.post("/", data=PAIR)
    assert "열에 아홉은 1.2점에서 2.6점 사이입니다." in text_of(page)  # rounded outwards
    assert "사람의 점수는 대개 1.2점에서 2.6점 사이" in page.text
    assert 'x1="25.20%" x2="50.60%"' in page.text

    same = client.post("/", data={"sentence1": "글", "sentence2": "글"})
    assert "열에 아홉" not in text_of(same)


WHY = {**PAIR, "explain": "1"}


def test_why_is_told_to_who_asks(client: FlaskClient) -> None:
    plain = client.post("/", data=PAIR)
    assert '<button type="submit">왜 이런 점수인가요?</button>' in plain.text
    for name, value in WHY.items():
        assert f'<input type="hidden" name="{name}" value="{value}">' in plain.text
    assert "가까운 점수" not in plain.text

    page = client.post("/", data=WHY)
    seen = text_of(page)
    answer = client.post("/api/explain", json=PAIR).json
    assert answer
    assert f"점 : {answer['rubric']}." in seen
    for word in (*answer["words1"], *answer["words2"]):
        sign, verb = ("▲", "올림") if word["change"] > 0 else ("▼", "내림")
        size = f"{abs(word['change']):.2f}"
        told = f"{sign} {size} 점수를 {size}점 {verb}" if float(size) >= 0.06 else ""
        assert f"{word['text']} {told}".strip() in seen
    for link in answer["links"]:
        first, second = answer["words1"][link["word1"]], answer["words2"][link["word2"]]
        assert f"{first['text']} ↔ {second['text']} {link['similarity']:.2f} " in seen
    assert page.text.count("<path ") == len(answer["links"])
    for example in answer["examples"]:
        shown = f"{example['label']:.1f}점 {example['sentence1']} {example['sentence2']}"
        assert shown in seen
    assert "출처: KLUE-STS(Park et al. 2021), CC BY-SA 4.0." in seen
    # The sentences stand in the form, and the focus goes to why instead of to the result.
    assert filled(page) == list(PAIR.values())
    assert re.findall(r"<(\w+)[^>]* autofocus", page.text) == ["h3"]


def test_without_being_asked_nothing_is_explained(tiny_scorer: Scorer) -> None:
    app = create_app(scorer=tiny_scorer)
    app.extensions["explainer"] = None  # whoever asks it, fails
    assert app.test_client().post("/", data=PAIR).status_code == 200
    assert app.test_client().post("/api/similarity", json=PAIR).status_code == 200


def test_what_differs_stands_on_the_page(client: FlaskClient) -> None:
    data = {"sentence1": "불을 켜 줘", "sentence2": "불을 켜지 마", "explain": "1"}
    assert "부정이 다릅니다" in text_of(client.post("/", data=data))
    assert "차이는 찾지 못했습니다" in text_of(client.post("/", data=WHY))


def test_the_page_says_by_how_much_rules_changed_a_score(
    tiny_model_folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(tiny_model_folder, tmp_path / "model")
    ceilings = Ceilings({"number": 0.6}, floor=4.9)
    (tmp_path / "model" / "metrics.json").write_text(json.dumps({"ceilings": ceilings.to_dict()}))
    client = create_app(scorer=Scorer.load(tmp_path / "model")).test_client()

    def noted(sentence1: str, sentence2: str) -> str:
        return text_of(client.post("/", data={"sentence1": sentence1, "sentence2": sentence2}))

    assert re.search(r"점수를 \d\.\d\d점 낮췄습니다", noted("7시에 켜 줘", "9시에 켜 줘"))
    assert re.search(r"점수를 \d\.\d\d점 높였습니다", noted("7시에 켜 줘", "일곱 시에 켜 줘"))
    unchanged = noted("7시에 켜 줘", "날씨가 좋네요")
    assert "낮췄습니다" not in unchanged
    assert "높였습니다" not in unchanged


def test_a_word_that_cannot_be_left_out_says_so(client: FlaskClient) -> None:
    data = {"sentence1": "친구", "sentence2": "로제떡볶이", "explain": "1"}
    assert text_of(client.post("/", data=data)).count("빼면 비교할 말이 남지 않음") == 2


def test_long_sentences_say_which_words_go_together(client: FlaskClient) -> None:
    long = client.post("/", data={**WHY, "sentence1": "친구 로제 " * 20})
    assert "〃 앞말과 함께 뺌" in text_of(long)
    assert "모델이 읽지 않은 말" in text_of(long)
    assert "앞말과 함께" not in text_of(client.post("/", data=WHY))


def test_why_is_json_for_who_asks_for_that(client: FlaskClient) -> None:
    response = client.post("/", data=WHY, headers={"Accept": "application/json"})
    assert response.json == client.post("/api/explain", json=PAIR).json


def test_an_error_is_at_its_field_when_asked_why(client: FlaskClient) -> None:
    response = client.post("/", data={**WHY, "sentence2": "★"})
    assert response.status_code == 400
    assert MESSAGES["noise"] in response.text


def test_multipart_is_a_form_too(client: FlaskClient) -> None:
    multipart = client.post("/", data=PAIR, content_type="multipart/form-data")
    assert multipart.text == client.post("/", data=PAIR).text


@pytest.mark.parametrize(
    ("first", "and_second"),
    [
        ("밥", '"밥"과 "글"의'),
        ("책을 읽음.", '"책을 읽음."과 "글"의'),
        ("나이는 10", '"나이는 10"과'),
    ],
)
def test_the_particle_fits_the_first_sentence(
    client: FlaskClient, first: str, and_second: str
) -> None:
    assert and_second in client.post("/", data={"sentence1": first, "sentence2": "글"}).text


def test_sentences_are_shown_as_typed_and_never_as_html(client: FlaskClient) -> None:
    typed = {"sentence1": '<b>친구</b> & "나"', "sentence2": "</textarea><script>글</script>"}
    response = client.post("/", data=typed)
    assert response.status_code == 200
    assert "<b>" not in response.text
    assert "<script>" not in response.text
    assert filled(response) == list(typed.values())
    assert '"<b>친구</b> & "나""와 ' in html.unescape(response.text)


@settings(max_examples=50, deadline=None)
@given(first=st.text(), second=st.text())
def test_whatever_is_typed_stands_in_the_form_again(
    tiny_scorer: Scorer, first: str, second: str
) -> None:
    client = create_app(scorer=tiny_scorer).test_client()
    response = client.post("/", data={"sentence1": first, "sentence2": second})
    assert response.status_code in {200, 400}
    assert filled(response) == [first, second]


@pytest.mark.parametrize(
    ("threshold", "verdict"), [("0", "유사함 0점 이상"), ("5", "유사하지 않음 5점 미만")]
)
def test_the_verdict_names_its_threshold(
    tiny_model_folder: Path, threshold: str, verdict: str
) -> None:
    scorer = Scorer.load(tiny_model_folder, threshold=float(threshold))
    response = create_app(scorer=scorer).test_client().post("/", data=PAIR)
    assert f"판정 {verdict}" in text_of(response)
    assert f"유사함의 기준은 {threshold}점" in response.text


def test_a_score_below_the_threshold_does_not_seem_to_reach_it(
    tiny_model_folder: Path, tiny_scorer: Scorer
) -> None:
    """3.168 is not shown as 3.17 where the verdict says: below 3.17."""
    score = tiny_scorer.score(**PAIR).score
    above = math.ceil(score * 100) / 100  # what a score just below it would be rounded to
    scorer = Scorer.load(tiny_model_folder, threshold=above)
    scorer.score = lambda sentence1, sentence2: replace(  # type: ignore[method-assign]
        tiny_scorer.score(sentence1, sentence2), score=above - 0.001, similar=False, threshold=above
    )
    text = text_of(create_app(scorer=scorer).test_client().post("/", data=PAIR))
    assert f"{above - 0.01:.2f} / 5" in text
    assert f"유사하지 않음 {above:g}점 미만" in text


def test_the_bar_says_in_words_what_it_draws(client: FlaskClient, tiny_scorer: Scorer) -> None:
    response = client.post("/", data=PAIR)
    score = tiny_scorer.score(*PAIR.values()).score
    meter = re.search(r'<div class="meter"[^>]*>', response.text)
    assert meter
    assert 'role="meter"' in meter[0]
    assert f'aria-valuenow="{score:.2f}"' in meter[0]
    assert f"5점 만점에 {score:.2f}점" in meter[0]
    assert f'class="level" y="26" width="{score * 20:.2f}%"' in response.text


@pytest.mark.parametrize(
    ("sentences", "note"),
    [
        (("가나다라" * 100, "글"), "문장1 : 모델이 읽는 길이"),
        (("글", "가나다라" * 100), "문장2 : 모델이 읽는 길이"),
        (("가나다라" * 100, "바사아자" * 100), "문장1 · 문장2 : 모델이 읽는 길이"),
    ],
)
def test_a_sentence_that_was_cut_is_named(
    client: FlaskClient, sentences: tuple[str, str], note: str
) -> None:
    data = dict(zip(FIELDS, sentences, strict=True))
    assert note in text_of(client.post("/", data=data))
    assert "앞부분만" not in text_of(client.post("/", data=PAIR))


@pytest.mark.parametrize("accept", ["application/json", "application/json, text/plain, */*"])
def test_json_for_who_asks_is_what_the_api_answers(client: FlaskClient, accept: str) -> None:
    response = client.post("/", data=PAIR, headers={"Accept": accept})
    assert response.content_type == "application/json"
    assert response.json == client.post("/api/similarity", json=PAIR).json


@pytest.mark.parametrize("accept", ["*/*", BROWSER, "text/html, application/json", "image/png"])
def test_everyone_else_gets_the_page(client: FlaskClient, accept: str) -> None:
    response = client.post("/", data=PAIR, headers={"Accept": accept})
    assert response.content_type == "text/html; charset=utf-8"
    assert "Accept" in response.vary


WRONG = [
    ({"sentence2": "글"}, ["sentence1"], "missing"),
    ({}, ["sentence1", "sentence2"], "missing"),
    ({"sentence1": "글", "sentence2": " \r\n\t"}, ["sentence2"], "empty"),
    ({"sentence1": "글", "sentence2": "★★★"}, ["sentence2"], "noise"),
    ({"sentence1": ["글", "다른 글"], "sentence2": "글"}, ["sentence1"], "type"),
]


@pytest.mark.parametrize(("data", "fields", "code"), WRONG)
def test_an_error_stands_at_its_field(
    client: FlaskClient, data: dict[str, str], fields: list[str], code: str
) -> None:
    response = client.post("/", data=data, content_type=FORM)
    assert response.status_code == 400
    assert "<title>오류 · " in response.text
    for field in fields:
        assert f'aria-invalid="true" aria-describedby="{field}-error"' in response.text
        assert f'id="{field}-error"><strong>오류:</strong> {MESSAGES[code]}</p>' in response.text
    assert response.text.count("aria-invalid") == len(fields)
    # The focus goes to the first of them, and what was typed is kept.
    assert re.findall(r'<textarea id="(\w+)"[^>]* autofocus', response.text) == fields[:1]
    assert filled(response) == [
        value if isinstance(value := data.get(field, ""), str) else "" for field in FIELDS
    ]


@pytest.mark.parametrize(("data", "fields", "code"), WRONG)
def test_an_error_is_a_problem_for_who_asks_for_json(
    client: FlaskClient, data: dict[str, str], fields: list[str], code: str
) -> None:
    headers = {"Accept": "application/json"}
    response = client.post("/", data=data, content_type=FORM, headers=headers)
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    assert response.json
    assert [(error["field"], error["code"]) for error in response.json["errors"]] == [
        (field, code) for field in fields
    ]


def test_a_file_is_no_sentence(client: FlaskClient) -> None:
    data = {"sentence1": (io.BytesIO("글".encode()), "sentence.txt"), "sentence2": "글"}
    response = client.post("/", data=data, content_type="multipart/form-data")
    assert response.status_code == 400
    assert MESSAGES["type"] in response.text
    assert filled(response) == ["", "글"]


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", None])
def test_what_is_no_form_is_refused(client: FlaskClient, content_type: str | None) -> None:
    response = client.post("/", data="{}", content_type=content_type, headers={"Accept": BROWSER})
    assert response.status_code == 415
    assert "읽을 수 없는 형식입니다" in text_of(response)


@pytest.mark.parametrize(
    "body", ["sentence1=안녕&sentence2=글".encode("cp949"), b"sentence1=a%20%BE%C8&sentence2=b"]
)
def test_a_form_that_is_not_utf8_is_refused(client: FlaskClient, body: bytes) -> None:
    """A Korean Windows console sends CP949, which would otherwise look like empty fields."""
    response = client.post("/", data=body, content_type=FORM, headers={"Accept": BROWSER})
    assert response.status_code == 400
    assert "UTF-8" in text_of(response)


def test_a_form_that_is_too_large_is_refused(client: FlaskClient) -> None:
    data = {"sentence1": "가" * 1_100_000, "sentence2": "글"}
    response = client.post("/", data=data, headers={"Accept": BROWSER})
    assert response.status_code == 413
    assert "문장을 줄여서 다시 보내 주세요." in text_of(response)


def test_another_site_cannot_post_the_form(client: FlaskClient) -> None:
    headers = {"Accept": BROWSER, "Sec-Fetch-Site": "cross-site"}
    response = client.post("/", data=PAIR, headers=headers)
    assert response.status_code == 403
    assert "다른 사이트에서 온 요청은 받지 않습니다." in text_of(response)


def test_an_unknown_address_is_a_page_that_leads_home(client: FlaskClient) -> None:
    response = client.get(f"/{quote('없는-주소')}", headers={"Accept": BROWSER})
    assert response.status_code == 404
    assert "오류 404 없는 페이지입니다" in text_of(response)
    assert 'href="/"' in response.text


@pytest.mark.parametrize("pair", EXAMPLES)
def test_an_example_is_a_form_of_its_own(client: FlaskClient, pair: tuple[str, str]) -> None:
    response = client.get("/")
    for field, sentence in zip(FIELDS, pair, strict=True):
        assert f'<input type="hidden" name="{field}" value="{sentence}">' in response.text
    assert client.post("/", data=dict(zip(FIELDS, pair, strict=True))).status_code == 200


def test_every_asset_is_our_own_and_nothing_is_inline(client: FlaskClient) -> None:
    """So that the Content-Security-Policy can be `default-src 'self'`."""
    for response in (client.get("/"), client.post("/", data=PAIR), client.post("/", data=WHY)):
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! src=)", response.text)
        addresses = re.findall(r'(?:src|href|action)="([^"]*)"', response.text)
        assert addresses
        assert all(address.startswith("/") for address in addresses)
        for address in addresses:
            if address.startswith("/static/"):
                with client.get(address) as asset:
                    assert asset.status_code == 200


def test_what_differs_is_named_without_being_asked(client: FlaskClient) -> None:
    differing = client.post(
        "/", data={"sentence1": "예약이 필요합니다", "sentence2": "예약이 필요하지 않습니다"}
    )
    assert "부정이 다릅니다" in text_of(differing)
    assert "뜻이 다른 곳" in differing.text
    assert "뜻이 다른 곳" not in client.post("/", data=PAIR).text
