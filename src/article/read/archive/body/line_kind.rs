//! Whether a single line is program text or prose, judged by its words and characters alone.

/// How a line reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    /// Certainly program text or a command.
    Code,
    /// Could be either.
    Unsure,
    /// A sentence, or a part of one.
    Prose,
}

impl LineKind {
    /// The kind of a text that has no spaces at its ends.
    pub(super) fn of(text: &str) -> Self {
        let statement = before_comment(text);
        if statement.len() < text.len() && Self::of_statement(statement) == Self::Code {
            return Self::Code;
        }
        Self::of_statement(text)
    }

    fn of_statement(text: &str) -> Self {
        let mut words = [""; 24];
        let mut count = 0;
        for (place, word) in words.iter_mut().zip(text.split_whitespace()) {
            *place = word;
            count += 1;
        }
        let words = words.get(..count).unwrap_or_default();
        let plain = words.iter().filter(|word| is_plain(word)).count();
        let has_end = text.contains(". ") && !text.contains(['{', '}', '=', ';', '"']);
        let is_sentence = (plain >= 4 && (plain * 2 >= words.len() || has_end))
            || (words.len() >= 4 && ends_sentence(text) && !text.contains(['{', '}', '=', ';']));
        let prints = matches!(words.get(..2), Some(["PRINT" | "INPUT" | "?", said]) if said.starts_with('"'));
        if is_comment(text)
            || prints
            || is_diagnostic(text)
            || !is_sentence && has_punctuation(text)
        {
            return Self::Code;
        }
        if is_sentence {
            return Self::Prose;
        }
        let first = words.first().copied().unwrap_or_default();
        if is_statement(first, words, text) || is_command(first, words) {
            Self::Code
        } else {
            Self::Unsure
        }
    }
}

/// The text before a comment at the end of a line; all of it if there is no comment.
fn before_comment(text: &str) -> &str {
    let bytes = text.as_bytes();
    let opens = |(at, three): (usize, &[u8])| match three {
        b" //" | b" /*" | b"  '" => true,
        b" &&" => bytes.get(at + 3) == Some(&b' '),
        _ => false,
    };
    let first = bytes.windows(3).enumerate().position(opens);
    text.get(..first.unwrap_or(text.len()))
        .unwrap_or(text)
        .trim_end()
}

/// Whether the text ends with a full stop; `.T.` is a value in some languages.
fn ends_sentence(text: &str) -> bool {
    text.ends_with('.') && ![".T.", ".F."].iter().any(|value| text.ends_with(value))
}

/// `oLamp.Load("lamp.xml")`: a call with a string among its arguments.
fn is_call(text: &str) -> bool {
    let Some((name, arguments)) = text.trim_start_matches(['=', '?']).split_once('(') else {
        return false;
    };
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_.".contains(&byte))
        && arguments.ends_with(')')
        && arguments.contains('"')
}

/// A message of a compiler or an assembler: `lamp.c(13) : error C2065: …`.
pub(super) fn is_diagnostic(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let place = words.next().map(|first| first.trim_end_matches(':'));
    let number = place
        .and_then(|place| place.strip_suffix(')')?.rsplit_once('('))
        .filter(|(file, _)| file.contains('.'))
        .map(|(_, number)| number);
    let names_kind = |word: &str| {
        let word = word.trim_end_matches(':');
        ["error", "warning"]
            .iter()
            .any(|kind| kind.eq_ignore_ascii_case(word))
    };
    number.is_some_and(|number| {
        !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b',')
    }) && words.take(4).any(names_kind)
}

pub(super) fn is_comment(text: &str) -> bool {
    ["//", "/*", "*/", "REM ", "&&", "' ", "<!--", "; ", "*!*"]
        .iter()
        .any(|open| text.starts_with(open))
        || (text.starts_with("**") && !text.ends_with("**"))
        || (text.starts_with('\'') && text.matches('\'').count() == 1)
        || text.ends_with("*/")
}

/// A word of a sentence: lower-case letters, perhaps with a comma or the like at its end.
fn is_plain(word: &str) -> bool {
    let word = word
        .trim_end_matches([',', '.', ':', ')'])
        .trim_start_matches('(');
    word.len() >= 2
        && word
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'\'')
        || word == "a"
}

pub(super) fn has_punctuation(text: &str) -> bool {
    const PREPROCESSOR: [&str; 8] = [
        "#include", "#define", "#if", "#endif", "#else", "#pragma", "#undef", "#import",
    ];
    let braces = matches!(text, "{" | "}" | "};" | "})" | "(" | ");")
        || text.starts_with('}')
        || text.ends_with('{');
    let ends = (text.ends_with(';') && text.split_whitespace().count() <= 8)
        || text.ends_with(" _")
        || text.ends_with("()")
        || text.ends_with(");");
    let is_prompt = match text.get(1..3) {
        Some(":\\") => text.contains('>'),
        Some(":>") => text.starts_with(|c: char| c.is_ascii_alphabetic()),
        _ => false,
    };
    // A code in brackets is not the heading of a section in a settings file.
    let bracketed = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let is_section = text.len() <= 40
        && bracketed.is_some_and(|name| {
            name.len() < 4 || !name.bytes().all(|byte| byte.is_ascii_hexdigit())
        });
    let is_tag = text.starts_with('<') && text.ends_with('>') && text.contains(['=', '/', '!']);
    braces
        || ends
        || is_prompt
        || is_section
        || is_tag
        || (text.starts_with('#') && opens_with(text, &PREPROCESSOR))
        || has_operator(text)
        || is_assignment(text)
        || is_call(text)
}

/// Whether the text begins with one of the words, in any letter case.
fn opens_with(text: &str, words: &[&str]) -> bool {
    let head = |word: &&str| text.get(..word.len());
    words
        .iter()
        .any(|word| head(word).is_some_and(|head| head.eq_ignore_ascii_case(word)))
}

/// Whether one of `==`, `->`, `::`, `!=`, `:=`, `+=`, `++`, `</`, `/>`, `%>`, ` && `, ` || `, `\n"`
/// and `();` is in the text. Two bytes identify most of them, so one pass over the text is
/// enough.
fn has_operator(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is = |at: Option<usize>, byte| at.and_then(|at| bytes.get(at)) == Some(&byte);
    bytes.windows(2).enumerate().any(|(at, pair)| match pair {
        b"==" | b"->" | b"::" | b"!=" | b":=" | b"+=" | b"</" | b"/>" | b"%>" => true,
        // `C++` is the name of the language.
        b"++" => !is(at.checked_sub(1), b'C'),
        b"&&" | b"||" => is(at.checked_sub(1), b' ') && is(Some(at + 2), b' '),
        b"\\n" => is(Some(at + 2), b'"'),
        b"()" => is(Some(at + 2), b';'),
        _ => false,
    })
}

/// `x = 11`, `Me.Caption = "a"`, `DEVICE=C:\A.SYS`.
fn is_assignment(text: &str) -> bool {
    let Some((left, right)) = text.split_once('=') else {
        return false;
    };
    let left = left.trim_end();
    let left = ["Let ", "Set ", "Const ", "SET ", "LET ", "CONST "]
        .iter()
        .find_map(|word| left.strip_prefix(word))
        .unwrap_or(left);
    !right.is_empty()
        && left.starts_with(|c: char| c.is_ascii_alphabetic() || "_$@".contains(c))
        && left
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_.$%!#&()[],\"'\\:*->@".contains(c))
}

/// Whether the line begins like a statement in one of the archive's programming languages.
fn is_statement(first: &str, words: &[&str], text: &str) -> bool {
    const UPPER: [&str; 63] = [
        "PRINT",
        "DIM",
        "REDIM",
        "DECLARE",
        "CALL",
        "SELECT",
        "CASE",
        "USE",
        "BROWSE",
        "REPLACE",
        "STORE",
        "DEFINE",
        "ENDIF",
        "ENDDO",
        "ENDPROC",
        "ENDFUNC",
        "ENDCASE",
        "ENDSCAN",
        "ENDFOR",
        "ENDDEFINE",
        "PROCEDURE",
        "FUNCTION",
        "WAIT",
        "RELEASE",
        "RETURN",
        "CLOSE",
        "CLS",
        "ELSE",
        "ELSEIF",
        "NEXT",
        "WEND",
        "LOOP",
        "GOTO",
        "GOSUB",
        "LOCATE",
        "SCREEN",
        "CREATE",
        "INSERT",
        "UPDATE",
        "WHERE",
        "APPEND",
        "SKIP",
        "SCAN",
        "LOCAL",
        "PARAMETERS",
        "KEYBOARD",
        "SUB",
        "CONST",
        "COMMON",
        "DEFINT",
        "OPTION",
        "EXIT",
        "ENDTEXT",
        "CLEAR",
        "IF",
        "FOR",
        "DO",
        "END",
        "SET",
        "ON",
        "OPEN",
        "INPUT",
        "TYPE",
    ];
    const UPPER_ONLY_IN_CODE: [&str; 9] = [
        "ENDIF",
        "ENDDO",
        "ENDPROC",
        "ENDFUNC",
        "ENDCASE",
        "ENDSCAN",
        "ENDFOR",
        "ENDDEFINE",
        "WEND",
    ];
    const MIXED: [&str; 26] = [
        "Private ",
        "Public ",
        "End Sub",
        "End Function",
        "End If",
        "End With",
        "End Select",
        "End Type",
        "Exit Sub",
        "Exit Function",
        "Dim ",
        "ReDim ",
        "Debug.Print ",
        "MsgBox ",
        "Declare ",
        "On Error ",
        "Select Case ",
        "Do While ",
        "Do Until ",
        "Print #",
        "Sub ",
        "Function ",
        "ElseIf ",
        "Option Explicit",
        "Static ",
        "Attribute ",
    ];
    const TYPES: [&str; 24] = [
        "void", "int", "char", "long", "short", "unsigned", "double", "float", "struct", "typedef",
        "static", "extern", "const", "return", "class", "BOOL", "DWORD", "HANDLE", "LPSTR", "HWND",
        "WORD", "LONG", "HRESULT", "case",
    ];
    const ASSEMBLER: [&str; 16] = [
        "mov", "push", "pop", "int", "call", "jmp", "ret", "add", "sub", "cmp", "lea", "xor", "je",
        "jne", "les", "lds",
    ];
    let is_short = words.len() <= 12 && !text.ends_with('.');
    is_short
        && (UPPER.contains(&first)
            || UPPER_ONLY_IN_CODE
                .iter()
                .any(|word| word.eq_ignore_ascii_case(first))
            || (words.len() == 2 && matches!(first, "End" | "Next" | "With" | "Case"))
            || MIXED.iter().any(|open| text.starts_with(open))
            || (TYPES.contains(&first) && text.contains(['(', ';', '{', '*']))
            || (ASSEMBLER.contains(&first)
                && words.len() <= 3
                && (text.contains(',') || words.len() == 2))
            || (text.starts_with("If ") && text.ends_with(" Then"))
            || (text.starts_with("For ") && text.contains('='))
            || matches!(text, "Else" | "Next" | "Loop" | "Wend"))
}

/// `copy a:\*.* c:\lamp`, `cd \lamp`, `net use x: \\lamp\hot`: a command as typed at a prompt.
fn is_command(first: &str, words: &[&str]) -> bool {
    const VERBS: [&str; 16] = [
        "copy", "del", "ren", "attrib", "cd", "cls", "md", "rd", "dir", "xcopy", "type", "format",
        "rename", "expand", "deltree", "erase",
    ];
    const NET: [&str; 8] = [
        "use", "start", "stop", "view", "share", "send", "user", "time",
    ];
    let one_case = first.chars().all(char::is_lowercase) || first.chars().all(char::is_uppercase);
    let is_verb = |verbs: &[&str], word: &str| verbs.iter().any(|v| v.eq_ignore_ascii_case(word));
    let is_argument = |word: &&str| {
        word.contains(['\\', '*', '%']) || word.ends_with(':') || word.starts_with('/')
    };
    let names_place = words.iter().skip(1).any(is_argument);
    let second = words.get(1).copied().unwrap_or_default();
    one_case
        && words.len() <= 8
        && ((is_verb(&VERBS, first) && names_place)
            || (first.eq_ignore_ascii_case("net") && is_verb(&NET, second))
            || (words.len() == 1 && first.eq_ignore_ascii_case("cls")))
}
