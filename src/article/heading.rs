//! What the headings of sections mean, as people write them in English, German, French and Spanish.

use super::Role;

/// Headings in lower case without punctuation, by the role that they give.
const HEADINGS: &[(Role, &[&str])] = &[
    (
        Role::Symptoms,
        &[
            "symptom",
            "symptoms",
            "problem",
            "problems",
            "problem description",
            "problem statement",
            "issue",
            "issues",
            "issue description",
            "error",
            "errors",
            "error message",
            "error messages",
            "impact",
            "user impact",
            "what happens",
            "what you see",
            "observed behavior",
            "observed behaviour",
            "symptome",
            "fehler",
            "fehlermeldung",
            "fehlermeldungen",
            "fehlerbild",
            "fehlerbeschreibung",
            "probleme",
            "problembeschreibung",
            "auswirkung",
            "auswirkungen",
            "symptôme",
            "symptômes",
            "symptomes",
            "problème",
            "problèmes",
            "probleme rencontré",
            "description du problème",
            "erreur",
            "erreurs",
            "message d erreur",
            "messages d erreur",
            "incidence",
            "conséquences",
            "síntoma",
            "síntomas",
            "sintomas",
            "problema",
            "problemas",
            "descripción del problema",
            "mensaje de error",
            "mensajes de error",
            "impacto",
        ],
    ),
    (
        Role::Cause,
        &[
            "cause",
            "causes",
            "root cause",
            "root causes",
            "possible cause",
            "possible causes",
            "probable cause",
            "likely cause",
            "reason",
            "reasons",
            "why this happens",
            "why this issue occurs",
            "why this problem occurs",
            "why it happens",
            "why does this happen",
            "ursache",
            "ursachen",
            "mögliche ursache",
            "mögliche ursachen",
            "grund",
            "gründe",
            "cause possible",
            "causes possibles",
            "origine du problème",
            "raison",
            "raisons",
            "causa",
            "causas",
            "causa raíz",
            "posible causa",
            "posibles causas",
            "motivo",
            "motivos",
        ],
    ),
    (
        Role::Resolution,
        &[
            "resolution",
            "resolutions",
            "resolution steps",
            "resolution procedure",
            "solution",
            "solutions",
            "fix",
            "fixes",
            "mitigation",
            "mitigating",
            "quick resolution",
            "quick fix",
            "mitigations",
            "remediation",
            "remedy",
            "remedies",
            "corrective action",
            "corrective actions",
            "recommended action",
            "recommended actions",
            "steps",
            "steps to fix",
            "steps to resolve",
            "steps to follow",
            "procedure",
            "instructions",
            "step by step",
            "answer",
            "recovery",
            "recovery steps",
            "repair",
            "lösung",
            "lösungen",
            "loesung",
            "lösungsweg",
            "lösungsvorschlag",
            "problemlösung",
            "behebung",
            "fehlerbehebung",
            "abhilfe",
            "abhilfemaßnahmen",
            "maßnahmen",
            "vorgehen",
            "vorgehensweise",
            "schritte",
            "anleitung",
            "anweisungen",
            "auflösung",
            "antwort",
            "schritt für schritt",
            "résolution",
            "solution proposée",
            "correctif",
            "correction",
            "procédure",
            "étapes",
            "étapes de résolution",
            "marche à suivre",
            "réponse",
            "atténuation",
            "solución",
            "solucion",
            "soluciones",
            "resolución",
            "resolucion",
            "corrección",
            "procedimiento",
            "pasos",
            "pasos a seguir",
            "pasos de resolución",
            "instrucciones",
            "respuesta",
            "mitigación",
        ],
    ),
    (
        Role::Workaround,
        &[
            "workaround",
            "workarounds",
            "temporary workaround",
            "temporary fix",
            "temporary solution",
            "alternative solution",
            "umgehung",
            "umgehungslösung",
            "problemumgehung",
            "problemumgehungen",
            "übergangslösung",
            "zwischenlösung",
            "behelfslösung",
            "contournement",
            "solution de contournement",
            "solutions de contournement",
            "solution temporaire",
            "solución alternativa",
            "soluciones alternativas",
            "solución temporal",
            "solución provisional",
        ],
    ),
    (
        Role::Status,
        &["status", "stand", "état", "statut", "estado"],
    ),
    (
        Role::Summary,
        &[
            "summary",
            "tl dr",
            "tldr",
            "abstract",
            "in short",
            "meaning",
            "alert description",
            "overview",
            "zusammenfassung",
            "kurzfassung",
            "übersicht",
            "überblick",
            "bedeutung",
            "résumé",
            "aperçu",
            "vue d ensemble",
            "signification",
            "resumen",
            "información general",
            "visión general",
            "significado",
        ],
    ),
    (
        Role::MoreInformation,
        &[
            "more information",
            "more info",
            "additional information",
            "additional info",
            "further information",
            "further info",
            "additional notes",
            "more details",
            "additional details",
            "details",
            "notes",
            "weitere informationen",
            "weiterführende informationen",
            "zusätzliche informationen",
            "mehr informationen",
            "hinweise",
            "anmerkungen",
            "weitere hinweise",
            "plus d informations",
            "informations complémentaires",
            "informations supplémentaires",
            "pour en savoir plus",
            "remarques",
            "détails",
            "más información",
            "mas información",
            "información adicional",
            "notas",
            "detalles",
        ],
    ),
    (
        Role::References,
        &[
            "reference",
            "references",
            "see also",
            "related",
            "related articles",
            "related article",
            "related alerts",
            "related links",
            "related information",
            "related content",
            "related topics",
            "links",
            "next step",
            "next steps",
            "further reading",
            "additional resources",
            "external links",
            "sources",
            "referenz",
            "referenzen",
            "verweise",
            "siehe auch",
            "weiterführende links",
            "verwandte artikel",
            "verwandte themen",
            "verwandte inhalte",
            "verwandte links",
            "nächster schritt",
            "nächste schritte",
            "quellen",
            "référence",
            "références",
            "voir aussi",
            "voir également",
            "articles associés",
            "articles connexes",
            "contenu connexe",
            "liens",
            "liens utiles",
            "étapes suivantes",
            "prochaines étapes",
            "referencia",
            "referencias",
            "ver también",
            "vea también",
            "consulte también",
            "artículos relacionados",
            "contenido relacionado",
            "enlaces",
            "enlaces relacionados",
            "pasos siguientes",
            "próximos pasos",
        ],
    ),
];

/// With a number, one of these names one of several ways or steps to the fix (`Method 1: Restart
/// it`).
const WAYS: &[&str] = &[
    "method",
    "option",
    "approach",
    "step",
    "methode",
    "möglichkeit",
    "schritt",
    "variante",
    "méthode",
    "étape",
    "método",
    "opción",
    "paso",
];

/// Questions about what to do, and announcements of it.
const FIX_PHRASES: &[&str] = &[
    "how do i fix",
    "how do i resolve",
    "how do i solve",
    "how can i fix",
    "how can i resolve",
    "how can i solve",
    "how to fix",
    "how to resolve",
    "how to solve",
    "how to mitigate",
    "how to remediate",
    "what to do",
    "what can i do",
    "what should i do",
    "what can you do",
    "what you can do",
    "so beheben sie",
    "so lösen sie",
    "wie behebe ich",
    "wie löse ich",
    "was ist zu tun",
    "was kann ich tun",
    "comment résoudre",
    "comment corriger",
    "comment réparer",
    "que faire",
    "cómo solucionar",
    "cómo resolver",
    "cómo corregir",
    "qué hacer",
];

/// Beginnings of questions about the cause.
const CAUSE_PHRASES: &[&str] = &[
    "why did i get",
    "why am i getting",
    "why did this happen",
    "why is this happening",
    "why does this happen",
    "warum tritt",
    "warum passiert",
    "pourquoi cela",
    "por qué ocurre",
    "por qué sucede",
];

/// Words between what a section is and what it is about (`Resolution for mailboxes`).
const CONNECTORS: &[&str] = &[
    "for", "of", "to", "in", "on", "when", "if", "with", "für", "von", "bei", "der", "des", "im",
    "pour", "de", "du", "des", "para", "del", "en",
];

/// Words that join two parts (`Cause and resolution`).
const CONJUNCTIONS: &[&str] = &["and", "or", "und", "oder", "et", "ou", "y", "o"];

/// Anything longer is a sentence rather than a heading.
const LONGEST: usize = 160;

impl Role {
    /// The role that a heading names, whatever its letter case, and even with a number, an emoji, a
    /// colon or a subject (`3. Solution`, `Workaround 1 – Outlook`, `Resolution for mailboxes`).
    pub fn of_heading(heading: &str) -> Self {
        if heading.len() > LONGEST {
            return Self::Other;
        }
        let lower = heading.to_lowercase().replace(['\u{2019}', '\''], " ");
        let bare = without_number(&lower);
        // A way to reproduce a problem is no way to fix it.
        if words(bare).any(|word| {
            ["reproduc", "reproduz", "nachstell"]
                .iter()
                .any(|of| word.starts_with(of))
        }) {
            return Self::Other;
        }
        named(bare)
            .or_else(|| numbered_way(bare))
            .or_else(|| before_subject(bare))
            .or_else(|| joined(bare))
            .or_else(|| phrase(bare))
            .unwrap_or(Self::Other)
    }
}

fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty())
}

fn joined_words<'w>(words: impl Iterator<Item = &'w str>) -> String {
    words.collect::<Vec<_>>().join(" ")
}

/// The text after `3.`, `2.1`, `a)` or an emoji.
fn without_number(text: &str) -> &str {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.');
    let (number, rest) = text.split_at(end.unwrap_or(text.len()));
    if !number.is_empty() {
        return rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    }
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(letter), Some(')')) if letter.is_ascii_alphabetic() => chars.as_str().trim_start(),
        _ => text,
    }
}

/// The role of a heading that says nothing else, except perhaps a number at its end.
fn named(text: &str) -> Option<Role> {
    let said = joined_words(words(text));
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let bare = match words(text).next_back() {
        Some(last) if is_number(last) => said.strip_suffix(last).unwrap_or(&said).trim_end(),
        _ => &said,
    };
    let has = |names: &&[&str]| names.contains(&bare);
    let known = HEADINGS.iter().find(|(_, names)| has(names));
    known.map(|(role, _)| *role)
}

/// `Method 1: …`, `Step 2`
fn numbered_way(text: &str) -> Option<Role> {
    let mut words = words(text);
    let (way, number) = (words.next()?, words.next()?);
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && WAYS.contains(&way)).then_some(Role::Resolution)
}

/// `Workaround 1 – Outlook`, `Error: it fails`, `Resolution for mailboxes`
fn before_subject(text: &str) -> Option<Role> {
    let ends = [":", " - ", " \u{2013} ", " \u{2014} ", "("].map(|mark| text.find(mark));
    if let Some(end) = ends.into_iter().flatten().min() {
        let before = text.get(..end).unwrap_or_default();
        if let Some(role) = named(before).or_else(|| joined(before)) {
            return Some(role);
        }
    }
    let all: Vec<&str> = words(text).collect();
    let at = all.iter().position(|word| CONNECTORS.contains(word))?;
    let role = named(&joined_words(all.iter().copied().take(at)))?;
    // `Steps to …` and `Errors in …` may be about anything.
    let first = all.first().copied().unwrap_or_default();
    let says_so = match role {
        Role::Resolution => ![
            "steps",
            "procedure",
            "instructions",
            "answer",
            "schritte",
            "pasos",
            "étapes",
        ]
        .contains(&first),
        Role::Workaround | Role::Cause => true,
        Role::Symptoms => first.starts_with("sympt") || first.starts_with("síntoma"),
        _ => false,
    };
    says_so.then_some(role)
}

/// `Solution/Workaround`, `Cause and resolution`: the role of a fix takes precedence.
fn joined(text: &str) -> Option<Role> {
    let mut parts = vec![String::new()];
    let spaced = text.replace(['/', '&', ',', '+'], " \u{0} ");
    for word in spaced.split_whitespace() {
        if word == "\u{0}" || CONJUNCTIONS.contains(&word) {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push_str(word);
            part.push(' ');
        }
    }
    parts.retain(|part| !part.is_empty());
    if parts.len() < 2 {
        return None;
    }
    let roles: Vec<Option<Role>> = parts.iter().map(|part| named(part)).collect();
    let fixes = [Role::Resolution, Role::Workaround].map(Some);
    // `Diagnosis and mitigation` contains the fix, too; a longer sentence may be about anything.
    let is_short = words(text).count() <= 4;
    let fix = fixes
        .into_iter()
        .find(|fix| is_short && roles.contains(fix));
    fix.or_else(|| {
        roles
            .iter()
            .all(Option::is_some)
            .then(|| roles.first().copied())?
    })?
}

fn phrase(text: &str) -> Option<Role> {
    let said = joined_words(words(text));
    if FIX_PHRASES.iter().any(|phrase| said.contains(phrase)) {
        return Some(Role::Resolution);
    }
    let begins = CAUSE_PHRASES.iter().any(|phrase| said.starts_with(phrase));
    begins.then_some(Role::Cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_mean_what_a_reader_expects() {
        use Role::{
            Cause, MoreInformation, Other, References, Resolution, Status, Summary, Symptoms,
            Workaround,
        };
        for (role, headings) in [
            (
                Symptoms,
                "SYMPTOMS|Symptom 2|Problem|Issue:|Error message|Impact|⚠️ Problem|Error: disk full|Fehlermeldung|\
              Symptômes|Message d’erreur|Síntomas|Problem description|Symptoms of a full disk",
            ),
            (
                Cause,
                "Cause|Root cause|Cause 1|Ursache|Mögliche Ursachen|Causas|Reason|Why did I get this bounce message?|\
              Cause of the error|1.2 Cause",
            ),
            (
                Resolution,
                "Resolution|Resolutions|Solution|3. Solution|Solution 2|🔧 Fix|Mitigation|Remediation|Steps|Procedure|\
              Resolution steps|How to fix|How do I fix it?|I got this message. How do I fix it?|Method 1|Method 2: Restart it|\
              Option 3 – Use another|Step 1|Resolution for mailboxes|Resolution for Cause 2|Solution/Workaround|\
              Cause and resolution|Diagnosis and mitigation|Lösung|LÖSUNG:|Lösung für Outlook|Abhilfe|Vorgehensweise|So beheben Sie den Fehler|\
              Résolution|Solución|Cómo solucionar el problema|a) Solution|What to do|Solution (Windows)",
            ),
            (
                Workaround,
                "Workaround|Workaround 1 – Outlook|Workaround - Method 2|Problemumgehung|\
              Solution de contournement|Solución alternativa|Temporary fix",
            ),
            (Status, "Status|STATUS|Stand"),
            (
                Summary,
                "Summary|Meaning|TL;DR|Zusammenfassung|Résumé|Resumen",
            ),
            (
                MoreInformation,
                "More information|MORE INFORMATION|Additional notes|Weitere Informationen|Más información",
            ),
            (
                References,
                "See also|References|Related articles|Next steps|Siehe auch|Voir aussi|Nächste Schritte|References:",
            ),
            (
                Other,
                "|***|Steps to reproduce|Schritte zum Reproduzieren|Diagnosis|Verify|Environment|Prerequisites|Applies to|\
              Problem with the printer|Errors in the log|Status of services|Steps to collect logs|Method|Optional|Fixed assets|\
              Configuration|2024|Method of payment",
            ),
        ] {
            for heading in headings.split('|') {
                assert_eq!(Role::of_heading(heading.trim_start()), role, "{heading}");
            }
        }
    }

    #[test]
    fn each_heading_has_one_role_and_the_archives_keep_theirs() {
        let all: Vec<(&str, Role)> = HEADINGS
            .iter()
            .flat_map(|(role, names)| names.iter().map(|name| (*name, *role)))
            .collect();
        for (name, role) in &all {
            assert_eq!(Role::of_heading(name), *role, "{name}");
            assert_eq!(joined_words(words(&name.to_lowercase())), *name);
            let archive = Role::of_archive_heading(name);
            assert!(archive == Role::Other || archive == *role, "{name}");
        }
    }
}
