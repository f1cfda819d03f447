//! Security identifiers: the account that an event was logged for.

use std::fmt::Write;

/// The most parts after the authority.
const MAX_PARTS: usize = 15;

/// The text of a security identifier (`S-1-5-18`); `None` if the bytes are not one.
pub(super) fn text(bytes: &[u8]) -> Option<String> {
    let (head, rest) = bytes.split_first_chunk::<8>()?;
    let [revision, parts, authority @ ..] = head;
    let parts = usize::from(*parts);
    if parts > MAX_PARTS {
        return None;
    }
    let authority = authority
        .iter()
        .fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    let mut text = format!("S-{revision}-{authority}");
    let (parts, _) = rest.get(..4 * parts)?.as_chunks::<4>();
    for part in parts {
        let _ = write!(text, "-{}", u32::from_le_bytes(*part));
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_read() {
        let administrators = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0];
        for (bytes, expect) in [
            (&administrators[..], Some("S-1-5-32-544")),
            (&[1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0], Some("S-1-5-18")),
            (&[1, 1, 0, 0, 0, 0, 0, 5], None),
            (&[1, 16, 0, 0, 0, 0, 0, 5], None),
            (&[], None),
        ] {
            assert_eq!(text(bytes).as_deref(), expect);
        }
    }
}
