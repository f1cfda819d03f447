//! The kinds of articles, in people's words.

/// What people call one of the archive's types of issue or solution (`kbprb`); `None` for any other
/// word.
pub fn kind(word: &str) -> Option<&'static str> {
    Some(match word {
        "kbbug" => "Bug",
        "kbprb" => "Problem",
        "kbhowto" => "How-to",
        "kbinfo" => "Information",
        "kbfix" => "Fixed",
        "kbpending" => "Fix pending",
        "kbnofix" => "Won’t fix",
        _ => return None,
    })
}
