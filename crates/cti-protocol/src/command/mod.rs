//! The three documented commands, one file each. Each is addressed to a user; the fields are inferred.

mod logout;
mod make_call;
mod set_variables;

pub use logout::Logout;
pub use make_call::MakeCall;
pub use set_variables::SetVariables;

use crate::{Id, decode::Reader, encode::Writer};

/// A command to a user.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Call a phone number.
    MakeCall(MakeCall),
    /// Add variables to a call.
    SetVariables(SetVariables),
    /// Log the user out.
    Logout(Logout),
}

impl Command {
    /// The documented names, in the document's spelling.
    pub const NAMES: [&str; 3] = ["make_call", "set_variables", "logout"];

    /// The command's documented name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::MakeCall(_) => "make_call",
            Self::SetVariables(_) => "set_variables",
            Self::Logout(_) => "logout",
        }
    }

    /// The user to whom it is addressed.
    pub fn user(&self) -> Option<&Id> {
        match self {
            Self::MakeCall(command) => command.user.as_ref(),
            Self::SetVariables(command) => command.user.as_ref(),
            Self::Logout(command) => command.user.as_ref(),
        }
    }

    /// Reads the fields of the command of this name. `None` if there is no such command.
    pub(crate) fn read(name: &str, fields: &mut Reader<'_>) -> Option<Self> {
        Some(match name {
            "make_call" => Self::MakeCall(MakeCall::read(fields)),
            "set_variables" => Self::SetVariables(SetVariables::read(fields)),
            "logout" => Self::Logout(Logout::read(fields)),
            _ => return None,
        })
    }

    pub(crate) fn write(&self, fields: &mut Writer<'_>) {
        match self {
            Self::MakeCall(command) => command.write(fields),
            Self::SetVariables(command) => command.write(fields),
            Self::Logout(command) => command.write(fields),
        }
    }
}
