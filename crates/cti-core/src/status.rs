//! Statuses by their many spellings.

use crate::snapshot::Status;

impl Status {
    /// Reads a status in any casing and spelling; what is none of Kit's own keeps its name.
    ///
    /// ```
    /// use cti_core::Status;
    /// assert_eq!(Status::read("in_service"), Status::InService);
    /// assert_eq!(Status::read("Lunch"), Status::Other("Lunch".into()));
    /// ```
    pub fn read(name: &str) -> Self {
        let plain: String = name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        match plain.as_str() {
            "ready" => Self::Ready,
            "online" => Self::Online,
            "inservice" => Self::InService,
            "afterservice" => Self::AfterService,
            "timeout" => Self::Timeout,
            "dnd" | "donotdisturb" => Self::Dnd,
            "banned" => Self::Banned,
            "offline" => Self::Offline,
            _ => Self::Other(name.trim().to_owned()),
        }
    }

    /// The name in the public API: Kit's own spelling, or the account's name for it.
    pub fn name(&self) -> &str {
        match self {
            Self::Ready => "Ready",
            Self::Online => "Online",
            Self::InService => "In service",
            Self::AfterService => "After service",
            Self::Timeout => "Timeout",
            Self::Dnd => "DND",
            Self::Banned => "Banned",
            Self::Offline => "Offline",
            Self::Other(name) => name,
            Self::Unknown => "Unknown",
        }
    }

    /// Whether a user with this status is logged in, as far as the name tells.
    pub(crate) fn is_logged_in(&self) -> bool {
        !matches!(self, Self::Offline | Self::Other(_) | Self::Unknown)
    }
}
