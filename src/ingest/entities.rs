//! Resolves the entities of HTML: by name, by number, and as pages number the characters of windows-1252.

/// A text with its entities resolved; what only looks like one stays.
pub(super) fn unescape(text: &str) -> String {
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        resolved.push_str(&rest[..start]);
        let entity = &rest[start + 1..];
        let end = entity.bytes().take(ENTITY_BYTES).position(|byte| byte == b';');
        match end.and_then(|end| Some((end, resolve(&entity[..end])?))) {
            Some((end, text)) => {
                resolved.push_str(&text);
                rest = &entity[end + 1..];
            }
            None => {
                resolved.push('&');
                rest = entity;
            }
        }
    }
    resolved.push_str(rest);
    resolved
}

/// The longest name of an entity that is resolved, with its semicolon.
const ENTITY_BYTES: usize = 12;

/// The text of an entity, by its name or number.
fn resolve(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else { return html_entity(name).map(String::from) };
    let hexadecimal = number.strip_prefix(['x', 'X']);
    let code = hexadecimal.map_or_else(|| number.parse(), |digits| u32::from_str_radix(digits, 16)).ok()?;
    // Pages number the characters of windows-1252 by its bytes.
    let char = match u8::try_from(code) {
        Ok(byte @ 0x80..=0x9F) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next()?,
        _ => char::from_u32(code).filter(|char| *char != '\0')?,
    };
    Some(char.into())
}

/// The entities that pages use beside those of XML.
fn html_entity(name: &str) -> Option<&'static str> {
    Some(match name {
        "nbsp" => "\u{A0}",
        "laquo" => "«",
        "raquo" => "»",
        "ldquo" => "“",
        "rdquo" => "”",
        "lsquo" => "‘",
        "rsquo" => "’",
        "hellip" => "…",
        "ndash" => "–",
        "mdash" => "—",
        "zwnj" => "\u{200C}",
        "zwj" => "\u{200D}",
        "rlm" => "\u{200F}",
        "lrm" => "\u{200E}",
        "middot" => "·",
        "copy" => "©",
        "reg" => "®",
        "bull" => "•",
        "shy" => "\u{AD}",
        "ensp" | "emsp" | "thinsp" => " ",
        "lsaquo" => "‹",
        "rsaquo" => "›",
        "sbquo" => "‚",
        "bdquo" => "„",
        "prime" => "′",
        "deg" => "°",
        "times" => "×",
        "divide" => "÷",
        "euro" => "€",
        "pound" => "£",
        "trade" => "™",
        "eacute" => "é",
        "egrave" => "è",
        "ecirc" => "ê",
        "agrave" => "à",
        "acirc" => "â",
        "ccedil" => "ç",
        "icirc" => "î",
        "ocirc" => "ô",
        "ucirc" => "û",
        "uuml" => "ü",
        "ouml" => "ö",
        _ => return quick_xml::escape::resolve_predefined_entity(name),
    })
}
