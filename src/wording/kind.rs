//! What kind of article it is, in the words of people.

/// What a person calls a type of issue or of solution that the archive gives (`kbprb`); `None` for
/// any other word.
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
