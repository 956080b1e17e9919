//! Names of files and of members of archives, as people read them. Nothing is identified by such a name: see
//! [`path_key`](crate::document::path_key).

use std::path::Path;

use encoding_rs::WINDOWS_1256;

use super::code_page::{CP437, CP720, plausibility};

/// The encodings of names that are not UTF-8, the most frequent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameEncoding {
    Windows1256,
    Cp720,
    Cp437,
}

impl NameEncoding {
    /// The encoding in which those of `names` that are not UTF-8 read best as a whole.
    pub fn of<'n>(names: impl Iterator<Item = &'n [u8]>) -> Self {
        let unclear: Vec<&[u8]> = names.filter(|name| std::str::from_utf8(name).is_err()).collect();
        let all = unclear.join(&b'/');
        let encodings = [Self::Windows1256, Self::Cp720, Self::Cp437];
        // The last of equals is the first of the list.
        let best = encodings
            .into_iter()
            .rev()
            .max_by(|one, other| plausibility(&one.decode(&all)).total_cmp(&plausibility(&other.decode(&all))));
        best.unwrap_or(Self::Windows1256)
    }

    /// A name as text. What is UTF-8 is read as such, whatever the archive says.
    pub fn decode(self, name: &[u8]) -> String {
        if let Ok(text) = std::str::from_utf8(name) {
            return text.into();
        }
        match self {
            Self::Windows1256 => WINDOWS_1256.decode_without_bom_handling(name).0.into_owned(),
            Self::Cp720 => CP720.decode(name).into_owned(),
            Self::Cp437 => CP437.decode(name).into_owned(),
        }
    }
}

/// A path as people read it.
pub fn displayed(path: &Path) -> String {
    match path.to_str() {
        Some(text) => text.into(),
        None => {
            let bytes = path.as_os_str().as_encoded_bytes();
            let parts = || bytes.split(|byte| *byte == b'/');
            let encoding = NameEncoding::of(parts());
            parts().map(|part| encoding.decode(part)).collect::<Vec<_>>().join("/")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(names: &[&[u8]]) -> NameEncoding {
        NameEncoding::of(names.iter().copied())
    }

    #[test]
    fn names_are_read_in_the_encoding_that_makes_words_of_them() {
        let names = ["خبر عاجل.html", "تقرير الميناء.txt", "صور/القاهرة ٢٠١١", "بيان_رقم_7.doc", "مقابلة مع الوزير"];
        let in_720 = |name: &str| {
            let upper: Vec<char> = (0x80..=0xFF).map(|byte| CP720.decode(&[byte]).chars().next().unwrap()).collect();
            let byte = |char: char| {
                let place = upper.iter().position(|other| *other == char);
                if char.is_ascii() { char as u8 } else { place.map_or(b'_', |place| place as u8 + 0x80) }
            };
            name.chars().map(byte).collect::<Vec<u8>>()
        };
        for name in names {
            let windows =
                WINDOWS_1256.encode(&name.replace(|char: char| ('٠'..='٩').contains(&char), "1")).0.into_owned();
            assert_eq!(told(&[&windows]), NameEncoding::Windows1256, "{name}");
            assert_eq!(told(&[&in_720(name)]), NameEncoding::Cp720, "{name}");
        }
        let french: &[u8] = b"r\x82sum\x82 de la s\x82ance \x85 Alger.txt";
        assert_eq!(told(&[french]).decode(french), "résumé de la séance à Alger.txt");
        let western: &[u8] = b"caf\xE9.html";
        assert_eq!(told(&[western]).decode(western), "café.html");
    }

    #[test]
    fn a_name_in_utf_8_stays_as_it_is() {
        assert_eq!(NameEncoding::Cp437.decode("خبر.html".as_bytes()), "خبر.html");
    }
}
