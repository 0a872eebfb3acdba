//! Names from the page's lookup, and from earlier calls.

use cti_core::{Call, Contact, ContactTrouble, Contacts, Earlier, Learnt, MINUTE, Phase, SECOND, Schemes};
use cti_protocol::{Id, Pii};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::rc::Rc;

fn lower(text: &str) -> String {
    text.to_lowercase()
}

fn asked(contacts: &mut Contacts, now: u64) -> Option<(u64, Vec<String>)> {
    let question = contacts.ask(now)?;
    let numbers = question.numbers.iter().map(|number| number.as_str().to_owned());
    Some((question.id, numbers.collect()))
}

fn answer(contacts: &mut Contacts, now: u64, question: u64, answer: &Value) -> Learnt {
    contacts.answered(now, question, Ok(answer), &Schemes::default())
}

fn name(contacts: &Contacts, number: &str) -> Option<String> {
    contacts
        .find(number)
        .map(|contact| contact.name.as_str().to_owned())
}

/// A lookup that was asked for this number and answered so.
fn knowing(number: &str, said: &Value) -> (Contacts, Learnt) {
    let mut contacts = Contacts::default();
    contacts.want(0, number);
    let (question, _) = asked(&mut contacts, 0).expect("there is a question");
    let learnt = answer(&mut contacts, 0, question, said);
    (contacts, learnt)
}

#[test]
fn a_number_is_asked_for_once_however_it_is_written() {
    let mut contacts = Contacts::default();
    for number in [
        "+34 600 12 34 56",
        "+34600123456",
        "0034 600123456",
        "anonymous",
        "",
        "+46 8 123 456",
    ] {
        contacts.want(0, number);
    }
    let (question, numbers) = asked(&mut contacts, 0).unwrap();
    assert_eq!(numbers, ["+34 600 12 34 56", "+46 8 123 456"]);
    contacts.want(0, "+34600123456");
    assert_eq!(asked(&mut contacts, 0), None, "it is on its way");
    let said = json!([{"number": "+34600123456", "name": " María\nFernández ", "company": "Lindqvist", "url": "/c/1"}]);
    assert!(answer(&mut contacts, 0, question, &said).changed);
    let contact = contacts.find("0034600123456").unwrap();
    assert_eq!(
        (contact.name.as_str(), contact.company.as_deref()),
        ("María Fernández", Some("Lindqvist"))
    );
    assert_eq!(contact.url.as_ref().map(|url| url.as_str()), Some("/c/1"));
    assert_eq!(name(&contacts, "+46 8 123 456"), None);
}

#[test]
fn an_answer_is_believed_for_ten_minutes_and_a_miss_for_one() {
    let (mut contacts, _) = knowing("101", &json!([{"number": 101, "name": "Ben"}]));
    contacts.want(0, "102");
    let (question, _) = asked(&mut contacts, 0).unwrap();
    answer(&mut contacts, 0, question, &json!([]));
    let due = |contacts: &mut Contacts, now| {
        contacts.want(now, "101");
        contacts.want(now, "102");
        asked(contacts, now).map(|(_, numbers)| numbers)
    };
    assert_eq!(due(&mut contacts, MINUTE - 1), None);
    assert_eq!(due(&mut contacts, MINUTE), Some(vec!["102".to_owned()]));
    assert_eq!(due(&mut contacts, 10 * MINUTE - 1), None, "102 is on its way");
    assert_eq!(due(&mut contacts, 10 * MINUTE), Some(vec!["101".to_owned()]));
    assert_eq!(
        name(&contacts, "101").as_deref(),
        Some("Ben"),
        "until there is a better answer"
    );
}

#[test]
fn a_question_has_fifty_numbers_and_four_are_open() {
    let mut contacts = Contacts::default();
    for number in 0..300 {
        contacts.want(0, &format!("+34600{number:06}"));
    }
    let questions: Vec<_> = std::iter::from_fn(|| asked(&mut contacts, 0)).collect();
    assert_eq!(
        questions
            .iter()
            .map(|(_, numbers)| numbers.len())
            .collect::<Vec<_>>(),
        [50; 4]
    );
    answer(&mut contacts, 0, questions[2].0, &json!([]));
    assert_eq!(asked(&mut contacts, 0).unwrap().1[0], "+34600000200");
    assert_eq!(asked(&mut contacts, 0), None);
}

#[test]
fn what_comes_late_is_dropped_and_told_once() {
    let mut contacts = Contacts::default();
    let late = json!([{"number": "101", "name": "Late"}]);
    for round in 0..3 {
        let now = round * MINUTE * 2;
        contacts.want(now, "101");
        let (question, _) = asked(&mut contacts, now).unwrap();
        assert_eq!(contacts.expire(now + 5 * SECOND - 1), Learnt::default());
        assert!(contacts.waits());
        let told = contacts.expire(now + 5 * SECOND).trouble;
        assert_eq!(
            told,
            if round == 0 {
                vec![ContactTrouble::Late]
            } else {
                vec![]
            }
        );
        assert_eq!(
            answer(&mut contacts, now + 6 * SECOND, question, &late),
            Learnt::default()
        );
        assert_eq!(name(&contacts, "101"), None);
    }
}

#[test]
fn a_function_that_throws_hurts_nothing() {
    let (mut contacts, _) = knowing("101", &json!([{"number": "101", "name": "Ben"}]));
    let now = 11 * MINUTE;
    contacts.want(now, "101");
    let (question, _) = asked(&mut contacts, now).unwrap();
    let learnt = contacts.answered(now, question, Err(ContactTrouble::Threw), &Schemes::default());
    assert_eq!(
        (learnt.changed, learnt.trouble),
        (false, vec![ContactTrouble::Threw])
    );
    assert_eq!(name(&contacts, "101").as_deref(), Some("Ben"));
    contacts.want(now + MINUTE - 1, "101");
    assert_eq!(asked(&mut contacts, now), None, "it is left alone for a while");
    contacts.want(now + MINUTE, "101");
    assert!(asked(&mut contacts, now).is_some());
}

#[test]
fn rubbish_is_told_and_the_rest_of_an_answer_counts() {
    for rubbish in [
        json!(null),
        json!("María"),
        json!({"number": "101", "name": "x"}),
        json!([1]),
        json!([{"name": "x"}]),
    ] {
        let (contacts, learnt) = knowing("101", &rubbish);
        assert_eq!(learnt.trouble, [ContactTrouble::Answer], "{rubbish}");
        assert_eq!(name(&contacts, "101"), None);
    }
    let said = json!([null, {"number": "102", "name": "Not asked for"}, {"number": "101", "name": "Ben", "url": "javascript:x()"}]);
    let (contacts, learnt) = knowing("101", &said);
    assert_eq!(learnt.trouble, [ContactTrouble::Answer, ContactTrouble::Url]);
    let ben = contacts.find("101").unwrap();
    assert_eq!((ben.name.as_str(), &ben.url), ("Ben", &None));
    assert_eq!(name(&contacts, "102"), None);
    let (contacts, _) = knowing("101", &json!([{"number": "101", "name": "x".repeat(5_000)}]));
    assert_eq!(name(&contacts, "101").unwrap().len(), 200);
}

#[test]
fn the_very_same_number_comes_before_one_that_ends_alike() {
    let said = json!([{"number": "7946001", "name": "Short"}, {"number": "+44207946001", "name": "Whole"}]);
    assert_eq!(
        name(&knowing("+44207946001", &said).0, "+44207946001").as_deref(),
        Some("Whole")
    );
    let national = json!([{"number": "020 7946 0018", "name": "Olivia"}]);
    assert_eq!(
        name(&knowing("+442079460018", &national).0, "+442079460018").as_deref(),
        Some("Olivia")
    );
}

#[test]
fn contacts_are_found_by_words_and_digits() {
    let mut contacts = Contacts::default();
    let people = [
        ("+34600123456", "María Fernández", "Ibérica"),
        ("+46812345678", "Åke Lind", "Lindqvist AB"),
    ];
    people.iter().for_each(|(number, ..)| contacts.want(0, number));
    let (question, _) = asked(&mut contacts, 0).unwrap();
    let said: Vec<_> = people
        .iter()
        .map(|(number, name, company)| json!({"number": number, "name": name, "company": company}))
        .collect();
    answer(&mut contacts, 0, question, &json!(said));
    let found = |typed: &str| {
        let found = contacts.matching(typed, lower);
        found
            .iter()
            .map(|contact| contact.name.as_str().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(found("MARÍA"), ["María Fernández"]);
    assert_eq!(found("lind"), ["Åke Lind"]);
    assert_eq!(found("600 12"), ["María Fernández"]);
    assert_eq!(found("1234"), ["María Fernández", "Åke Lind"]);
    assert_eq!((found(" "), found("nobody")), (vec![], vec![]));
}

fn call(number: &str, name: Option<&str>) -> Rc<Call> {
    Rc::new(Call {
        id: Id::text("c"),
        session: None,
        direction: None,
        phase: Phase::Ended,
        outcome: None,
        code: None,
        reason: None,
        number: Some(Pii::new(number)),
        name: name.map(Pii::new),
        user: None,
        queue: None,
        variables: Default::default(),
        started_at: 0,
        started_before: false,
        connected_at: None,
        ended_at: None,
        unconfirmed_since: None,
        mine: true,
        note: None,
        details: Default::default(),
    })
}

#[test]
fn the_newest_name_of_earlier_calls_counts() {
    let calls = [
        call("+34600123456", None),
        call("+34 600 123 456", Some("María Fernández")),
        call("+34600123456", Some("M. Fernandez")),
        call("101", Some("  ")),
    ];
    let earlier = Earlier::of(&calls);
    assert_eq!(
        earlier.name("0034600123456").map(|name| name.as_str()),
        Some("María Fernández")
    );
    assert_eq!(earlier.name("101"), None);
    assert_eq!(earlier.name("anonymous"), None);
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u32>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        "[+0-9 ]{0,9}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((prop_oneof!["number|name|company|url", ".{0,4}"], inner), 0..5)
                .prop_map(|pairs| pairs.into_iter().collect()),
        ]
    })
}

proptest! {
    /// Whatever is wanted and answered in whatever order: each number is on its way at most once, and names are short.
    #[test]
    fn nothing_that_a_page_answers_hurts(rounds in prop::collection::vec((0_u64..40, anything(), 0_u64..90), 1..30)) {
        let mut contacts = Contacts::default();
        let mut open: Vec<(u64, Vec<String>)> = Vec::new();
        let mut now = 0;
        for (number, said, later) in rounds {
            now += later * SECOND;
            contacts.expire(now);
            contacts.want(now, &format!("60{number}"));
            open.extend(asked(&mut contacts, now));
            if number % 3 == 0 && !open.is_empty() {
                let (question, numbers) = open.remove(0);
                answer(&mut contacts, now, question, &said);
                for number in numbers {
                    let length = name(&contacts, &number).map_or(0, |name| name.chars().count());
                    prop_assert!(length <= 200);
                }
            }
        }
    }
}

#[test]
fn no_more_than_two_thousand_are_known() {
    let mut contacts = Contacts::default();
    for round in 0..60_u64 {
        for number in 0..50 {
            contacts.want(round, &format!("+34600{:06}", round * 50 + number));
        }
        let (question, numbers) = asked(&mut contacts, round).unwrap();
        let said: Vec<_> = numbers
            .iter()
            .map(|number| json!({"number": number, "name": "x"}))
            .collect();
        answer(&mut contacts, round, question, &json!(said));
    }
    let known: Vec<Rc<Contact>> = contacts.matching("x", lower);
    assert_eq!(known.len(), 2_000);
    assert_eq!(name(&contacts, "+34600000000"), None, "the oldest went");
    assert!(name(&contacts, "+34600002999").is_some());
}

#[test]
fn a_picture_is_an_address_that_may_be_shown_or_a_small_one_itself() {
    let small = "data:image/png;base64,iVBORw0KGgo=";
    let large = ["data:image/png;base64,", &"A".repeat(16_000)].concat();
    for (given, shown) in [
        (small, true),
        ("data:image/webp;base64,AAAA", true),
        ("https://crm.example/faces/17.jpg", true),
        ("/faces/17.jpg", true),
        (&large, false),
        ("data:image/svg+xml;base64,AAAA", false),
        ("data:image/png,<svg onload=alert(1)>", false),
        ("data:text/html;base64,AAAA", false),
        ("javascript:alert(1)", false),
        ("http://crm.example/faces/17.jpg", false),
        ("blob:https://crm.example/1", false),
        ("//crm.example/faces/17.jpg", false),
    ] {
        let (contacts, learnt) = knowing("101", &json!([{"number": 101, "name": "Ben", "avatar": given}]));
        let avatar = contacts.find("101").and_then(|contact| contact.avatar.clone());
        assert_eq!(avatar.as_deref(), shown.then_some(given));
        let told: &[_] = if shown { &[] } else { &[ContactTrouble::Avatar] };
        assert_eq!(learnt.trouble, told, "{given}");
    }
    let (contacts, learnt) = knowing("101", &json!([{"number": 101, "name": "Ben", "avatar": 5}]));
    assert!(contacts.find("101").is_some() && learnt.trouble == [ContactTrouble::Avatar]);
}
