//! What a close code means for the next try.

/// What to do after a socket closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Policy {
    /// Try again after a pause.
    Retry,
    /// Another try would end the same way: stop, and say that the token is to be checked.
    Stop,
}

/// Close codes that mean something here. What they mean is from RFC 6455; the 4xxx ones are inferred from habit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CloseCode {
    /// 1000
    Normal,
    /// 1001: the server goes away.
    GoingAway,
    /// 1006: no closing frame came. Also all that a browser tells of a failed handshake.
    Abnormal,
    /// 1008: policy violation.
    PolicyViolation,
    /// 1009: a frame of ours was too big.
    TooBig,
    /// 1011: the server failed.
    ServerError,
    /// 1013: we read too slowly, or the server is full.
    TryLater,
    /// 4001, 4003, 4401, 4403: not authorised.
    Unauthorized(u16),
    /// Any other.
    Other(u16),
}

impl CloseCode {
    /// What to do next.
    pub(super) fn policy(self) -> Policy {
        match self {
            Self::PolicyViolation | Self::Unauthorized(_) => Policy::Stop,
            Self::Normal
            | Self::GoingAway
            | Self::Abnormal
            | Self::TooBig
            | Self::ServerError
            | Self::TryLater
            | Self::Other(_) => Policy::Retry,
        }
    }
}

impl From<u16> for CloseCode {
    fn from(code: u16) -> Self {
        match code {
            1000 => Self::Normal,
            1001 => Self::GoingAway,
            1006 => Self::Abnormal,
            1008 => Self::PolicyViolation,
            1009 => Self::TooBig,
            1011 => Self::ServerError,
            1013 => Self::TryLater,
            4001 | 4003 | 4401 | 4403 => Self::Unauthorized(code),
            other => Self::Other(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_the_policy_of_its_meaning() {
        for code in [1008, 4001, 4003, 4401, 4403] {
            assert_eq!(CloseCode::from(code).policy(), Policy::Stop, "{code}");
        }
        for code in [
            1000, 1001, 1002, 1005, 1006, 1009, 1011, 1012, 1013, 1015, 3000, 4000, 4002, 4999,
        ] {
            assert_eq!(CloseCode::from(code).policy(), Policy::Retry, "{code}");
        }
    }
}
