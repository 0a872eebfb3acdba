//! What time it is.

use cti_core::Now;

/// Both clocks of the browser, now.
pub(crate) fn now() -> Now {
    let mono = web_sys::window()
        .and_then(|window| window.performance())
        .map_or(0.0, |clock| clock.now());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "milliseconds fit for ages"
    )]
    Now {
        mono: mono as u64,
        wall: js_sys::Date::now() as i64,
    }
}

/// A seed for jitter: needs spread, not secrecy.
pub(crate) fn seed() -> u64 {
    js_sys::Math::random().to_bits()
}
