//! Another language, while the widget runs.

use super::Late;
use crate::{driver::Driver, text::source};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

impl Late {
    /// Fetches the words of the language that is chosen, if that is another one.
    pub(super) fn speak(&self, driver: &Driver, locale: Option<String>) {
        if self.spoken.replace(locale.clone()) != locale {
            fetch(driver, locale);
        }
    }

    /// Says everything in the language that has come.
    pub(super) fn speaks(&self, driver: &Driver, locale: Option<&str>, come: bool) {
        let wanted = self.spoken.borrow().clone();
        if wanted.as_deref() != locale {
            // Another was chosen meanwhile, and may have come before this one.
            fetch(driver, wanted);
            return;
        }
        self.change(driver, |around| {
            around.unspoken = !come;
            around.spoken += u32::from(come);
        });
    }
}

fn fetch(driver: &Driver, locale: Option<String>) {
    let words = source::fetch(&JsValue::from_str(locale.as_deref().unwrap_or("auto")));
    let driver = driver.weak();
    spawn_local(async move {
        let come = words.await;
        if let Some(driver) = driver.upgrade()
            && let Some(aide) = driver.aide()
        {
            aide.spoken(&driver, locale.as_deref(), come);
        }
    });
}
