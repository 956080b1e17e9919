//! Says of each block of a page why it is part of the article, or is not.

use super::super::markup::blocks;
use super::super::page::{Line, Reason, letters};
use super::removed::Removed;

/// How many of the chosen lines are looked through for a short block: menus have the same words further up.
const REACH: usize = 8;

/// The blocks of a page in order, each with its reason. `chosen` are the lines among which the body was found, which
/// reader mode may have joined or divided: those that no block of the page equals stand before the next one that does.
pub(super) fn reasons(html: &str, title: &str, chosen: &[Line<'_>], removed: &Removed) -> Vec<(String, Reason)> {
    let told = |line: &Line<'_>| (line.text.to_string(), line.reason);
    let title = letters(title);
    let (mut reasons, mut place) = (Vec::new(), 0);
    for block in blocks(html) {
        let rest = &chosen[place..];
        let reach = if block.is_prose() { rest.len() } else { rest.len().min(REACH) };
        if let Some(next) = rest[..reach].iter().position(|line| line.text == block.text) {
            reasons.extend(rest[..=next].iter().map(told));
            place += next + 1;
        } else {
            // Reader mode removes titles itself.
            let other = if letters(&block.text) == title { Reason::Title } else { Reason::Outside };
            let reason = removed.reason(&block.text).unwrap_or(other);
            reasons.push((block.text, reason));
        }
    }
    reasons.extend(chosen[place..].iter().map(told));
    reasons
}
