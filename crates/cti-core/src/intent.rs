//! What the agent or the page asks for. Buttons and the JavaScript API use the same.

use cti_protocol::{Id, Pii, Variables};

/// Something to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// Dial. `user` is the agent where absent.
    MakeCall {
        /// The number as typed; spaces, dots, brackets and dashes are dropped.
        number: Pii,
        /// Whose phone dials.
        user: Option<Id>,
        /// The number that the called party sees.
        caller_id: Option<Pii>,
        /// Variables for the new call.
        variables: Variables,
        /// Dial even if the same number was dialled less than 2 s ago.
        again: bool,
    },
    /// Set variables of a call; an empty value removes one.
    SetVariables {
        /// Which call.
        call: Id,
        /// Name and value.
        variables: Variables,
    },
    /// Log a user out; the agent where absent.
    Logout {
        /// Whom.
        user: Option<Id>,
    },
    /// Speak for this user from now on.
    ChooseUser(Id),
    /// Take a call off the cards, whatever it is thought to be: the agent knows better.
    Dismiss(Id),
    /// Take a notice away.
    DismissNotice(u64),
    /// Connect, or try again now.
    Connect,
    /// Disconnect and stay so.
    Disconnect,
}
