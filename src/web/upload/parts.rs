//! The parts of a form with files.

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, header},
};
use multer::{Constraints, Multipart, SizeLimit, parse_boundary};

use crate::web::{fault::Fault, limits::PASTE};

/// Files of one form.
const MOST_FILES: usize = 100;

/// The name of a file is cut here, in bytes.
const LONGEST_NAME: usize = 200;

/// The field for text; all others are files.
const TEXT: &str = "text";

/// A field that was filled in.
pub(super) enum Part {
    /// The pasted text.
    Text(String),
    /// A file.
    File {
        /// Its name on the computer that it comes from.
        name: String,
        /// Its bytes.
        bytes: Bytes,
    },
}

impl Part {
    /// A log that came without a form.
    pub(super) fn of_log(bytes: Bytes) -> Self {
        Self::File {
            name: "log".to_owned(),
            bytes,
        }
    }
}

/// What divides the fields, where a request says that it is such a form.
pub(super) fn boundary(headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    parse_boundary(kind).ok()
}

/// The fields that are filled in.
///
/// # Errors
///
/// 400 for what is no such form, or has too many fields.
pub(super) async fn parts(body: Bytes, boundary: String) -> Result<Vec<Part>, Fault> {
    let text = SizeLimit::new().for_field(TEXT, PASTE as u64);
    let constraints = Constraints::new().size_limit(text);
    let body = Body::from(body).into_data_stream();
    let mut form = Multipart::with_constraints(body, boundary, constraints);
    let broken = |_| Fault::bad_request("The form arrived incomplete. Send it again.");
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let is_text = field.name() == Some(TEXT) && field.file_name().is_none();
        let name = field.file_name().unwrap_or_default();
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let name = name.get(..name.floor_char_boundary(LONGEST_NAME));
        let name = name.filter(|name| !name.is_empty()).unwrap_or("log");
        let name = name.to_owned();
        let bytes = field.bytes().await.map_err(broken)?;
        if bytes.is_empty() {
            continue;
        }
        parts.push(match is_text {
            true => Part::Text(String::from_utf8_lossy(&bytes).into_owned()),
            false => Part::File { name, bytes },
        });
        if parts.len() > MOST_FILES {
            return Err(Fault::bad_request("A form may have 100 files at most."));
        }
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn fields_are_told_apart() {
        let body = "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nit fails\r\n\
            --x\r\nContent-Disposition: form-data; name=\"log\"; filename=\"C:\\logs\\a.evt\"\r\n\r\nbytes\r\n\
            --x\r\nContent-Disposition: form-data; name=\"log\"; filename=\"\"\r\n\r\n\r\n--x--\r\n";
        let parts = parts(Bytes::from(body), "x".to_owned()).await.unwrap();
        assert_eq!(parts.len(), 2);
        assert!(matches!(&parts[0], Part::Text(text) if text == "it fails"));
        assert!(
            matches!(&parts[1], Part::File { name, bytes } if name == "a.evt" && bytes == "bytes")
        );
    }

    #[tokio::test]
    async fn broken_forms_are_refused() {
        for body in [
            "",
            "--x",
            "--x\r\nContent-Disposition: form-data; name=\"log\"\r\n\r\nrest",
        ] {
            assert!(
                parts(Bytes::from(body), "x".to_owned()).await.is_err(),
                "{body}"
            );
        }
    }
}
