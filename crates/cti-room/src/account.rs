//! Who may enter which room.

use cti_protocol::{Secret, room_path};

/// An account of the server: its name and the API token that opens its room.
#[derive(Clone, Debug)]
pub struct Account {
    /// The account's name (`domain_name` in the document).
    pub domain: String,
    /// The identifier of the API token. Its md5 is a part of the room's path.
    pub token_id: String,
    /// The API token.
    pub token: Secret,
}

impl Account {
    /// An account with one API token.
    pub fn new(domain: impl Into<String>, token_id: impl Into<String>, token: impl Into<String>) -> Self {
        Self {
            domain: domain.into(),
            token_id: token_id.into(),
            token: Secret::new(token),
        }
    }

    /// The path of the account's room, without the token.
    pub fn path(&self) -> String {
        room_path(&self.domain, &self.token_id)
    }

    /// Compares in a time that does not tell how much of the token was right.
    pub(crate) fn opens_with(&self, token: &str) -> bool {
        same(self.token.expose().as_bytes(), token.as_bytes())
    }
}

pub(crate) fn same(ours: &[u8], theirs: &[u8]) -> bool {
    ours.len() == theirs.len() && ours.iter().zip(theirs).fold(0, |diff, (a, b)| diff | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_token_opens() {
        let account = Account::new("acme", "1", "secret");
        assert!(account.opens_with("secret"));
        for wrong in ["", "secre", "secret ", "Secret", "secrex"] {
            assert!(!account.opens_with(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn the_token_is_not_printed() {
        assert!(!format!("{:?}", Account::new("acme", "1", "hush-hush")).contains("hush-hush"));
    }
}
