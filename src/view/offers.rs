use super::{
    Same,
    bits::{Needle, flag, party, phone, present},
};
use crate::text::{T, number};
use cti_core::Call;
use std::{cell::RefCell, rc::Rc};
use yew::prelude::*;

/// How many earlier calls are offered.
const OFFERED: usize = 5;

/// Where keys that are pressed in the field go while it has offers.
pub(crate) type Keys = Callback<KeyboardEvent>;

/// What the field says of its offers to those who do not see them.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Offered {
    /// Whether there are any.
    pub(crate) shown: bool,
    /// Which of them is chosen, by the id of its element.
    pub(crate) active: Option<AttrValue>,
}

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct OffersProps {
    pub(crate) history: Same<Vec<Rc<Call>>>,
    pub(crate) typed: AttrValue,
    pub(crate) id: AttrValue,
    pub(crate) keys: Rc<RefCell<Option<Keys>>>,
    pub(crate) on_offered: UseStateSetter<Offered>,
    pub(crate) on_pick: Callback<AttrValue>,
    pub(crate) on_leave: UseStateSetter<bool>,
}

/// Earlier calls whose name or number contains what was typed, each number once.
fn offers(history: &[Rc<Call>], typed: &str) -> Vec<Rc<Call>> {
    let needle = Needle::new(typed);
    let mut found: Vec<Rc<Call>> = Vec::new();
    if needle.is_blank() {
        return found;
    }
    for call in history {
        let Some(its) = present(call.number.as_deref())
            .map(number::digits)
            .filter(|its| !its.is_empty())
        else {
            continue;
        };
        let fits = needle.in_words(call.name.as_deref()) || needle.in_number(call.number.as_deref());
        if fits
            && !found
                .iter()
                .any(|other| other.number.as_deref().map(number::digits).as_ref() == Some(&its))
        {
            found.push(call.clone());
            if found.len() == OFFERED {
                break;
            }
        }
    }
    found
}

/// What the field offers while somebody types: earlier calls that fit.
#[component]
pub(crate) fn Offers(props: &OffersProps) -> Html {
    let active = use_state_eq(|| None::<usize>);
    let found = offers(&props.history, &props.typed);
    let numbers: Vec<AttrValue> = found
        .iter()
        .map(|call| AttrValue::from(call.number.as_deref().unwrap_or_default().to_owned()))
        .collect();
    let option = |place: usize| AttrValue::from([&*props.id, "-", &place.to_string()].concat());
    {
        // Other words, other offers.
        let active = active.setter();
        use_effect_with(props.typed.clone(), move |_| active.set(None));
    }
    {
        let offered = Offered {
            shown: !found.is_empty(),
            active: active.filter(|at| *at < found.len()).map(option),
        };
        let on_offered = props.on_offered.clone();
        use_effect_with(offered, move |offered| on_offered.set(offered.clone()));
    }
    let handler = {
        let (active, numbers) = (active.clone(), numbers.clone());
        let (on_pick, on_leave) = (props.on_pick.clone(), props.on_leave.clone());
        Callback::from(move |event: KeyboardEvent| {
            let last = numbers.len().wrapping_sub(1);
            let to = match (event.key().as_str(), *active) {
                _ if numbers.is_empty() || event.is_composing() => return,
                ("ArrowDown", Some(at)) if at < last => Some(at + 1),
                ("ArrowDown", _) => Some(0),
                ("ArrowUp", Some(at)) if at > 0 => Some(at - 1),
                ("ArrowUp", _) => Some(last),
                ("Escape", _) => {
                    on_leave.set(false);
                    None
                }
                ("Enter", Some(at)) => {
                    on_pick.emit(numbers[at].clone());
                    None
                }
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            active.set(to);
        })
    };
    props.keys.replace(Some(handler));
    {
        let keys = props.keys.clone();
        use_effect_with((), move |()| {
            move || {
                keys.take();
            }
        });
    }
    let options = found.iter().zip(numbers).enumerate().map(|(place, (call, number))| {
        let pick = props.on_pick.clone();
        html! {
            <li
                key={call.id.as_str().to_owned()} id={option(place)} class="offer" role="option"
                data-cti="dial-offer" aria-selected={flag(*active == Some(place))}
                onclick={Callback::from(move |_: MouseEvent| pick.emit(number.clone()))}
            >
                <bdi class="offer-name">{ party(call) }</bdi>
                <span class="offer-number">
                    if let (Some(_), Some(number)) = (present(call.name.as_deref()), call.number.as_deref()) {
                        { phone(number) }
                    }
                </span>
            </li>
        }
    });
    // Without this the field would lose the focus before the click arrives.
    let keep_focus = Callback::from(|event: MouseEvent| event.prevent_default());
    html! {
        <ul
            class="offers" role="listbox" id={props.id.clone()} aria-label={T::Offers.say()} hidden={found.is_empty()}
            onmousedown={keep_focus}
        >
            { for options }
        </ul>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cti_core::{Outcome, Phase};
    use cti_protocol::{Id, Pii};
    use wasm_bindgen_test::wasm_bindgen_test;

    fn call(id: &str, name: &str, number: &str) -> Rc<Call> {
        Rc::new(Call {
            id: Id::text(id),
            session: None,
            direction: None,
            phase: Phase::Ended,
            outcome: Some(Outcome::Completed),
            code: None,
            reason: None,
            number: Some(Pii::new(number)),
            name: Some(Pii::new(name)),
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

    #[wasm_bindgen_test]
    fn earlier_calls_are_found_by_name_and_number_each_number_once() {
        let history = [
            call("1", "María Fernández", "+34600123456"),
            call("2", "María F.", "+34 600 12 34 56"),
            call("3", "Lindqvist AB", "+46812345678"),
            call("4", "Mario", ""),
        ];
        let ids = |typed| {
            offers(&history, typed)
                .iter()
                .map(|call| call.id.as_str().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(ids("mar"), ["1"]);
        assert_eq!(ids("600 12"), ["1"]);
        assert_eq!(ids("(08) 123"), Vec::<String>::new());
        assert_eq!(ids("8-123"), ["3"]);
        assert_eq!(ids(" "), Vec::<String>::new());
        assert_eq!(ids("ab"), ["3"]);
    }
}
