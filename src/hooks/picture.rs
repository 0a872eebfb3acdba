use crate::store::{Link, Picture};
use std::rc::Rc;
use yew::prelude::*;

/// The latest picture; whoever uses this draws again with each new one.
#[hook]
pub(crate) fn use_picture(link: &Link) -> Rc<Picture> {
    let picture = use_state(|| link.picture());
    let setter = picture.setter();
    use_effect_with(link.clone(), move |link| {
        // One may have come between the first drawing and this.
        setter.set(link.picture());
        let subscription = link.on_picture(Callback::from(move |picture| setter.set(picture)));
        move || drop(subscription)
    });
    (*picture).clone()
}
