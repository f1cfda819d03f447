//! The parts of a form with files.

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, StatusCode, header},
};
use multer::{Multipart, parse_boundary};

use crate::web::{error_response::ErrorResponse, limits::PASTE};

/// The most fields and files of one form.
const MAX_FIELDS: usize = 200;

/// The most bytes of a file's name; longer ones are cut.
const LONGEST_NAME: usize = 200;

/// A field that was filled in.
pub(super) enum Part {
    /// A field with a text.
    Text {
        /// The name of the field.
        name: String,
        /// What was typed or pasted.
        value: String,
    },
    /// A file.
    File {
        /// Its name on the sender's computer.
        name: String,
        /// Its bytes.
        bytes: Bytes,
    },
}

impl Part {
    /// A log that was sent without a form.
    pub(super) fn of_log(bytes: Bytes) -> Self {
        Self::File {
            name: "log".to_owned(),
            bytes,
        }
    }
}

/// The boundary between the fields, if the request says that it has such a form.
pub(super) fn boundary(headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    parse_boundary(kind).ok()
}

/// The fields that are filled in.
///
/// # Errors
///
/// 400 if it is not such a form, or has too many fields.
pub(super) async fn parts(body: Bytes, boundary: String) -> Result<Vec<Part>, ErrorResponse> {
    let body = Body::from(body).into_data_stream();
    let mut form = Multipart::new(body, boundary);
    let broken = |_| ErrorResponse::bad_request("The form arrived incomplete. Send it again.");
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = match field.file_name() {
            Some(file) => file_name(file),
            None => field.name().unwrap_or_default().to_owned(),
        };
        let is_file = field.file_name().is_some();
        let bytes = field.bytes().await.map_err(broken)?;
        if bytes.is_empty() {
            continue;
        }
        if !is_file && bytes.len() > PASTE {
            return Err(ErrorResponse::of_status(StatusCode::PAYLOAD_TOO_LARGE));
        }
        parts.push(match is_file {
            true => Part::File { name, bytes },
            false => Part::Text {
                name,
                value: String::from_utf8_lossy(&bytes).into_owned(),
            },
        });
        if parts.len() > MAX_FIELDS {
            return Err(ErrorResponse::bad_request(
                "A form may have 200 files at most.",
            ));
        }
    }
    Ok(parts)
}

/// The name of a file without the folders that some browsers send along.
fn file_name(sent: &str) -> String {
    let name = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = name.get(..name.floor_char_boundary(LONGEST_NAME));
    name.filter(|name| !name.is_empty())
        .unwrap_or("log")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn fields_are_distinguished() {
        let body = "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nit fails\r\n\
            --x\r\nContent-Disposition: form-data; name=\"log\"; filename=\"C:\\logs\\a.evt\"\r\n\r\nbytes\r\n\
            --x\r\nContent-Disposition: form-data; name=\"log\"; filename=\"\"\r\n\r\n\r\n--x--\r\n";
        let parts = parts(Bytes::from(body), "x".to_owned()).await.unwrap();
        assert_eq!(parts.len(), 2);
        assert!(
            matches!(&parts[0], Part::Text { name, value } if name == "text" && value == "it fails")
        );
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
