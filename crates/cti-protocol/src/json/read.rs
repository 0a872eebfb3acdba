use super::decimal;
use serde_json::{Map, Number, Value};

/// How deep a text may be, whatever its bounds: reading it takes stack.
pub(crate) const DEEPEST: usize = 126;

/// Where a text stops being JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in bytes.
    pub column: usize,
}

/// What may be in a text, asked while it is read.
pub(crate) trait Bounds {
    /// Whether there may be another value.
    fn another(&self) -> bool;
    /// Whether something may be inside something at this depth.
    fn deeper(&self, depth: usize) -> bool;
}

/// Reads a JSON text, deep enough for anything that is no attack.
///
/// # Errors
/// Where it is no JSON. Of a key that stands twice in an object the last value counts.
pub fn read(text: &str) -> Result<Value, Fault> {
    run(text, None)
}

/// Reads a JSON text from a stranger. Of a key that stands twice the last value counts, as in browsers; those before it
/// are kept beside it.
pub(crate) fn read_within(text: &str, bounds: &dyn Bounds) -> Result<Value, Fault> {
    run(text, Some(bounds))
}

fn run(text: &str, bounds: Option<&dyn Bounds>) -> Result<Value, Fault> {
    let mut reader = Reader { text, at: 0, bounds };
    let value = reader.value(0);
    reader.blank();
    match value {
        Some(value) if reader.at == text.len() => Ok(value),
        _ => Err(reader.fault()),
    }
}

/// Takes time in proportion to the text, whatever a stranger puts into it: it never goes back, each token is copied once,
/// and each key is looked up a few times.
struct Reader<'a> {
    text: &'a str,
    /// The byte that is looked at. It stays where reading failed.
    at: usize,
    bounds: Option<&'a dyn Bounds>,
}

impl Reader<'_> {
    fn fault(&self) -> Fault {
        let end = self.text.len().min(self.at + 1);
        let before = &self.text.as_bytes()[..end];
        let start = before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |place| place + 1);
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        Fault {
            line,
            column: end - start,
        }
    }

    fn peek(&self) -> Option<u8> {
        #[cfg(test)]
        super::tests::effort::looked();
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self, some: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&some) {
            self.at += 1;
        }
    }

    fn blank(&mut self) {
        self.skip(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    }

    /// Goes past this byte if it stands here.
    fn eat(&mut self, byte: u8) -> bool {
        let here = self.peek() == Some(byte);
        self.at += usize::from(here);
        here
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        word.bytes().all(|byte| self.eat(byte)).then_some(value)
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        if self.bounds.is_some_and(|bounds| !bounds.another()) {
            return None;
        }
        self.blank();
        match self.peek()? {
            b'{' | b'[' if !self.bounds.map_or(depth < DEEPEST, |bounds| bounds.deeper(depth)) => None,
            b'{' => self.object(depth + 1),
            b'[' => self.list(depth + 1),
            b'"' => self.string().map(Value::String),
            b'n' => self.word("null", Value::Null),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            _ => self.number().map(Value::Number),
        }
    }

    /// Past a comma, or else at the end of a list or an object; `None` where neither stands.
    fn more(&mut self, end: u8, first: bool) -> Option<bool> {
        self.blank();
        if self.eat(end) {
            return Some(false);
        }
        let goes_on = first || self.eat(b',');
        self.blank();
        goes_on.then_some(true)
    }

    fn list(&mut self, depth: usize) -> Option<Value> {
        self.at += 1;
        let mut list = Vec::new();
        while self.more(b']', list.is_empty())? {
            list.push(self.value(depth)?);
        }
        Some(Value::Array(list))
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        self.at += 1;
        let mut map = Map::new();
        let mut repeated: Map<String, Value> = Map::new();
        while self.more(b'}', map.is_empty())? {
            let key = self.string()?;
            self.blank();
            if !self.eat(b':') {
                return None;
            }
            let value = self.value(depth)?;
            if let Some(earlier) = map.insert(key.clone(), value)
                && self.bounds.is_some()
            {
                let list = repeated.entry(key).or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(list) = list {
                    list.push(earlier);
                }
            }
        }
        for (mut key, mut earlier) in repeated {
            // Two marks at most: looking for a free key among many that are made to be in the way would take its time.
            key.push('#');
            if map.contains_key(&key) {
                key.push('#');
            }
            if let (Some(there), Value::Array(list)) = (map.get_mut(&key), &mut earlier) {
                list.push(there.take());
            }
            map.insert(key, earlier);
        }
        Some(Value::Object(map))
    }

    fn string(&mut self) -> Option<String> {
        if !self.eat(b'"') {
            return None;
        }
        let mut out = String::new();
        loop {
            let from = self.at;
            self.skip(|byte| byte >= b' ' && byte != b'"' && byte != b'\\');
            out.push_str(self.text.get(from..self.at)?);
            if self.eat(b'"') {
                return Some(out);
            }
            // The end, or a control character.
            if !self.eat(b'\\') {
                return None;
            }
            out.push(self.escaped()?);
        }
    }

    fn escaped(&mut self) -> Option<char> {
        let c = match self.peek()? {
            b'b' => '\x08',
            b'f' => '\x0c',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.coded(),
            byte @ (b'"' | b'\\' | b'/') => char::from(byte),
            _ => return None,
        };
        self.at += 1;
        Some(c)
    }

    fn coded(&mut self) -> Option<char> {
        let mut code = self.unit()?;
        if (0xD800..0xDC00).contains(&code) {
            if !self.eat(b'\\') {
                return None;
            }
            let low = self.unit()?.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
            code = 0x10000 + ((code - 0xD800) << 10 | low);
        }
        char::from_u32(code)
    }

    fn unit(&mut self) -> Option<u32> {
        if !self.eat(b'u') {
            return None;
        }
        let mut code = 0;
        for _ in 0..4 {
            code = code << 4 | char::from(self.peek()?).to_digit(16)?;
            self.at += 1;
        }
        Some(code)
    }

    /// At least one digit.
    fn digits(&mut self) -> bool {
        let from = self.at;
        self.skip(|byte| byte.is_ascii_digit());
        self.at > from
    }

    fn number(&mut self) -> Option<Number> {
        let from = self.at;
        self.eat(b'-');
        if !self.eat(b'0') && !self.digits() {
            return None;
        }
        let mut whole = true;
        if self.eat(b'.') {
            whole = false;
            if !self.digits() {
                return None;
            }
        }
        if self.eat(b'e') || self.eat(b'E') {
            whole = false;
            let _ = self.eat(b'+') || self.eat(b'-');
            if !self.digits() {
                return None;
            }
        }
        number(self.text.get(from..self.at)?, whole)
    }
}

/// Reads a number that stands alone.
pub(crate) fn read_number(text: &str) -> Option<Number> {
    match read(text) {
        Ok(Value::Number(number)) => Some(number),
        _ => None,
    }
}

/// The number that these digits write. What no integer holds is a float, as it is to browsers.
fn number(text: &str, whole: bool) -> Option<Number> {
    if whole && let Ok(number) = text.parse::<u64>() {
        return Some(number.into());
    }
    if whole && let Some(number) = text.parse::<i64>().ok().filter(|number| *number != 0) {
        return Some(number.into());
    }
    Number::from_f64(decimal(text)?)
}
