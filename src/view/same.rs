use crate::store::Link;
use std::{ops::Deref, rc::Rc};
use yew::html::{ImplicitClone, IntoPropValue};

/// A part of a picture as a prop: equal when it is the very same one, so that comparing costs nothing. The core keeps
/// the `Rc` of what did not change.
pub struct Same<T: ?Sized>(pub Rc<T>);

impl<T: ?Sized> Clone for Same<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: ?Sized> ImplicitClone for Same<T> {}

// Lets a view hand its link on by reference.
impl ImplicitClone for Link {}

impl<T: ?Sized> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T: ?Sized> Deref for Same<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> From<&Rc<T>> for Same<T> {
    fn from(part: &Rc<T>) -> Self {
        Self(part.clone())
    }
}

impl<T> IntoPropValue<Same<T>> for &Rc<T> {
    fn into_prop_value(self) -> Same<T> {
        self.into()
    }
}

/// Each part of a list as [`Same`].
pub(crate) fn each<T>(parts: &[Rc<T>]) -> Vec<Same<T>> {
    parts.iter().map(Same::from).collect()
}
