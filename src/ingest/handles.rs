//! Finds the outlet of a text by its contact lines: e-mail addresses, web addresses and accounts on social networks
//! (`للتواصل: info@sada-alwadi.net`, `تابعونا على تلغرام: t.me/sadaalwadi`).
//!
//! A name counts if a word introduces it as the outlet's own, or if addresses of two kinds agree. Where two names do, the
//! text names several outlets, and none is taken. Addresses at free mail services and those in sentences say nothing.

use super::block::is_prose;
use super::outlets::host;
use crate::arabic::fold;

/// The name of an outlet in its addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Handle {
    /// Its domain, or else its account.
    pub name: String,
    /// Whether addresses of two kinds agree.
    pub is_confirmed: bool,
    /// The line with the address.
    pub written: String,
}

/// The most words of a contact line.
const WORDS: usize = 14;
/// The fewest letters of an account's name.
const LEAST: usize = 4;

/// Words that introduce an outlet's own addresses, folded; a line with one of them in front of an address is a contact line.
#[rustfmt::skip]
const CONTACTS: &[&str] = &[
    "للتواصل", "تواصل", "تواصلوا", "راسلنا", "راسلونا", "مراسلتنا", "لمراسلتنا", "تابعنا", "تابعونا", "لمتابعتنا", "اتصل", "بريد", "البريد", "بريدنا", "ايميل", "الايميل",
    "موقعنا", "الموقع", "قناتنا", "صفحتنا", "حسابنا", "حساباتنا", "منصاتنا", "اشترك", "اشتركوا", "انضم", "انضموا", "زوروا", "contact", "follow", "email", "e-mail", "website", "subscribe",
    "join",
];
/// Words of lines with the addresses of a person, folded.
const PERSONS: &[&str] = &["الكاتب", "كاتب", "الكاتبه", "كاتبه", "للكاتب", "المولف", "الصحافي", "author", "writer"];
/// Services whose addresses anybody may have.
#[rustfmt::skip]
const FREE_MAIL: &[&str] = &[
    "gmail", "googlemail", "yahoo", "ymail", "hotmail", "outlook", "live", "msn", "icloud", "aol", "gmx", "mail", "yandex", "proton", "protonmail", "maktoob", "tutanota", "zoho",
];
/// Hosts of networks, on which the first part of the path is an account.
#[rustfmt::skip]
const NETWORKS: &[&str] = &[
    "facebook.com", "fb.com", "m.facebook.com", "twitter.com", "x.com", "mobile.twitter.com", "t.me", "telegram.me", "instagram.com", "youtube.com", "tiktok.com",
];
/// First parts of paths on networks that are no accounts.
#[rustfmt::skip]
const NO_ACCOUNTS: &[&str] = &[
    "s", "c", "channel", "groups", "pages", "profile.php", "watch", "joinchat", "share", "sharer", "sharer.php", "sharer.php?u", "intent", "home", "hashtag", "i", "playlist", "reel", "p",
];
/// Parts of domains below which owners have theirs.
const SECOND_LEVEL: &[&str] = &["com", "net", "org", "co", "gov", "edu", "info"];

/// An address in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Address {
    Mail(String),
    Site(String),
    Account(String),
}

/// The outlet that the contact lines of a text name; `None` if there is none, or more than one.
pub(super) fn handle<'l>(lines: impl Iterator<Item = &'l str>) -> Option<Handle> {
    let mut found: Vec<(Address, bool, &str)> = Vec::new();
    for line in lines.filter(|line| line.contains(['@', '.', '/']) && !is_prose(line)) {
        let folded = fold(line);
        let words = || folded.split(|char: char| !(char.is_alphanumeric() || char == '-'));
        if line.split_whitespace().count() > WORDS || words().any(|word| PERSONS.contains(&word)) {
            continue;
        }
        let is_introduced = words().any(|word| CONTACTS.contains(&word));
        found.extend(addresses(line, is_introduced).map(|address| (address, is_introduced, line)));
    }
    // A domain is a better name than an account.
    let domain = found.iter().filter(|(address, ..)| !matches!(address, Address::Account(_)));
    let (best, _, written) = domain.chain(&found).find(|(address, is_introduced, _)| {
        *is_introduced || found.iter().any(|(other, ..)| other.is_of_another_kind(address) && other.agrees(address))
    })?;
    if found.iter().any(|(other, is_introduced, _)| *is_introduced && !other.agrees(best)) {
        return None;
    }
    let is_confirmed = found.iter().any(|(other, ..)| other.is_of_another_kind(best) && other.agrees(best));
    Some(Handle { name: best.name().into(), is_confirmed, written: written.trim().into() })
}

/// The addresses in a line; without a scheme or `www.`, a domain is one if the line introduces it.
fn addresses(line: &str, is_introduced: bool) -> impl Iterator<Item = Address> {
    let parts = line.split(|char: char| char.is_whitespace() || "،,;؛()<>[]|\"«»".contains(char));
    parts.filter_map(move |part| address(part.trim_matches([':', '.', '-', '/', '؟', '!']), is_introduced))
}

fn address(part: &str, is_introduced: bool) -> Option<Address> {
    if let Some(account) = part.strip_prefix('@') {
        return Address::account(account);
    }
    // An address may stand right behind the word that introduces it.
    let part = part.rsplit_once(':').filter(|(word, _)| !word.is_ascii()).map_or(part, |(_, address)| address);
    let whole = if part.contains("://") { part.to_string() } else { format!("https://{part}") };
    let host = host(&whole).filter(|host| is_domain(host))?;
    if part.contains('@') && !part.contains('/') {
        return (!FREE_MAIL.contains(&owner(&host))).then_some(Address::Mail(host));
    }
    let path = whole.split_once("://")?.1.split_once('/').map_or("", |(_, path)| path);
    if NETWORKS.contains(&host.as_str()) {
        let account = path.split(['/', '?']).next()?.trim_start_matches('@');
        return if NO_ACCOUNTS.contains(&account) { None } else { Address::account(account) };
    }
    let is_shown = part.contains("://") || part.starts_with("www.") || is_introduced;
    (path.is_empty() && is_shown).then_some(Address::Site(host))
}

/// Whether a host has a label and a known form of a top-level domain.
fn is_domain(host: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    let top = host.rsplit('.').next().unwrap_or_default();
    host.contains('.')
        && host.split('.').all(is_label)
        && (2..=10).contains(&top.len())
        && top.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// The label of a host that its owner chose: `sada` of `news.sada.com.sy`.
fn owner(host: &str) -> &str {
    let labels: Vec<&str> = host.split('.').collect();
    let count = labels.len();
    let is_below = count > 2 && SECOND_LEVEL.contains(&labels[count - 2]);
    labels[count - if is_below { 3 } else { 2 }]
}

impl Address {
    fn account(name: &str) -> Option<Self> {
        let is_name = name.len() >= LEAST
            && name.len() <= 40
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.')
            && name.bytes().any(|byte| byte.is_ascii_alphabetic());
        is_name.then(|| Self::Account(name.into()))
    }

    fn name(&self) -> &str {
        match self {
            Self::Mail(name) | Self::Site(name) | Self::Account(name) => name,
        }
    }

    /// The letters and digits that its owner chose.
    fn letters(&self) -> String {
        let chosen = if matches!(self, Self::Account(_)) { self.name() } else { owner(self.name()) };
        chosen.chars().filter(char::is_ascii_alphanumeric).map(|char| char.to_ascii_lowercase()).collect()
    }

    /// Whether one begins with the other: accounts have additions, such as `sadaNews`.
    fn agrees(&self, other: &Self) -> bool {
        let (one, other) = (self.letters(), other.letters());
        one.starts_with(&other) || other.starts_with(&one)
    }

    fn is_of_another_kind(&self, other: &Self) -> bool {
        std::mem::discriminant(self) != std::mem::discriminant(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_folded() {
        for word in CONTACTS.iter().chain(PERSONS) {
            assert_eq!(fold(word), *word);
        }
    }

    fn named(text: &str) -> Option<(String, bool)> {
        handle(text.lines()).map(|handle| (handle.name, handle.is_confirmed))
    }

    #[test]
    fn contact_lines_name_an_outlet() {
        for (text, name, is_confirmed) in [
            ("للتواصل: info@sada-alwadi.net", "sada-alwadi.net", false),
            ("راسلونا على البريد الإلكتروني:news@sada.com.sy", "sada.com.sy", false),
            ("تابعونا على تلغرام: https://t.me/sadaalwadi", "sadaalwadi", false),
            ("تابعنا على فيسبوك facebook.com/SadaAlwadi/ وتويتر @sada_alwadi", "SadaAlwadi", false),
            ("الموقع: sada.ps", "sada.ps", false),
            ("Follow us: @SadaAlwadiNews\nwww.sadaalwadi.com", "sadaalwadi.com", true),
            ("حريق\nwww.sada-alwadi.net\ninfo@sada-alwadi.net", "sada-alwadi.net", true),
        ] {
            assert_eq!(named(text), Some((name.into(), is_confirmed)), "{text}");
        }
    }

    #[test]
    fn addresses_of_others_name_none() {
        for text in [
            "",
            "قال مدير الميناء إن موقع www.sada.net نشر صورا للحريق الكبير.",
            "@SadaAlwadi",
            "www.un.org",
            "للتواصل: sada@gmail.com",
            "للتواصل مع الكاتب: rania@sada.net",
            "البريد: info@sada.net\nتابعونا: t.me/qandil",
            "تابعونا على https://t.me/s/ أو youtube.com/channel/UC12345",
            "المباراة 3.1 و2.0 تابعونا",
            "تابعنا: https://sada.net/2022/01/24/fire",
        ] {
            assert_eq!(named(text), None, "{text}");
        }
    }
}
