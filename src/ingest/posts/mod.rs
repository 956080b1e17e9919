//! Posts of channels, chats and accounts, as the platforms export them: each post is a document.
//!
//! A platform's records are recognised by their keys, never by the name of their file: people rename files.

mod activity;
pub(super) mod chat;
mod chat_line;
mod export;
mod kinds;
mod meta;
pub(super) mod page;
mod post;
mod telegram;
#[cfg(test)]
mod tests;
mod video;
mod x;

pub(super) use export::{expanded, read};
pub(super) use kinds::{assigned, is_export};
pub(super) use post::{give, undo_latin};
