//! Tables as CSV, for spreadsheets: RFC 4180, in UTF-8 and marked as such.

/// Begins a table: without it some spreadsheets read UTF-8 as something else.
pub const START: &str = "\u{feff}";

/// With these a spreadsheet begins a formula, and so might a caller who chose a name for himself.
const FORMULA: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

/// Adds a row. Every cell is text; one that would be read as a formula begins with an apostrophe.
pub fn add_row(table: &mut String, cells: &[&str]) {
    for (place, cell) in cells.iter().enumerate() {
        table.push_str(if place == 0 { "\"" } else { ",\"" });
        if cell.starts_with(FORMULA) {
            table.push('\'');
        }
        for letter in cell.chars() {
            if letter == '"' {
                table.push('"');
            }
            table.push(letter);
        }
        table.push('"');
    }
    table.push_str("\r\n");
}

/// A time as ISO 8601 has it, where clocks are so many minutes ahead of UTC: `2026-11-25T10:31:07+01:00`.
pub fn iso(at: i64, offset: i64) -> String {
    let seconds = at.div_euclid(1000) + offset * 60;
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Years that begin in March, from the year 0, in cycles of 400 years.
    let days = days + 719_468;
    let (cycle, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, later) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    let year = year + cycle * 400 + later;
    let zone = offset.abs();
    [
        &*padded(year, 4),
        "-",
        &padded(month, 2),
        "-",
        &padded(day, 2),
        "T",
        &padded(rest / 3_600, 2),
        ":",
        &padded(rest / 60 % 60, 2),
        ":",
        &padded(rest % 60, 2),
        if offset < 0 { "-" } else { "+" },
        &padded(zone / 60, 2),
        ":",
        &padded(zone % 60, 2),
    ]
    .concat()
}

fn padded(number: i64, length: usize) -> String {
    let digits = number.to_string();
    ["0".repeat(length.saturating_sub(digits.len())), digits].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn row(cells: &[&str]) -> String {
        let mut table = String::new();
        add_row(&mut table, cells);
        table
    }

    #[wasm_bindgen_test]
    fn cells_are_quoted_and_quotes_doubled() {
        assert_eq!(row(&["a", "", "b, c; d"]), "\"a\",\"\",\"b, c; d\"\r\n");
        assert_eq!(
            row(&["the \"big\" one", "\""]),
            "\"the \"\"big\"\" one\",\"\"\"\"\r\n"
        );
        assert_eq!(row(&["two\nlines\r\nthree"]), "\"two\nlines\r\nthree\"\r\n");
    }

    #[wasm_bindgen_test]
    fn no_cell_begins_a_formula() {
        for cell in [
            "=1+1",
            "+34600123456",
            "-5",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "=\"x\"",
        ] {
            let doubled = cell.replace('"', "\"\"");
            assert_eq!(row(&[cell]), ["\"'", &doubled, "\"\r\n"].concat());
        }
        for cell in ["1=1", "a+b", "'=1", " =1"] {
            assert_eq!(row(&[cell]), ["\"", cell, "\"\r\n"].concat());
        }
    }

    #[wasm_bindgen_test]
    fn words_of_any_direction_stay_as_they_are() {
        for cell in ["שלום, עולם", "\u{202e}abc\u{2069}", "مرحبا \u{200f}42"] {
            assert_eq!(row(&[cell]), ["\"", cell, "\"\r\n"].concat());
        }
    }

    #[wasm_bindgen_test]
    fn times_have_their_zone() {
        for (at, offset, expected) in [
            (0, 0, "1970-01-01T00:00:00+00:00"),
            (1_795_602_667_999, 60, "2026-11-25T11:31:07+01:00"),
            (1_709_164_799_000, -210, "2024-02-28T20:29:59-03:30"),
            (1_709_251_199_000, 0, "2024-02-29T23:59:59+00:00"),
            (951_782_400_000, 0, "2000-02-29T00:00:00+00:00"),
            (4_107_542_400_000, 0, "2100-03-01T00:00:00+00:00"),
            (1_798_761_599_000, 345, "2027-01-01T05:44:59+05:45"),
            (-1, 0, "1969-12-31T23:59:59+00:00"),
        ] {
            assert_eq!(iso(at, offset), expected);
        }
    }
}
