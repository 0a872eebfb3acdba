use super::{
    Page, Same,
    bits::{outside, user_name},
    kept, settings_alerts as alerts,
    settings_device::Device,
    settings_keys::Keys,
    settings_looks as looks,
};
use crate::{
    aide::{Around, Wish},
    hooks::{focus, use_id},
    store::Link,
    text::T,
};
use cti_core::{DeviceSettings, User};
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct SettingsProps {
    pub(crate) link: Link,
    pub(crate) around: Same<Around>,
    pub(crate) me: Option<Same<User>>,
    pub(crate) on_done: Callback<Page>,
}

impl SettingsProps {
    /// Changes one thing, and keeps the rest as it is.
    pub(super) fn set(&self, change: impl FnOnce(&mut DeviceSettings)) {
        let mut settings = self.around.settings.clone();
        change(&mut settings);
        self.link.wish(Wish::Set(settings));
    }
}

/// What is set on this device.
#[component]
pub(crate) fn Settings(props: &SettingsProps) -> Html {
    let back = use_node_ref();
    let heading = use_id();
    {
        let back = back.clone();
        let link = props.link.clone();
        use_effect_with((), move |()| {
            if !kept::is_changing(&link) {
                focus(&back);
            }
            link.wish(Wish::Outputs);
        });
    }
    let leave = props.on_done.reform(|_: MouseEvent| Page::None);
    html! {
        <section class="page settings" data-cti="settings" aria-labelledby={heading.clone()}>
            <div class="page-top">
                <h2 class="page-title" id={heading}>{ T::Settings.say() }</h2>
                <button ref={back} type="button" class="button small" onclick={leave}>{ T::Close.say() }</button>
            </div>
            <p class="page-hint">
                { if props.around.kept { T::SettingsHint.say() } else { T::SettingsNotKept.say() } }
            </p>
            { who(props) }
            { alerts::sounds(props) }
            { alerts::notices(props) }
            { alerts::records(props) }
            { looks::theme(props) }
            { looks::language(props) }
            <Keys settings={props.clone()} />
            <Device link={&props.link} unlogged={props.around.unlogged} />
        </section>
    }
}

fn who(props: &SettingsProps) -> Html {
    let pick = props.on_done.reform(|_: MouseEvent| Page::Picker);
    let name = match &props.me {
        Some(me) => outside(user_name(me)),
        None => html! { {T::NoOne.say()} },
    };
    html! {
        <fieldset class="group">
            <legend>{ T::WhoAmI.say() }</legend>
            <div class="setting">
                <span class="setting-words">{ name }</span>
                <button type="button" class="button small" data-cti="settings-who" onclick={pick}>
                    { T::SetChange.say() }
                </button>
            </div>
        </fieldset>
    }
}
