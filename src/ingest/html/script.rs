//! Reads the value that a script builds by a call, `(function(a,b){a.x=b;return {…}}({},"text"))`, as Nuxt 2 writes the data of
//! a page. The script is read as data: nothing in it is run.

use rustc_hash::FxHashMap;
use serde_json::{Map, Number, Value};

/// The deepest nesting.
const DEPTH: usize = 60;
/// The most values: an argument may be named many times.
const MAX_VALUES: usize = 200_000;
/// The bytes of a text that count as a value.
const BYTES: usize = 64;

/// The value that a call builds; `None` if the script does anything else.
pub(super) fn value_of_call(script: &str) -> Option<Value> {
    let mut reader = Reader { rest: script, names: FxHashMap::default(), left: MAX_VALUES };
    reader.eat("(")?;
    reader.eat("function")?;
    reader.eat("(")?;
    let mut names = Vec::new();
    while reader.eat(")").is_none() {
        names.push(reader.name()?.to_string());
        let _ = reader.eat(",");
    }
    reader.eat("{")?;
    let body = reader.rest;
    // The arguments stand behind the body.
    reader.skip_block()?;
    let _ = reader.eat(")");
    reader.eat("(")?;
    let mut values = Vec::new();
    while reader.eat(")").is_none() {
        values.push(reader.value(0)?);
        let _ = reader.eat(",");
    }
    reader.names = names.into_iter().zip(values).collect();
    reader.rest = body;
    while reader.eat("return").is_none() {
        reader.assignment()?;
    }
    reader.value(0)
}

struct Reader<'s> {
    rest: &'s str,
    /// The values of the function's arguments.
    names: FxHashMap<String, Value>,
    /// How many values may still be made.
    left: usize,
}

impl<'s> Reader<'s> {
    /// Passes over white space and then over `sign`, if it is there.
    fn eat(&mut self, sign: &str) -> Option<()> {
        self.rest = self.rest.trim_start().strip_prefix(sign).or_else(|| {
            self.rest = self.rest.trim_start();
            None
        })?;
        Some(())
    }

    fn name(&mut self) -> Option<&'s str> {
        let rest = self.rest.trim_start();
        let end = rest.find(|char: char| !(char.is_alphanumeric() || "_$".contains(char))).unwrap_or(rest.len());
        let (name, rest) = rest.split_at(end);
        self.rest = rest;
        (!name.is_empty()).then_some(name)
    }

    /// Passes over the rest of a block in braces.
    fn skip_block(&mut self) -> Option<()> {
        let mut depth = 1;
        while depth > 0 {
            let place = self.rest.find(['{', '}', '"', '\'', '`'])?;
            match self.rest.as_bytes()[place] {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                _ => {
                    self.rest = &self.rest[place..];
                    self.text()?;
                    continue;
                }
            }
            self.rest = &self.rest[place + 1..];
        }
        Some(())
    }

    /// `a.x=…;` or `a[0]=…;` sets a part of an argument.
    fn assignment(&mut self) -> Option<()> {
        let name = self.name()?.to_string();
        let key = if self.eat(".").is_some() {
            self.name()?.to_string()
        } else {
            self.eat("[")?;
            let key = self.value(0)?;
            self.eat("]")?;
            key.as_str().map_or_else(|| key.to_string(), String::from)
        };
        self.eat("=")?;
        let value = self.value(0)?;
        let _ = self.eat(";").or_else(|| self.eat(","));
        match self.names.get_mut(&name)? {
            Value::Object(map) => drop(map.insert(key, value)),
            Value::Array(values) => {
                let place: usize = key.parse().ok().filter(|place| *place < MAX_VALUES)?;
                values.resize(values.len().max(place + 1), Value::Null);
                values[place] = value;
            }
            _ => return None,
        }
        Some(())
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        self.left = self.left.checked_sub(1)?;
        if depth > DEPTH {
            return None;
        }
        self.rest = self.rest.trim_start();
        match self.rest.chars().next()? {
            '{' => self.object(depth),
            '[' => {
                self.eat("[")?;
                let mut values = Vec::new();
                while self.eat("]").is_none() {
                    // A list may have holes.
                    let is_hole = self.rest.starts_with(',');
                    values.push(if is_hole { Value::Null } else { self.value(depth + 1)? });
                    let _ = self.eat(",");
                }
                Some(Value::Array(values))
            }
            '"' | '\'' | '`' => self.text().map(Value::String),
            '-' | '.' | '0'..='9' => {
                let end = self.rest.find(|char: char| !(char.is_ascii_alphanumeric() || "+-.".contains(char)));
                let (number, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
                self.rest = rest;
                Some(
                    number
                        .parse()
                        .ok()
                        .and_then(Number::from_f64)
                        .map_or(Value::Null, |value| number.parse::<i64>().map_or(Value::Number(value), Value::from)),
                )
            }
            '!' => {
                self.eat("!")?;
                Some(Value::Bool(self.value(depth + 1)? == 0))
            }
            _ => self.named(depth),
        }
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        self.eat("{")?;
        let mut map = Map::new();
        while self.eat("}").is_none() {
            let key = match self.rest.chars().next()? {
                '"' | '\'' => self.text()?,
                _ => self.name()?.to_string(),
            };
            self.eat(":")?;
            let value = self.value(depth + 1)?;
            map.insert(key, value);
            let _ = self.eat(",");
        }
        Some(Value::Object(map))
    }

    /// The value of a name: of an argument, of a word of the language, of a constructor.
    fn named(&mut self, depth: usize) -> Option<Value> {
        let name = self.name()?;
        match name {
            "true" => return Some(Value::Bool(true)),
            "false" => return Some(Value::Bool(false)),
            "null" | "undefined" | "NaN" | "Infinity" => return Some(Value::Null),
            "void" => return self.value(depth + 1).map(|_| Value::Null),
            "new" => return self.named(depth + 1),
            _ => {}
        }
        if self.eat("(").is_some() {
            // `Date(1646128800000)`, `Set([…])`, `Array(3)`: what it is made of.
            let value = if self.rest.starts_with(')') { Value::Null } else { self.value(depth + 1)? };
            while self.eat(",").is_some() {
                self.value(depth + 1)?;
            }
            self.eat(")")?;
            return Some(value);
        }
        let value = self.names.get(name)?;
        self.left = self.left.checked_sub(weight(value))?;
        Some(value.clone())
    }

    /// A text in quotation marks.
    fn text(&mut self) -> Option<String> {
        let quote = self.rest.chars().next()?;
        let mut text = String::new();
        // Halves of a pair of surrogates come one after the other.
        let mut units: Vec<u16> = Vec::new();
        let mut rest = &self.rest[1..];
        loop {
            let place = rest.find([quote, '\\'])?;
            if place > 0 || !rest.starts_with("\\u") {
                text.push_str(&String::from_utf16_lossy(&units));
                units.clear();
            }
            text.push_str(&rest[..place]);
            rest = &rest[place..];
            if rest.starts_with(quote) {
                self.rest = &rest[1..];
                return Some(text);
            }
            let escaped = rest[1..].chars().next()?;
            let digits = match escaped {
                'u' => 4,
                'x' => 2,
                _ => 0,
            };
            rest = &rest[1 + escaped.len_utf8()..];
            if digits > 0 {
                units.push(u16::from_str_radix(rest.get(..digits)?, 16).ok()?);
                rest = &rest[digits..];
                continue;
            }
            match escaped {
                'n' => text.push('\n'),
                'r' => text.push('\r'),
                't' => text.push('\t'),
                'b' | 'f' | 'v' | '0' => text.push(' '),
                '\n' => {}
                other => text.push(other),
            }
        }
    }
}

/// How many values a copy of a value counts.
fn weight(value: &Value) -> usize {
    match value {
        Value::String(text) => 1 + text.len() / BYTES,
        Value::Array(values) => 1 + values.iter().map(weight).sum::<usize>(),
        Value::Object(map) => 1 + map.values().map(weight).sum::<usize>(),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn calls_are_read() {
        for (script, expected) in [
            (
                r#"(function(a,b){return {x:a,"y-z":[b,1,-2.5,.5],t:!0,f:!1,n:void 0}}("ن\u002Fم",null));"#,
                json!({"x": "ن/م", "y-z": [null, 1, -2.5, 0.5], "t": true, "f": false, "n": null}),
            ),
            (
                r#"(function(a,b){a.list=[{v:b}];a["k"]='"};';return {state:a,on:new Date(1646128800000)}}({},"ق\"}"));"#,
                json!({"state": {"list": [{"v": "ق\"}"}], "k": "\"};"}, "on": 1646128800000_i64}),
            ),
            ("(function(){return []}())", json!([])),
            (r#"(function(a){return a}("\ud83d\ude00"))"#, json!("😀")),
            (
                "(function(a){a[1]=2;return {a:a,b:Array(3),s:new Set([a])}}([]))",
                json!({"a": [null, 2], "b": 3, "s": [[null, 2]]}),
            ),
        ] {
            assert_eq!(value_of_call(script), Some(expected), "{script}");
        }
    }

    #[test]
    fn other_scripts_are_not() {
        let twice = |count: usize| format!("(function(a){{{}return a}}([1]))", "a[0]=[a,a];".repeat(count));
        for script in [
            "",
            "(function(a){alert(1);return a}(1))",
            "(function(a){return b}(1))",
            "(function(a){return {x:a",
            "(function(",
            "(function(a){return \"\\u12\"}(1))",
            &twice(40),
            &format!("(function(a){{return {}", "[".repeat(100_000)),
        ] {
            assert_eq!(value_of_call(script), None, "{}", script.len());
        }
    }
}
