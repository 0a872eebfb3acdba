/// The widget's whole stylesheet, for the shadow root.
pub const STYLES: &str = concat!(
    include_str!("../../styles/tokens.css"),
    include_str!("../../styles/base.css"),
    include_str!("../../styles/header.css"),
    include_str!("../../styles/dial.css"),
    include_str!("../../styles/card.css"),
    include_str!("../../styles/variables.css"),
    include_str!("../../styles/list.css"),
    include_str!("../../styles/form.css"),
    include_str!("../../styles/dock.css"),
    include_str!("../../styles/forced.css"),
);
