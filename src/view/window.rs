//! Which rows of a long list are drawn: those in sight, and some more to either side.

use crate::edge::{
    dynamic::{call, get, make, text},
    listen::Listener,
};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::EventTarget;
use yew::prelude::*;

/// Rows that are drawn before and after those in sight.
const MARGIN: usize = 8;
/// The window moves by so many rows at once: less would draw more often.
const STEP: usize = 4;
/// Pixels of a row before one was measured.
const USUAL: f64 = 55.0;

/// What is in sight of a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sight {
    /// The first row to draw.
    pub(crate) from: usize,
    /// How many to draw.
    pub(crate) rows: usize,
    /// How many are in sight at once.
    pub(crate) page: usize,
    /// Pixels of one.
    pub(crate) height: f64,
}

impl Default for Sight {
    fn default() -> Self {
        Self::of(0.0, 600.0, USUAL)
    }
}

impl Sight {
    /// What is in sight of a list whose first row is so far above the upper edge.
    fn of(above: f64, view: f64, height: f64) -> Self {
        // Both are counts of rows on a screen: a cast cannot lose anything that is there.
        let first = (above.max(0.0) / height) as usize;
        let page = (view.max(0.0) / height) as usize;
        Self {
            from: first.saturating_sub(MARGIN) / STEP * STEP,
            rows: page + 2 * MARGIN + STEP,
            page: page.max(1),
            height,
        }
    }

    /// The rows to draw of so many: those in the window, and these, wherever they are.
    pub(crate) fn drawn(&self, len: usize, kept: &[usize]) -> Vec<usize> {
        let from = self.from.min(len.saturating_sub(self.rows));
        let window = from..(from + self.rows).min(len);
        let mut rows: Vec<usize> = kept.iter().copied().filter(|row| !window.contains(row)).collect();
        rows.extend(window);
        rows.sort_unstable();
        rows.dedup();
        rows
    }
}

/// A measure of where an element is.
fn edge(of: &JsValue, name: &str) -> Option<f64> {
    let rectangle = call(of, "getBoundingClientRect", &[]).ok()?;
    get(&rectangle, name).as_f64()
}

/// Measures a list against what it scrolls in.
fn measure(list: &JsValue, scroller: &JsValue, known: f64) -> Sight {
    let row = call(list, "querySelector", &[&text("li:not([data-open])")]).unwrap_or(JsValue::NULL);
    let height = edge(&row, "height").filter(|height| *height > 0.0);
    let above = edge(scroller, "top").unwrap_or_default() - edge(list, "top").unwrap_or_default();
    let view = get(scroller, "clientHeight").as_f64();
    Sight::of(above, view.unwrap_or_default(), height.unwrap_or(known))
}

/// Follows what is in sight of a list that is shown: measured once for each animation frame in which something moved.
#[hook]
pub(crate) fn use_sight(list: &NodeRef, shown: bool) -> Sight {
    let sight = use_state_eq(Sight::default);
    let (list, setter, known) = (list.clone(), sight.setter(), sight.height);
    use_effect_with(shown, move |shown| {
        let element = list.get().filter(|_| *shown).map_or(JsValue::NULL, JsValue::from);
        let scroller = call(&element, "closest", &[&text(".body")]).ok();
        let mut watch = None;
        if let Some(scroller) = scroller.and_then(|found| found.dyn_into::<EventTarget>().ok()) {
            setter.set(measure(&element, &scroller, known));
            let due = Rc::new(Cell::new(None::<i32>));
            let frame = {
                let (due, scroller) = (due.clone(), scroller.clone());
                Rc::new(Closure::<dyn FnMut()>::new(move || {
                    due.set(None);
                    setter.set(measure(&element, &scroller, known));
                }))
            };
            let moved = {
                let (due, frame) = (due.clone(), frame.clone());
                move || {
                    if let (None, Some(window)) = (due.get(), web_sys::window()) {
                        // Without frames nothing is seen either.
                        let asked = window.request_animation_frame((*frame).as_ref().unchecked_ref());
                        due.set(asked.ok());
                    }
                }
            };
            let resized = Closure::<dyn FnMut()>::new(moved.clone());
            let observer = make("ResizeObserver", &[resized.as_ref()]).unwrap_or(JsValue::UNDEFINED);
            // Where there is no such observer, the next scrolling measures anew.
            let _ = call(&observer, "observe", &[&scroller]);
            let scrolled = Listener::new(&scroller, "scroll", move |_| moved());
            watch = Some((scrolled, observer, resized, due, frame));
        }
        move || {
            if let Some((scrolled, observer, resized, due, frame)) = watch {
                drop(scrolled);
                let _ = call(&observer, "disconnect", &[]);
                if let (Some(number), Some(window)) = (due.get(), web_sys::window()) {
                    // Fails for no number.
                    let _ = window.cancel_animation_frame(number);
                }
                drop((resized, frame));
            }
        }
    });
    *sight
}

/// Sets a measure of an element. A `style` in the markup would be refused where the page's policy is strict.
pub(crate) fn set_measure(of: &NodeRef, name: &str, pixels: f64) {
    if let Some(element) = of.get() {
        let value = [&*pixels.to_string(), "px"].concat();
        // Fails for what is no measure.
        let _ = call(
            &get(&element, "style"),
            "setProperty",
            &[&text(name), &text(&value)],
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn rows_in_sight_are_drawn_with_some_around_them_and_those_that_are_kept() {
        let top = Sight::of(0.0, 550.0, 55.0);
        assert_eq!((top.from, top.rows, top.page), (0, 30, 10));
        assert_eq!(top.drawn(8, &[0, 5]), (0..8).collect::<Vec<_>>());
        let middle = Sight::of(55.0 * 1000.0, 550.0, 55.0);
        assert_eq!(middle.from, 992);
        let drawn = middle.drawn(5000, &[4999, 3, 1000, 3]);
        assert_eq!((drawn.len(), drawn[0], drawn[1], drawn[31]), (32, 3, 992, 4999));
        // The list became shorter, and nothing has scrolled yet.
        assert_eq!(middle.drawn(50, &[]), (20..50).collect::<Vec<_>>());
        assert_eq!(Sight::of(-300.0, 0.0, 55.0).page, 1);
    }
}
