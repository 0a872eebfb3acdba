use super::Same;
use crate::{
    hooks::use_id,
    store::{Link, SignIn, SignInAsk},
    text::T,
};
use cti_protocol::{EndpointError, Secret};
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct SignInProps {
    pub(crate) link: Link,
    pub(crate) ask: Same<SignInAsk>,
}

#[derive(Clone, PartialEq, Properties)]
struct LineProps {
    label: T,
    value: UseStateHandle<AttrValue>,
    #[prop_or("text")]
    kind: &'static str,
}

/// A labelled field.
#[component]
fn Line(props: &LineProps) -> Html {
    let id = use_id();
    let oninput = {
        let value = props.value.setter();
        Callback::from(move |event: InputEvent| {
            value.set(AttrValue::from(
                event.target_unchecked_into::<HtmlInputElement>().value(),
            ));
        })
    };
    html! {
        <div class="line">
            <label for={id.clone()}>{ props.label.say() }</label>
            <input
                {id} class="field" type={props.kind} value={(*props.value).clone()} autocomplete="off"
                spellcheck="false" autocapitalize="off" dir="ltr" required=true {oninput}
            />
        </div>
    }
}

/// Which part will not do, and what it should be.
fn refused(error: EndpointError) -> &'static str {
    match error {
        EndpointError::Host(_) | EndpointError::Url(_) => T::WrongHost,
        EndpointError::Domain(_) => T::WrongDomain,
        EndpointError::TokenId(_) => T::WrongTokenId,
        EndpointError::Token(_) => T::WrongToken,
        EndpointError::Plaintext => T::PlainHost,
    }
    .say()
}

/// Asks for what the page did not give. The answer goes to the store's owner and stays nowhere here.
#[component]
pub(crate) fn SignInForm(props: &SignInProps) -> Html {
    let host = use_state_eq(|| AttrValue::from(props.ask.host.clone()));
    let domain = use_state_eq(|| AttrValue::from(props.ask.domain.clone()));
    let token_id = use_state_eq(AttrValue::default);
    let token = use_state_eq(AttrValue::default);
    let missing = use_state_eq(|| false);
    let heading = use_id();
    let onsubmit = {
        let (link, host, domain) = (props.link.clone(), host.clone(), domain.clone());
        let (token_id, token, missing) = (token_id.clone(), token.clone(), missing.setter());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let filled = [&host, &domain, &token_id, &token]
                .iter()
                .all(|field| !field.trim().is_empty());
            missing.set(!filled);
            if filled {
                link.sign_in(SignIn {
                    host: host.trim().to_owned(),
                    domain: domain.trim().to_owned(),
                    token_id: token_id.trim().to_owned(),
                    token: Secret::new(token.trim()),
                });
            }
        })
    };
    let told = if *missing {
        Some(T::FieldMissing.say())
    } else {
        props.ask.error.map(refused)
    };
    html! {
        <form
            class="page sign-in" data-cti="sign-in" aria-labelledby={heading.clone()} autocomplete="off"
            novalidate=true {onsubmit}
        >
            <h2 class="page-title" id={heading}>{ T::SignIn.say() }</h2>
            <p class="page-hint">{ T::SignInHint.say() }</p>
            <Line label={T::Host} value={host} />
            <Line label={T::Domain} value={domain} />
            <Line label={T::TokenId} value={token_id} />
            <Line label={T::Token} value={token} kind="password" />
            <p class="form-told" role="alert" dir="auto">{ told.unwrap_or_default().to_owned() }</p>
            <button type="submit" class="button primary">{ T::SignIn.say() }</button>
        </form>
    }
}
