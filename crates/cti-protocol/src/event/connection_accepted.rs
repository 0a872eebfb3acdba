//! `connection_accepted`

/// The server's greeting. The sender id that it grants is the message's own ([`crate::Message::sender`]), since it
/// stands under the same keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConnectionAccepted {}
