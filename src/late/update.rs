//! Another configuration, while the widget runs: what it says of the keys that only this part reads holds at once. The loader
//! asks for that, and begins anew with all other keys.

use super::{Late, check, configured, ended};
use crate::{
    driver::Driver,
    edge::{
        device,
        dynamic::{get, set},
        json,
    },
};
use cti_core::{Numbers, ScreenPop};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// What the loader calls: with `{config, swap}`, and gets `mistakes` and `swapped` put there.
pub(super) type Door = Closure<dyn FnMut(JsValue)>;

impl Late {
    /// Gives the loader the way in, if it wants that.
    pub(super) fn open_door(self: &Rc<Self>, driver: &Driver) {
        let Ok(take) = get(driver.emitter(), "door").dyn_into::<js_sys::Function>() else {
            return;
        };
        let (me, driver) = (Rc::downgrade(self), driver.weak());
        let door = Door::new(move |asked: JsValue| {
            if let (Some(late), Some(driver)) = (me.upgrade(), driver.upgrade()) {
                late.update(&driver, &asked);
            }
        });
        let _ = take.call1(&JsValue::UNDEFINED, door.as_ref());
        self.door.replace(Some(door));
    }

    fn update(&self, driver: &Driver, asked: &JsValue) {
        let config = get(asked, "config");
        let mistakes = check(&config).err().unwrap_or_default();
        set(asked, "mistakes", &JsValue::from_str(&mistakes.join("; ")));
        let swaps =
            mistakes.is_empty() && get(asked, "swap").as_bool() == Some(true) && driver.is_configured();
        if swaps {
            self.swap(driver, &config);
        }
        set(asked, "swapped", &JsValue::from_bool(swaps));
    }

    fn swap(&self, driver: &Driver, page: &JsValue) {
        let config = json::from_js(page);
        driver.configure(page, Numbers::read(&config["numbers"]));
        let rules = Rc::new(ScreenPop::read(&config["screenPop"]).unwrap_or_default());
        self.book.change(&get(page, "contacts"), rules.schemes().clone());
        self.log.change(&get(page, ended::KEY));
        let configured = configured(&config);
        self.configured.replace(configured.clone());
        let settings =
            device::read().map_or_else(|| (*configured).clone(), |text| configured.with_stored(&text));
        let contacts = self.book.known();
        self.change(driver, |around| {
            around.contacts = contacts;
            around.rules = rules;
            around.configured = configured;
        });
        self.set(driver, settings);
    }
}
