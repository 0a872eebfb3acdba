//! Words that go with a number: `{n, plural, one {# call} other {# calls}}`, the notation of ICU's messages. Of that this much
//! is read: forms by their names, without further braces, `#` for the number. Which form fits, the browser knows.

use super::{T, fill_in, intl};

/// A text whose placeholders are numbers, in the form that goes with them.
pub fn counted(text: T, numbers: &[(&str, u64)]) -> String {
    let mut words = text.say().to_owned();
    while let Some((before, plural, after)) = cut(&words) {
        let number = numbers
            .iter()
            .find(|(name, _)| *name == plural.of)
            .map(|(_, number)| *number);
        let form = plural.form(&intl::plural(number.unwrap_or_default()));
        let form = form.replace('#', &number.map(intl::number).unwrap_or_default());
        words = [before, &form, after].concat();
    }
    let numbers: Vec<_> = numbers
        .iter()
        .map(|(name, number)| (*name, intl::number(*number)))
        .collect();
    let values: Vec<_> = numbers.iter().map(|(name, number)| (*name, &**number)).collect();
    fill_in(&words, &values)
}

/// The forms of one number.
struct Plural<'a> {
    /// The placeholder that the number is given by.
    of: &'a str,
    forms: &'a str,
}

/// The first plural of a text, with what stands around it. What is written otherwise is left as it is.
fn cut(words: &str) -> Option<(&str, Plural<'_>, &str)> {
    let marked = words.find(", plural,")?;
    let open = words[..marked].rfind('{')?;
    let (of, forms) = (&words[open + 1..marked], &words[marked + ", plural,".len()..]);
    let mut depth = 0_u32;
    let close = forms.find(|c| {
        let ends = c == '}' && depth == 0;
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        ends
    })?;
    let plural = Plural {
        of: of.trim(),
        forms: &forms[..close],
    };
    Some((&words[..open], plural, &forms[close + 1..]))
}

impl<'a> Plural<'a> {
    /// The form of this name; what is written for all others where there is none.
    fn form(&self, name: &str) -> &'a str {
        let mut others = "";
        let mut rest = self.forms;
        while let Some((named, after)) = rest.split_once('{') {
            let Some((words, after)) = after.split_once('}') else {
                break;
            };
            match named.trim() {
                exact if exact == name => return words,
                "other" => others = words,
                _ => {}
            }
            rest = after;
        }
        others
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    const WORDS: &str = "Of {all}: {n, plural, one {# call} other {# calls}}.";

    #[wasm_bindgen_test]
    fn plurals_are_cut_out_of_their_text() {
        let (before, plural, after) = cut(WORDS).unwrap();
        assert_eq!((before, plural.of, after), ("Of {all}: ", "n", "."));
        assert_eq!(plural.form("one"), "# call");
        assert_eq!(plural.form("few"), "# calls", "no such form: that for all others");
        for odd in ["{n}", "{n, plural, one {# call}", "n, plural, one {x}}", ""] {
            assert!(cut(odd).is_none(), "{odd}");
        }
    }

    #[wasm_bindgen_test]
    fn the_form_follows_the_number() {
        let shown = |n| counted(T::TeamShown, &[("n", n)]);
        assert_eq!(shown(1), "1 person shown");
        assert_eq!(shown(0), "0 people shown");
        assert_eq!(shown(5_000), "5,000 people shown");
        assert_eq!(
            counted(T::FramesShown, &[("n", 2), ("kept", 300), ("total", 1_200)]),
            "2 of the last 300 shown, 1,200 in all."
        );
    }
}
