//! Paths as text. A path need not be text: it is then identified by its bytes, percent-encoded, and shown by a name that
//! people can read.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Begins the key of a path that is not UTF-8. No absolute path begins so.
const SCHEME: &str = "file://";

/// The text by which an index knows a file: its path, or a `file:` URL if the path is not UTF-8. Equal keys mean equal
/// bytes.
pub fn path_key(path: &Path) -> String {
    match path.to_str() {
        Some(text) => text.to_string(),
        None => format!("{SCHEME}{}", percent_encoded(path.as_os_str().as_encoded_bytes())),
    }
}

/// The path with this key.
pub fn key_path(key: &str) -> PathBuf {
    key.strip_prefix(SCHEME).map_or_else(|| key.into(), |encoded| os_string(percent_decoded(encoded)))
}

#[cfg(unix)]
pub(super) fn os_string(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    OsStr::from_bytes(&bytes).into()
}

#[cfg(not(unix))]
pub(super) fn os_string(bytes: Vec<u8>) -> PathBuf {
    OsStr::new(&*String::from_utf8_lossy(&bytes)).into()
}

/// Bytes as ASCII text: `%` and two hexadecimal digits for each that is no printable ASCII character, and for `%`.
pub(crate) fn percent_encoded(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for &byte in bytes {
        match byte {
            b' '..=b'~' if byte != b'%' => text.push(char::from(byte)),
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

/// The bytes of [`percent_encoded`] text.
pub(crate) fn percent_decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match hex.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|_| first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    bytes
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::ffi::OsStrExt;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_key_is_the_path_and_no_other(one in any::<Vec<u8>>(), other in any::<Vec<u8>>()) {
            let path = |bytes: &[u8]| Path::new("/").join(OsStr::from_bytes(bytes));
            prop_assert_eq!(key_path(&path_key(&path(&one))), path(&one));
            prop_assert_eq!(path_key(&path(&one)) == path_key(&path(&other)), path(&one) == path(&other));
            prop_assert_eq!(percent_decoded(&percent_encoded(&one)), one);
        }
    }
}
