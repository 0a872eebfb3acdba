//! Counts drawings in debug builds, so that a test can tell what drew again. Nothing in a release.

#[cfg(debug_assertions)]
thread_local!(static DRAWN: std::cell::RefCell<std::collections::BTreeMap<&'static str, u32>> = const {
    std::cell::RefCell::new(std::collections::BTreeMap::new())
});

/// Notes that a component draws.
#[inline(always)]
pub(crate) fn draws(_component: &'static str) {
    #[cfg(debug_assertions)]
    DRAWN.with(|drawn| *drawn.borrow_mut().entry(_component).or_default() += 1);
}

/// How often a component drew so far.
#[cfg(debug_assertions)]
pub fn drawn(component: &str) -> u32 {
    DRAWN.with(|drawn| drawn.borrow().get(component).copied().unwrap_or(0))
}
