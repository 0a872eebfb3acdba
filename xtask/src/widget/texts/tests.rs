//! Keys, words and the code that says them agree.

use super::*;
use std::collections::BTreeSet;

type Names = BTreeSet<String>;

/// Where only what is fetched later says something: whole files, or what follows these words in one.
const LATE: [(&str, &str); 42] = [
    ("text/endings.rs", ""),
    ("text/when.rs", ""),
    ("view/call_actions.rs", ""),
    ("view/call_card.rs", ""),
    ("view/calls.rs", ""),
    ("view/note.rs", ""),
    ("late/alerts.rs", ""),
    ("text/later.rs", ""),
    ("text/failures.rs", ""),
    ("view/chips.rs", ""),
    ("view/editor.rs", ""),
    ("view/fold.rs", ""),
    ("view/history.rs", ""),
    ("view/dial_more.rs", ""),
    ("view/history_csv.rs", ""),
    ("view/history_match.rs", ""),
    ("view/hints.rs", ""),
    ("view/inspector/dialect.rs", ""),
    ("view/inspector/frame_row.rs", ""),
    ("view/inspector/frames.rs", ""),
    ("view/inspector/mod.rs", ""),
    ("view/inspector/replay.rs", ""),
    ("view/inspector/unread.rs", ""),
    ("view/history_row.rs", ""),
    ("view/live.rs", ""),
    ("view/menu.rs", "struct MenuPanelProps"),
    ("view/notices.rs", ""),
    ("view/number.rs", ""),
    ("view/pad.rs", ""),
    ("view/people.rs", ""),
    ("view/picker.rs", ""),
    ("view/settings.rs", ""),
    ("view/settings_alerts.rs", ""),
    ("view/settings_device.rs", ""),
    ("view/settings_keys.rs", ""),
    ("view/settings_looks.rs", ""),
    ("view/keys.rs", ""),
    ("view/sign_in.rs", ""),
    ("view/team.rs", ""),
    ("view/team_row.rs", ""),
    ("view/try_pop.rs", ""),
    ("view/undialled.rs", ""),
];

/// What the loader says, which knows it by its place; the first of it also in itself.
const LOADER: [&str; 5] = ["LoadFailed", "TryAgain", "Loading", "StoppedByError", "Reload"];

pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn english() -> Result<Texts> {
    read(&root().join("texts/en.json"))
}

/// The code of the widget, tests left out, by the path in src/.
pub(super) fn sources() -> Result<BTreeMap<String, String>> {
    let src = root().join("src");
    let mut folders = vec![src.clone()];
    let mut found = BTreeMap::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&src)?.to_string_lossy().replace('\\', "/");
                let code = std::fs::read_to_string(&path)?;
                let code = code.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
                found.insert(name, code.to_owned());
            }
        }
    }
    Ok(found)
}

fn word(code: &str) -> &str {
    let end = code.find(|c: char| !c.is_alphanumeric() && c != '_');
    &code[..end.unwrap_or(code.len())]
}

/// The keys that a piece of code names, with what follows each.
fn said(code: &str) -> impl Iterator<Item = (&str, &str)> {
    code.match_indices("T::").filter_map(|(at, _)| {
        let name = word(&code[at + 3..]);
        let whole = !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let known = FIRST.contains(&name) || LATER.contains(&name);
        (whole && known).then(|| (name, &code[at + 3 + name.len()..]))
    })
}

/// The placeholders of a text. That of a plural stands before a comma, and before its forms.
fn slots(words: &str) -> Names {
    let (mut names, mut depth) = (Names::new(), 0);
    for (at, c) in words.char_indices() {
        match c {
            '{' if depth == 0 => {
                names.insert(word(&words[at + 1..]).to_owned());
                depth = 1;
            }
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "braces in pairs: {words}");
    names
}

/// The forms of the plurals in a text: their names, and the words.
fn forms(words: &str) -> Vec<(&str, &str)> {
    let plurals = words.split(", plural,").skip(1);
    let forms = plurals.flat_map(|forms| forms.split("}}").next().unwrap_or_default().split('}'));
    forms
        .filter_map(|form| form.split_once('{'))
        .map(|(name, words)| (name.trim(), words))
        .collect()
}

/// Which forms a language has for whole numbers, as `Intl.PluralRules` names them; e2e compares that with the browser.
fn needed(language: &str) -> &'static [&'static str] {
    match language {
        "ar" => &["zero", "one", "two", "few", "many", "other"],
        "ru" => &["one", "few", "many", "other"],
        _ => &["one", "other"],
    }
}

/// The names in `&[("a", …), ("b", …)]`, if that is how the code goes on.
fn given(code: &str) -> Option<Names> {
    let list = code
        .trim_start()
        .strip_prefix(',')?
        .trim_start()
        .strip_prefix("&[")?;
    let mut names = Names::new();
    let mut depth = 0;
    for (at, c) in list.char_indices() {
        if c == '(' && depth == 0 {
            names.insert(word(list[at + 1..].trim_start().strip_prefix('"')?).to_owned());
        }
        match c {
            '(' | '[' => depth += 1,
            ']' if depth == 0 => return Some(names),
            ')' | ']' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[test]
fn every_language_has_words_for_every_key_and_no_others() -> Result<()> {
    let all = FIRST.iter().chain(LATER).chain(LAUNCHER);
    let keys: Names = all.map(|key| (*key).to_owned()).collect();
    assert_eq!(
        keys.len(),
        FIRST.len() + LATER.len() + LAUNCHER.len(),
        "a key is declared twice"
    );
    for (language, path) in languages(&root())? {
        let texts = read(&path)?;
        let missing: Vec<_> = keys.iter().filter(|key| !texts.contains_key(*key)).collect();
        let unknown: Vec<_> = texts.keys().filter(|key| !keys.contains(*key)).collect();
        assert!(
            missing.is_empty() && unknown.is_empty(),
            "{language}: missing {missing:?}, not in src/text/keys.rs {unknown:?}"
        );
        let blank: Vec<_> = texts
            .iter()
            .filter(|(_, words)| words.trim().is_empty())
            .collect();
        assert!(blank.is_empty(), "{language}: {blank:?}");
    }
    Ok(())
}

#[test]
fn a_key_is_in_the_group_of_those_who_say_it() -> Result<()> {
    let mut sources = sources()?;
    let mut first = BTreeMap::new();
    let mut later = Names::new();
    for (file, from) in LATE {
        let code = sources.get_mut(file).with_context(|| file.to_owned())?;
        let at = code.find(from).with_context(|| format!("{file}: {from}"))?;
        later.extend(said(&code[at..]).map(|(key, _)| key.to_owned()));
        code.truncate(at);
    }
    for (file, code) in &sources {
        first.extend(said(code).map(|(key, _)| (key, file)));
    }
    let early: Vec<_> = LATER.iter().filter_map(|key| first.get_key_value(*key)).collect();
    assert!(
        early.is_empty(),
        "said by the first view, so not for later: {early:?}"
    );
    let unsaid: Vec<_> = FIRST
        .iter()
        .filter(|key| !first.contains_key(**key) && !LOADER.contains(key))
        .collect();
    assert!(unsaid.is_empty(), "not said by the first view: {unsaid:?}");
    let unused: Vec<_> = LATER.iter().filter(|key| !later.contains(**key)).collect();
    assert!(unused.is_empty(), "not said at all: {unused:?}");
    Ok(())
}

#[test]
fn the_launcher_says_its_keys_and_no_others() -> Result<()> {
    let code = std::fs::read_to_string(root().join("static/cti-softphone-floating.js"))?;
    let said: Names = code
        .match_indices("Launch")
        .map(|(at, _)| word(&code[at..]).to_owned())
        .collect();
    let keys: Names = LAUNCHER.iter().map(|key| (*key).to_owned()).collect();
    assert_eq!(said, keys);
    Ok(())
}

#[test]
fn placeholders_are_those_that_the_code_fills() -> Result<()> {
    let english = english()?;
    let mut wrong = Vec::new();
    for (file, code) in sources()? {
        for (key, next) in said(&code) {
            let wanted = slots(&english[key]);
            let right = match given(next) {
                Some(given) => given == wanted,
                // Chosen here and filled below by a line for several: each name is at least somewhere in the file.
                None => {
                    let named = |slot: &String| code.contains(&format!("(\"{slot}\","));
                    (wanted.is_empty() || !next.starts_with(".say()")) && wanted.iter().all(named)
                }
            };
            if !right {
                wrong.push(format!("{key} in {file}: {wanted:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (language, path) in languages(&root())? {
        for (key, words) in read(&path)? {
            let wanted = english.get(&key).map(|words| slots(words)).unwrap_or_default();
            assert_eq!(slots(&words), wanted, "{key} in {language}");
        }
    }
    Ok(())
}

#[test]
fn plurals_have_the_forms_of_their_language() -> Result<()> {
    let sources = sources()?;
    let counted = |key: &str| {
        LAUNCHER.contains(&key)
            || sources.values().any(|code| {
                let by = ["counted(", "count("].map(|by| format!("{by}T::{key},"));
                // A status is chosen, then counted.
                by.iter().any(|by| squeezed(code).contains(by)) || key.starts_with("Count")
            })
    };
    for (language, path) in languages(&root())? {
        for (key, words) in read(&path)? {
            let forms = forms(&words);
            if forms.is_empty() {
                assert!(
                    !words.contains('#'),
                    "{key} in {language} has # outside of a plural"
                );
                continue;
            }
            let names: Vec<_> = forms.iter().map(|(name, _)| *name).collect();
            assert_eq!(names, needed(&language), "{key} in {language}");
            assert!(counted(&key), "{key}: the code that says it chooses no form");
            for (name, form) in forms {
                let numbered = form.contains('#') || ["zero", "one", "two"].contains(&name);
                assert!(numbered && !form.trim().is_empty(), "{key} in {language}: {name}");
            }
        }
    }
    Ok(())
}

/// Code without the spaces that formatting puts between a bracket and what it holds.
fn squeezed(code: &str) -> String {
    code.split_whitespace().collect()
}

#[test]
fn lists_are_in_the_order_of_the_keys() -> Result<()> {
    let texts = parse(r#"{"A": {"One": "1 “x”"}, "B": {"Two": "2", "Three": "3"}}"#)?;
    assert_eq!(list(&["Three", "One"], &texts)?, r#"["3","1 “x”"]"#);
    let missing = list(&["One", "Four"], &texts)
        .err()
        .map(|error| error.to_string());
    assert_eq!(missing.as_deref(), Some("Four has no words"));
    assert!(parse(r#"{"A": {"One": "1"}, "B": {"One": "2"}}"#).is_err());
    assert!(parse(r#"{"A": {"One": "1\u0000"}}"#).is_err());
    Ok(())
}

#[test]
fn every_language_tells_its_tag_and_direction() -> Result<()> {
    assert_eq!(FIRST[..2], FIXED, "the loader sets the first key");
    for (language, path) in languages(&root())? {
        let texts = read(&path)?;
        assert_eq!(texts["Language"], language);
        let right_to_left = ["ar", "fa", "he", "ur"].contains(&language.as_str());
        let direction = if right_to_left { "rtl" } else { "ltr" };
        assert_eq!(texts["Direction"], direction, "{language}");
    }
    Ok(())
}

#[test]
fn the_settings_offer_every_language() -> Result<()> {
    let code = std::fs::read_to_string(root().join("src/text/later.rs"))?;
    let (_, code) = code.split_once("const LANGUAGES: ").context("no list")?;
    let (_, list) = code.split_once('=').context("no list")?;
    let (list, _) = list.split_once(';').context("no end")?;
    let offered: Vec<String> = serde_json::from_str(list)?;
    let there = languages(&root())?.into_iter().map(|(tag, _)| tag);
    assert_eq!(offered.into_iter().collect::<Names>(), there.collect::<Names>());
    Ok(())
}

#[test]
fn every_language_has_the_sections_of_english() -> Result<()> {
    type Sections = BTreeMap<String, Texts>;
    let sections = |path: &Path| -> Result<Vec<(String, Names)>> {
        let sections: Sections = serde_json::from_str(&std::fs::read_to_string(path)?)?;
        let named = |(section, texts): (String, Texts)| (section, texts.into_keys().collect());
        Ok(sections.into_iter().map(named).collect())
    };
    let english = sections(&root().join("texts/en.json"))?;
    for (language, path) in languages(&root())? {
        assert_eq!(sections(&path)?, english, "{language}");
    }
    Ok(())
}

#[test]
fn the_loader_is_told_the_languages_and_the_numbers_of_keys() -> Result<()> {
    let loader = std::fs::read_to_string(root().join("static/cti-softphone.js"))?;
    let languages = [("de", r#"["Nein","Noch einmal"]"#), ("pt-BR", "[]")];
    let languages = languages.map(|(tag, words)| (tag.to_owned(), words.to_owned()));
    let told = tell(&loader, &languages)?;
    assert!(told.contains(r#"const LANGUAGES = {"de":["Nein","Noch einmal"],"pt-BR":[]};"#));
    assert!(tell(&told, &languages).is_err(), "there is no such line any more");
    assert_eq!(FIRST[FIXED.len()..][..LOADER.len()], LOADER);
    assert_eq!(LOADER[..UNFETCHED.len()], UNFETCHED);
    assert!(loader.contains("const [LOAD_FAILED, TRY_AGAIN, LOADING, STOPPED, RELOAD] = [2, 3, 4, 5, 6];"));
    let numbers: BTreeMap<String, usize> = serde_json::from_str(&numbers()?)?;
    let all = || FIRST.iter().chain(LATER).chain(LAUNCHER);
    assert_eq!(numbers.len() + FIXED.len(), all().count());
    for (key, number) in numbers {
        let named = all().nth(number).context("beyond the last")?;
        assert_eq!(*named, key);
        assert!(!FIXED.contains(&key.as_str()), "{key}");
    }
    Ok(())
}
