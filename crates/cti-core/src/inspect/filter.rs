//! Which of the frames are shown.

use super::recorder::Shot;

/// Which way the frames went, or what was made of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Only {
    /// All of them.
    #[default]
    All,
    /// Those that came.
    In,
    /// Those that were sent.
    Out,
    /// Those that were not understood, or not in all.
    NotUnderstood,
}

/// What a frame must be to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Which way it went.
    pub only: Only,
    /// The name of one of its messages; empty for any.
    pub name: String,
    /// What its text, as it is shown, must hold, in whatever case.
    pub words: String,
}

impl Filter {
    /// Whether a frame is shown.
    pub fn admits(&self, shot: &Shot, personal: bool) -> bool {
        let way = match self.only {
            Only::All => true,
            Only::In => !shot.out,
            Only::Out => shot.out,
            Only::NotUnderstood => !shot.gist().why.is_empty(),
        };
        way && (self.name.is_empty() || shot.gist().names.contains(&self.name))
            && (self.words.is_empty()
                || shot
                    .shown(personal)
                    .to_lowercase()
                    .contains(&self.words.to_lowercase()))
    }
}
