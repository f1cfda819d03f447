//! Names of icons and emoji between colons: `:material-download:`, `:warning:`.

/// Icon sets, whose pictures say nothing that the words beside them don't.
const SETS: [&str; 12] = [
    "material-",
    "octicons-",
    "fontawesome-",
    "simple-",
    "heroicons-",
    "lucide-",
    "mdi-",
    "fa-",
    "fas-",
    "fab-",
    "bi-",
    "tabler-",
];

const EMOJI: [(&str, &str); 76] = [
    ("+1", "👍"),
    ("-1", "👎"),
    ("100", "💯"),
    ("alarm_clock", "⏰"),
    ("arrow_down", "⬇️"),
    ("arrow_left", "⬅️"),
    ("arrow_right", "➡️"),
    ("arrow_up", "⬆️"),
    ("art", "🎨"),
    ("ballot_box_with_check", "☑️"),
    ("bell", "🔔"),
    ("book", "📖"),
    ("books", "📚"),
    ("boom", "💥"),
    ("bug", "🐛"),
    ("bulb", "💡"),
    ("calendar", "📅"),
    ("chart_with_upwards_trend", "📈"),
    ("clipboard", "📋"),
    ("computer", "💻"),
    ("construction", "🚧"),
    ("email", "📧"),
    ("exclamation", "❗"),
    ("eyes", "👀"),
    ("file_folder", "📁"),
    ("fire", "🔥"),
    ("gear", "⚙️"),
    ("green_circle", "🟢"),
    ("hammer", "🔨"),
    ("hammer_and_wrench", "🛠️"),
    ("heart", "❤️"),
    ("heavy_check_mark", "✔️"),
    ("heavy_exclamation_mark", "❗"),
    ("heavy_multiplication_x", "✖️"),
    ("hourglass", "⌛"),
    ("information_source", "ℹ️"),
    ("key", "🔑"),
    ("keyboard", "⌨️"),
    ("link", "🔗"),
    ("lock", "🔒"),
    ("loudspeaker", "📢"),
    ("mag", "🔍"),
    ("mega", "📣"),
    ("memo", "📝"),
    ("negative_squared_cross_mark", "❎"),
    ("new", "🆕"),
    ("no_entry", "⛔"),
    ("no_entry_sign", "🚫"),
    ("package", "📦"),
    ("paperclip", "📎"),
    ("pencil", "📝"),
    ("pencil2", "✏️"),
    ("phone", "☎️"),
    ("point_right", "👉"),
    ("printer", "🖨️"),
    ("pushpin", "📌"),
    ("question", "❓"),
    ("red_circle", "🔴"),
    ("rocket", "🚀"),
    ("rotating_light", "🚨"),
    ("scroll", "📜"),
    ("shield", "🛡️"),
    ("smile", "😄"),
    ("sparkles", "✨"),
    ("star", "⭐"),
    ("stop_sign", "🛑"),
    ("tada", "🎉"),
    ("thumbsup", "👍"),
    ("unlock", "🔓"),
    ("warning", "⚠️"),
    ("white_check_mark", "✅"),
    ("wrench", "🔧"),
    ("x", "❌"),
    ("yellow_circle", "🟡"),
    ("zap", "⚡"),
    ("zzz", "💤"),
];

/// The longest name.
const NAME_LIMIT: usize = 60;

/// The icon at the beginning of `rest`: its length, and what to show instead.
pub fn icon(rest: &str) -> Option<(usize, &'static str)> {
    let inside = rest.strip_prefix(':')?;
    let is_name = |byte: &u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-' | b'+')
    };
    let length = inside.bytes().take(NAME_LIMIT).take_while(is_name).count();
    let name = inside.get(..length)?;
    let after = inside.get(length..)?.strip_prefix(':')?;
    if name.is_empty() || after.starts_with(|c: char| c.is_alphanumeric() || c == ':') {
        return None;
    }
    let set = SETS.iter().find_map(|set| name.strip_prefix(set));
    if set.is_some_and(|icon| !icon.is_empty()) {
        return Some((length + 2, ""));
    }
    let found = EMOJI.binary_search_by(|(own, _)| own.cmp(&name)).ok()?;
    EMOJI.get(found).map(|(_, emoji)| (length + 2, *emoji))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_icons_are_found() {
        assert!(EMOJI.is_sorted());
        for (text, expect) in [
            (":warning: x", Some((9, "⚠️"))),
            (":+1:", Some((4, "👍"))),
            (":material-file-download:", Some((24, ""))),
            (":53:", None),
            (":unknown:", None),
            (":warning", None),
            (":warning:x", None),
            ("::", None),
        ] {
            assert_eq!(icon(text), expect, "{text}");
        }
    }
}
