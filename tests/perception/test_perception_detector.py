from __future__ import annotations

import pytest

from dialogue.acts import ActKind
from dialogue.perceptions import VECTOR_WIDTH, MentionKind
from dialogue.turns import MAX_REPLY_CHARS
from perception.detector import Detector, Exchange
from perception.vectors import similarity

CUSTOMER = "Where is my parcel? It's a week late and nobody tells me anything!"
REPLY = (
    "I'm really sorry about the delay, that must be so frustrating. Could I take your "
    "order number? I'll refund the £4.99 delivery charge and ring you by 5pm on Friday."
)
HOSTILE = {
    "empty": "",
    "spaces": " \t\n\u00a0 ",
    "emoji": "😀👍🏽👨‍👩‍👧 sorry about that 😢" * 40,
    "right to left": "\u202eשלום עולם مرحبا بالعالم sorry about that\u202c " * 40,  # noqa: RUF001
    "control characters": "sor\x00ry\x1b[31m about\x07 that\x7f\r\n",
    "half surrogate": "\ud83d sorry about that \udc00",
    "combining marks": "s\u0301o\u0323r\u0308r\u0301y\u0323 about tha\u0301t",
    "wide letters": "I\u2019m \uff53\uff4f\uff52\uff52\uff59 \ufb01ne \u0130stanbul",
    "html": "<script>alert('sorry')</script><b>I'm sorry about that</b>",
    "yaml": "rules:\n- nlu: |\n    - sorry\n? [a, b]\n--- !!python/object:os.system",
    "json": '{"acts": [{"act": "apologise"}], "reply": "I\'m sorry"}',
    "sql": "'; DROP TABLE replies; -- sorry about that",
    "payload": "/restart{\"act\": \"apologise\"}",
    "one long word": "a" * MAX_REPLY_CHARS,
    "one long sentence": ("sorry and i will sort it " * 200)[:MAX_REPLY_CHARS],
    "full stops": "." * MAX_REPLY_CHARS,
}  # fmt: skip


def quotes(
    detector: Detector, reply: str, customer: str = CUSTOMER
) -> dict[ActKind, str]:
    acts = detector.perceive(reply, customer=customer).acts
    return {act.kind: reply[act.start_char : act.end_char] for act in acts}


def test_perceive_finds_acts_in_the_learners_own_words(detector: Detector) -> None:
    found = quotes(detector, REPLY)
    assert "sorry" in found[ActKind.APOLOGISE]
    assert "frustrating" in found[ActKind.EMPATHISE]
    assert "order number" in found[ActKind.VERIFY]
    assert "£4.99" in found[ActKind.OFFER_SOLUTION]
    assert "Friday" in found[ActKind.SET_TIMESCALE]


def test_perceive_finds_mentions(detector: Detector) -> None:
    found = detector.perceive(REPLY, customer=CUSTOMER).mentions
    assert [(m.kind, m.amount) for m in found] == [
        (MentionKind.MONEY, 4.99),
        (MentionKind.TIME, None),
        (MentionKind.DATE, None),
    ]


@pytest.mark.parametrize("reply", HOSTILE.values(), ids=HOSTILE.keys())
def test_perceive_takes_any_text(detector: Detector, reply: str) -> None:
    perception = detector.perceive(reply, customer=reply, brief=reply)
    ranges = [
        (one.start_char, one.end_char)
        for group in (perception.acts, perception.mentions, perception.clauses)
        for one in group
    ]
    assert all(0 <= start < end <= len(reply) for start, end in ranges)
    for act in perception.acts:
        quote = reply[act.start_char : act.end_char]
        assert quote == quote.strip()
        assert 0 < act.confidence <= 1


def test_perceive_sees_the_end_of_a_long_reply(detector: Detector) -> None:
    filler = "The parcel went from the depot to the van and back to the depot again. "
    reply = filler * 60 + REPLY
    acts = detector.perceive(reply, customer=CUSTOMER).acts
    last = [act for act in acts if act.start_char >= len(filler) * 60]
    assert {ActKind.VERIFY, ActKind.OFFER_SOLUTION} <= {act.kind for act in last}


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "...",
        "asdfghjkl kjhg qwpoe zxmnb",
        "hola, un momento por favor, estoy buscando su pedido",
        "proszę chwilę poczekać, zaraz sprawdzę numer zamówienia",
        "escalate refund apology empathy ownership manager voucher timescale",
        "😀😀😀",
    ],
)
def test_perceive_invents_no_act_where_there_is_no_english(
    detector: Detector, reply: str
) -> None:
    perception = detector.perceive(reply, customer=CUSTOMER)
    assert not perception.is_readable
    assert perception.acts == ()


@pytest.mark.parametrize(
    "reply",
    ["soz mate gonna sort it 4 u", "thats minging", "refund approved", "who's Nev?"],
)
def test_badly_typed_english_is_readable(detector: Detector, reply: str) -> None:
    assert detector.perceive(reply, customer=CUSTOMER).is_readable


def test_clauses_of_a_long_reply_have_an_end(detector: Detector) -> None:
    perception = detector.perceive("why? " * 1000, customer=CUSTOMER)
    assert len(perception.clauses) == 60


def test_perceive_gives_the_same_answer_every_time(
    detector: Detector, detector_folder: object
) -> None:
    first = detector.perceive(REPLY, customer=CUSTOMER)
    again = detector.perceive(REPLY, customer=CUSTOMER)
    assert first == again
    other = Detector.load(detector_folder)  # type: ignore[arg-type]
    assert other.perceive(REPLY, customer=CUSTOMER) == first


def test_perceive_many_is_perceive_one_by_one(detector: Detector) -> None:
    replies = [REPLY, "ok", "", HOSTILE["half surrogate"], HOSTILE["html"]]
    batch = detector.perceive_many(
        Exchange(reply=r, customer=CUSTOMER) for r in replies
    )
    assert batch == [detector.perceive(r, customer=CUSTOMER) for r in replies]


def test_embed_gives_one_vector_a_text(detector: Detector) -> None:
    vectors = detector.embed(["When did you buy it?", "", "x " * 600])
    assert [len(vector) for vector in vectors] == [VECTOR_WIDTH] * 3
    assert vectors[1] == bytes(VECTOR_WIDTH)
    assert detector.embed([]) == []


@pytest.mark.parametrize(
    ("question", "example"),
    [
        ("when did you buy it", "What was the date of purchase?"),
        ("have you got the receipt", "Do you still have the proof of purchase?"),
        ("can u send me a pic of it", "Could you let us have a photo?"),
        ("was anyone hurt", "Were there any injuries?"),
    ],
)
def test_clause_is_nearest_to_the_example_question_it_means(
    detector: Detector, question: str, example: str
) -> None:
    others = ["What would you like us to do?", "How did you pay?", "I'll call you."]
    reply = f"so sorry to hear that {question} and i will sort this today"
    clauses = detector.perceive(reply, customer=CUSTOMER).clauses
    (asked,) = (c for c in clauses if question in reply[c.start_char : c.end_char])
    scores = [similarity(asked.vector, v) for v in detector.embed([example, *others])]
    assert max(scores) == scores[0]
