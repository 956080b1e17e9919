//! Recognises exports, and the scripts of archives, by their beginning.

/// What Telegram calls the kinds of chats.
const CHATS: &[&str] = &[
    "saved_messages",
    "replies",
    "verification_codes",
    "personal_chat",
    "bot_chat",
    "private_group",
    "private_supergroup",
    "public_supergroup",
    "private_channel",
    "public_channel",
];

/// Whether Telegram calls a chat so.
pub(super) fn is_chat(kind: &str) -> bool {
    CHATS.contains(&kind)
}

/// Whether JSON that begins with `text` is one object with lists of posts.
pub(in crate::ingest) fn is_export(text: &str) -> bool {
    let is_chat = || {
        let mut kinds = text.match_indices("\"type\"").map(|(at, key)| &text[at + key.len()..]);
        kinds.next().and_then(|rest| rest.split('"').nth(1)).is_some_and(is_chat) && text.contains("\"messages\"")
    };
    let is_account = || {
        let is_first = text.split('"').nth(1) == Some("about");
        is_first && ["chats", "personal_information", "left_chats"].iter().any(|key| text.contains(key))
    };
    text.starts_with('{') && (text.contains("\"orderedItems\"") || is_chat() || is_account())
}

/// The value that a script assigns to a variable, `window.posts = [`; the whole text if it assigns none.
pub(in crate::ingest) fn assigned(text: &str) -> &str {
    let Some((name, value)) = text.split_once('=') else { return text };
    let value = value.trim_start();
    let name = name.trim();
    let name = ["var ", "let ", "const "].iter().find_map(|word| name.strip_prefix(word)).unwrap_or(name);
    let is_name = !name.is_empty()
        && name.starts_with(|char: char| char.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._$".contains(&byte));
    if is_name && value.starts_with(['[', '{']) { value } else { text }
}
