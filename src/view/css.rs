//! Making stylesheets small while compiling: they are part of the first download.

/// How many bytes are left of it.
pub(super) const fn length(css: &str) -> usize {
    squeeze(css.as_bytes(), &mut [])
}

/// Without comments and without the space that means nothing. `N` is its [`length`].
pub(super) const fn squeezed<const N: usize>(css: &str) -> [u8; N] {
    let mut out = [0; N];
    squeeze(css.as_bytes(), &mut out);
    out
}

/// Writes as much as there is room for, and tells how much there is.
const fn squeeze(css: &[u8], out: &mut [u8]) -> usize {
    let (mut at, mut len, mut last, mut space) = (0, 0, b'{', false);
    let mut quote = 0;
    while at < css.len() {
        let byte = css[at];
        at += 1;
        if quote == 0 && byte == b'/' && at < css.len() && css[at] == b'*' {
            at += 1;
            while !(css[at] == b'*' && css[at + 1] == b'/') {
                at += 1;
            }
            at += 2;
            space = true;
        } else if quote == 0 && byte.is_ascii_whitespace() {
            space = true;
        } else {
            // Before a colon it is left: there it may stand between an element and what is in it.
            if space
                && !matches!(last, b'{' | b'}' | b':' | b';' | b',')
                && !matches!(byte, b'{' | b'}' | b';')
            {
                len = put(out, len, b' ');
            }
            space = false;
            if byte == quote {
                quote = 0;
            } else if quote == 0 && matches!(byte, b'"' | b'\'') {
                quote = byte;
            }
            len = put(out, len, byte);
            last = byte;
        }
    }
    len
}

const fn put(out: &mut [u8], len: usize, byte: u8) -> usize {
    if len < out.len() {
        out[len] = byte;
    }
    len + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn what_means_something_stays() {
        for (css, squeezed) in [
            ("a  {\n  color: red;\n}\n", "a{color:red;}"),
            ("/* a\u{2014}b */ a :is(b, c) > d { x: y }", "a :is(b,c) > d{x:y}"),
            ("a { b: calc(1px + 2px) } /**/ c{}", "a{b:calc(1px + 2px)}c{}"),
            ("a { content: \" ; } \"; }", "a{content:\" ; } \";}"),
            (
                "@media (a: b) and (c) { d { e: f } }",
                "@media (a:b) and (c){d{e:f}}",
            ),
        ] {
            let mut out = vec![0; length(css)];
            squeeze(css.as_bytes(), &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), squeezed);
        }
    }
}
