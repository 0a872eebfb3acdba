//! Theme and language.

use super::{kept, settings::SettingsProps};
use crate::text::{
    T,
    later::{LANGUAGES, language_name},
};
use cti_core::Theme;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Light or dark.
pub(super) fn theme(props: &SettingsProps) -> Html {
    let choices = Theme::ALL.into_iter().map(|theme| {
        let words = match theme {
            Theme::Auto => T::ThemeAuto,
            Theme::Light => T::ThemeLight,
            Theme::Dark => T::ThemeDark,
        };
        let checked = props.around.settings.theme == theme;
        let props = props.clone();
        let onchange = Callback::from(move |_: Event| props.set(|settings| settings.theme = theme));
        html! {
            <label key={theme.key()} class="switch">
                <input type="radio" name="theme" value={theme.key()} {checked} {onchange} />
                <span>{ words.say() }</span>
            </label>
        }
    });
    html! {
        <fieldset class="group">
            <legend>{ T::SetLooks.say() }</legend>
            <div class="choices">{ for choices }</div>
        </fieldset>
    }
}

/// The language, each under its own name.
pub(super) fn language(props: &SettingsProps) -> Html {
    let chosen = props.around.settings.locale.clone().unwrap_or_default();
    let onchange = {
        let props = props.clone();
        Callback::from(move |event: Event| {
            let tag = event.target_unchecked_into::<HtmlInputElement>().value();
            kept::focus_at(&props.link, "[name=language]");
            props.set(|settings| settings.locale = (!tag.is_empty()).then_some(tag));
        })
    };
    let part = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
    // A page may ask for `de-AT`: its words are those of `de`.
    let is_chosen =
        |tag: &str| chosen == tag || !LANGUAGES.contains(&chosen.as_str()) && part(&chosen) == part(tag);
    let choices = LANGUAGES.iter().map(|tag| {
        html! {
            <option key={*tag} value={*tag} lang={*tag} selected={is_chosen(tag)}>{ language_name(tag) }</option>
        }
    });
    html! {
        <fieldset class="group">
            <legend>{ T::SetLanguage.say() }</legend>
            <select class="field" name="language" aria-label={T::SetLanguage.say()} {onchange}>
                <option value="" selected={chosen.is_empty()}>{ T::LanguageAuto.say() }</option>
                { for choices }
            </select>
            <p class="page-hint" role="status">
                { if props.around.unspoken { T::LanguageFailed.say() } else { "" } }
            </p>
        </fieldset>
    }
}
