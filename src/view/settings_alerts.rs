//! What is heard and shown of calls, and the records that open.

use super::{settings::SettingsProps, try_pop::TryPop};
use crate::{
    aide::{Permission, Wish},
    text::T,
};
use cti_core::DeviceSettings;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// A switch: which of the settings, under which words, and what it is called for tests.
struct Switch {
    name: &'static str,
    label: T,
    of: fn(&mut DeviceSettings) -> &mut bool,
}

const SOUND: [Switch; 3] = [
    Switch {
        name: "sound",
        label: T::SetSound,
        of: |settings| &mut settings.sound,
    },
    Switch {
        name: "quiet-on-call",
        label: T::SetQuietOnCall,
        of: |settings| &mut settings.quiet_on_call,
    },
    Switch {
        name: "end-tone",
        label: T::SetEndTone,
        of: |settings| &mut settings.end_tone,
    },
];
const NOTIFICATIONS: Switch = Switch {
    name: "notifications",
    label: T::SetNotifications,
    of: |settings| &mut settings.notifications,
};
const SCREEN_POP: Switch = Switch {
    name: "screen-pop",
    label: T::SetScreenPop,
    of: |settings| &mut settings.screen_pop,
};

fn switch(props: &SettingsProps, switch: &Switch) -> Html {
    let mut settings = props.around.settings.clone();
    let on = *(switch.of)(&mut settings);
    let (link, of) = (props.link.clone(), switch.of);
    let onchange = Callback::from(move |event: Event| {
        let mut settings = settings.clone();
        *of(&mut settings) = event.target_unchecked_into::<HtmlInputElement>().checked();
        link.wish(Wish::Set(settings));
    });
    html! {
        <label class="switch">
            <input type="checkbox" name={switch.name} checked={on} {onchange} />
            <span>{ switch.label.say() }</span>
        </label>
    }
}

/// Sounds.
pub(super) fn sounds(props: &SettingsProps) -> Html {
    html! {
        <fieldset class="group">
            <legend>{ T::SetSounds.say() }</legend>
            { for SOUND.iter().map(|each| switch(props, each)) }
            { volume(props) }
            { output(props) }
        </fieldset>
    }
}

/// Notifications of the system.
pub(super) fn notices(props: &SettingsProps) -> Html {
    html! {
        <fieldset class="group">
            <legend>{ T::SetNotices.say() }</legend>
            { switch(props, &NOTIFICATIONS) }
            { permission(props) }
        </fieldset>
    }
}

/// Records that open.
pub(super) fn records(props: &SettingsProps) -> Html {
    html! {
        <fieldset class="group">
            <legend>{ T::SetRecords.say() }</legend>
            { switch(props, &SCREEN_POP) }
            <TryPop rules={props.around.rules.clone()} />
        </fieldset>
    }
}

fn volume(props: &SettingsProps) -> Html {
    let (link, settings) = (props.link.clone(), props.around.settings.clone());
    let volume = settings.volume;
    let onchange = Callback::from(move |event: Event| {
        let typed = event.target_unchecked_into::<HtmlInputElement>().value();
        if let Ok(volume) = typed.parse() {
            link.wish(Wish::Set(DeviceSettings {
                volume,
                ..settings.clone()
            }));
            link.wish(Wish::Try);
        }
    });
    let link = props.link.clone();
    let hear = Callback::from(move |_: MouseEvent| link.wish(Wish::Try));
    html! {
        <div class="setting">
            <label class="setting-words">
                { T::SetVolume.say() }
                <input
                    type="range" name="volume" min="0" max="100" step="5" value={volume.to_string()} {onchange}
                />
            </label>
            <button type="button" class="button small" onclick={hear}>{ T::SetHear.say() }</button>
        </div>
    }
}

/// Where it sounds, for browsers that tell which outputs there are.
fn output(props: &SettingsProps) -> Html {
    let settings = props.around.settings.clone();
    let chosen = settings.output_device.clone().unwrap_or_default();
    let link = props.link.clone();
    let onchange = Callback::from(move |event: Event| {
        let id = event.target_unchecked_into::<HtmlInputElement>().value();
        link.wish(Wish::Set(DeviceSettings {
            output_device: (!id.is_empty()).then_some(id),
            ..settings.clone()
        }));
    });
    let outputs = props.around.outputs.iter().map(|(id, name)| {
        html! { <option key={id.clone()} value={id.clone()} selected={*id == chosen}>{ name.clone() }</option> }
    });
    html! {
        <div class="slot">
            if !props.around.outputs.is_empty() {
                <label class="setting">
                    <span class="setting-words">{ T::SetOutput.say() }</span>
                    <select class="field" name="output" {onchange}>
                        <option value="" selected={chosen.is_empty()}>{ T::SetOutputUsual.say() }</option>
                        { for outputs }
                    </select>
                </label>
            }
        </div>
    }
}

fn permission(props: &SettingsProps) -> Html {
    let link = props.link.clone();
    let ask = Callback::from(move |_: MouseEvent| link.wish(Wish::Permit));
    let words = match props.around.permission {
        Permission::Granted => T::NotifyGranted,
        Permission::Unasked => T::NotifyUnasked,
        Permission::Denied => T::NotifyDenied,
        Permission::Missing => T::NotifyMissing,
    };
    html! {
        <div class="setting">
            <span class="setting-words" data-cti="permission">{ words.say() }</span>
            <div class="slot">
                if props.around.permission == Permission::Unasked {
                    <button type="button" class="button small" onclick={ask}>{ T::NotifyAllow.say() }</button>
                }
            </div>
        </div>
    }
}
