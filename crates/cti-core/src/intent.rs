//! What the agent or the page asks for. Buttons and the JavaScript API use the same.

use crate::{drafts::Edit, model::CommandIntent};
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
    /// Note something about a call, in the place of what was noted.
    Note {
        /// Which call.
        call: Id,
        /// When it began, in milliseconds since 1970: rooms may use an id again.
        started_at: i64,
        /// The note; empty to take it away.
        text: Pii,
    },
    /// Take a step of editing a call's variables.
    Draft {
        /// Which call.
        call: Id,
        /// The step.
        edit: Edit,
    },
    /// Show the calls of the history that match; all of them if nothing was typed.
    Search(Pii),
    /// Show earlier calls of the history.
    ShowEarlier,
    /// Read all of the history that is kept, or all of it that matches, without showing more.
    ReadAll,
    /// Erase history, notes and drafts of everybody on this device.
    ForgetDevice,
    /// Take a call off the cards, whatever it is thought to be: the agent knows better.
    Dismiss(Id),
    /// Take a notice away.
    DismissNotice(u64),
    /// Connect, or try again now.
    Connect,
    /// Disconnect and stay so.
    Disconnect,
}

impl Intent {
    /// As a command to the room, if it is one.
    pub(crate) fn into_command(self) -> Result<CommandIntent, Self> {
        Ok(match self {
            Self::MakeCall {
                number,
                user,
                caller_id,
                variables,
                again,
            } => CommandIntent::MakeCall {
                number,
                user,
                caller_id,
                variables,
                again,
            },
            Self::SetVariables { call, variables } => CommandIntent::SetVariables { call, variables },
            Self::Logout { user } => CommandIntent::Logout { user },
            other => return Err(other),
        })
    }
}
