//! Floats: exact as far as people write them, and nearly so beyond.

use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_people_write_is_exact(number in 0_u64..1 << 53, places in -22_i32..=22) {
        let text = [&number.to_string(), "e", &places.to_string()].concat();
        prop_assert_eq!(decimal(&text), text.parse().ok());
    }

    #[test]
    fn every_number_is_read_nearly(text in "-?[0-9]{1,30}\\.[0-9]{1,30}[eE]-?[0-9]{1,3}") {
        let exact: f64 = text.parse().unwrap();
        let read = decimal(&text).unwrap();
        let greatest = exact.abs() >= f64::MAX * (1.0 - OFF);
        prop_assert!(greatest || near(exact, read), "{exact:e} or {read:e}");
    }

    #[test]
    fn every_float_comes_back_nearly(bits in any::<u64>()) {
        comes_back(f64::from_bits(bits))?;
    }

    #[test]
    fn those_at_the_ends_come_back_too(off in 0_u64..1_000_000) {
        for end in [f64::MAX.to_bits() - off, f64::MAX.to_bits() - off % 50, off, f64::MIN_POSITIVE.to_bits() + off] {
            comes_back(f64::from_bits(end))?;
        }
    }
}

fn comes_back(float: f64) -> Result<(), TestCaseError> {
    prop_assume!(float.is_finite());
    let text = write(&Value::from(float));
    let theirs: f64 = text.parse().unwrap();
    prop_assert!(near(float, theirs), "{float:e}: {text}");
    let ours = read(&text).ok().and_then(|value| value.as_f64());
    prop_assert!(ours.is_some_and(|ours| near(float, ours)), "{float:e}: {text}");
    Ok(())
}

#[test]
fn a_point_far_off_is_brought_back() {
    for count in [1, 19, 20, 400, 150_000] {
        let zeros = "0".repeat(count);
        let exponent = (count + 1).to_string();
        assert_eq!(read(&["0.", &zeros, "1e", &exponent].concat()), Ok(json!(1.0)));
        assert_eq!(read(&["10", &zeros, "e-", &exponent].concat()), Ok(json!(1.0)));
    }
}
