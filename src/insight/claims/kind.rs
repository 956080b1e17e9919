//! How exactly a number is stated.

use serde::Serialize;

/// How a number is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ClaimKind {
    /// As it is.
    Exact,
    /// نحو، حوالي، قرابة.
    About,
    /// أكثر من.
    #[serde(rename = "more than")]
    More,
    /// ما لا يقل عن، على الأقل.
    #[serde(rename = "at least")]
    AtLeast,
    /// أقل من.
    #[serde(rename = "less than")]
    Less,
    /// لا يتجاوز، على الأكثر.
    #[serde(rename = "at most")]
    AtMost,
    /// بين 5 و7.
    Range,
}

impl ClaimKind {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            ClaimKind::Exact => "exact",
            ClaimKind::About => "about",
            ClaimKind::More => "more than",
            ClaimKind::AtLeast => "at least",
            ClaimKind::Less => "less than",
            ClaimKind::AtMost => "at most",
            ClaimKind::Range => "range",
        }
    }
}
