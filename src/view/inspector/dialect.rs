use super::{Tape, frame_row::moment};
use crate::{
    aide::Wish,
    store::Link,
    text::{T, fill},
    view::bits::outside,
};
use cti_core::inspect::{Shot, pretty};
use cti_protocol::{Body, Dialect, Event, Limits, Source, decode, json};
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct DialectProps {
    pub(crate) link: Link,
    pub(crate) tape: Tape,
    /// How many frames there were in all: one of them may be a greeting.
    pub(crate) total: u64,
}

/// Every setting of the dialect in use, and where it was learnt.
#[component]
pub(crate) fn DialectInUse(props: &DialectProps) -> Html {
    let copied = use_state_eq(|| None::<bool>);
    let tape = props.tape.borrow();
    let seen = match tape.greeting() {
        Some(shot) => fill(T::DialectGreeting, &[("time", &moment(shot.at))]),
        None => T::DialectNoGreeting.say().to_owned(),
    };
    let rows = in_use(tape.configured(), tape.greeting()).into_iter().map(|(setting, value, source)| {
        let (key, words) = match source {
            Source::Default => ("default", T::SourceDefault),
            Source::Greeting => ("greeting", T::SourceGreeting),
            Source::File => ("file", T::SourceFile),
        };
        html! {
            <tr key={setting.clone()} data-cti="dialect-row" data-setting={setting.clone()} data-source={key}>
                <th scope="row" dir="ltr">{ setting }</th>
                <td>{ outside(&value) }</td>
                <td>{ words.say() }</td>
            </tr>
        }
    });
    let file = pretty(&json::write(&tape.dialect().to_file()));
    let copy = {
        let (link, file, copied) = (props.link.clone(), file.clone(), copied.setter());
        Callback::from(move |_: MouseEvent| {
            let copied = copied.clone();
            link.wish(Wish::Copy(
                file.clone(),
                Callback::from(move |done| copied.set(Some(done))),
            ));
        })
    };
    let told = match *copied {
        None => "",
        Some(true) => T::DialectCopied.say(),
        Some(false) => T::DialectNotCopied.say(),
    };
    html! {
        <div class="inspected">
            <p class="page-hint">{ T::DialectHint.say() }</p>
            <p class="page-hint">{ seen }</p>
            <div class="actions frame-actions">
                <button type="button" class="button small" data-do="copy" onclick={copy}>{ T::DialectCopy.say() }</button>
            </div>
            <p class="page-hint" role="status">{ told }</p>
            <details class="try-pop">
                <summary>{ T::DialectFile.say() }</summary>
                <pre class="unread-text" data-cti="dialect-file" dir="ltr" tabindex="0">{ file.as_str().to_owned() }</pre>
            </details>
            <table class="reading">
                <thead>
                    <tr key="head">
                        <th scope="col">{ T::DialectSetting.say() }</th>
                        <th scope="col">{ T::ReadValue.say() }</th>
                        <th scope="col">{ T::DialectSource.say() }</th>
                    </tr>
                </thead>
                <tbody>{ for rows }</tbody>
            </table>
        </div>
    }
}

fn in_use(configured: &Dialect, greeting: Option<&std::rc::Rc<Shot>>) -> Vec<(String, String, Source)> {
    // The keys are what is learnt from it, and no masking changes those.
    let frame = greeting.map(|shot| decode(shot.shown(false), configured, &Limits::default()));
    let messages = frame.map(|frame| frame.messages).unwrap_or_default();
    let is_greeting = |body: &Body| matches!(body, Body::Event(Event::ConnectionAccepted(_)));
    let greeting = messages.iter().find(|message| is_greeting(&message.body));
    let rows = configured.in_use(greeting).into_iter();
    rows.map(|row| (row.setting, row.value, row.source)).collect()
}
