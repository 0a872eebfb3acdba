//! The letters in an avatar.

use super::letters::upper;

/// The first letters of the first and the last word, in capitals; of a single word its first letter. Empty if there
/// is nothing that can stand for a person.
pub fn initials(name: &str) -> String {
    let mut letters = name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = letters.next();
    let last = letters.next_back();
    let letters: String = first.into_iter().chain(last).collect();
    upper(&letters)
}

#[cfg(test)]
mod tests {
    use super::initials;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn of_names_in_many_writings() {
        for (name, expected) in [
            ("Anna Kim", "AK"),
            ("anna", "A"),
            ("  Chloé   van der Dubois ", "CD"),
            ("(Ben) Okafor", "BO"),
            ("Дмитрий Соколов", "ДС"),
            ("محمد علي", "مع"),
            ("王小明", "王"),
            ("7", "7"),
            ("🙂 Emeka", "E"),
            ("", ""),
            ("…", ""),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }
}
