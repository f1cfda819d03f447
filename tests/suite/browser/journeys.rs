//! What people come for most often, each counted in inputs: a text, a key or a click is one.

use fantoccini::key::Key;
use serde_json::json;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::{super::site::Site, Desk, SCREENS, desk::at_store};

#[derive(Debug, Clone, Copy)]
enum Input {
    Type(&'static str),
    Paste(&'static str),
    Enter,
    CtrlEnter,
    Click(&'static str),
    /// A colleague opens the address that was copied.
    OpenCopied,
}
use Input::{Click, CtrlEnter, Enter, OpenCopied, Paste, Type};

#[derive(Debug, Clone, Copy)]
enum Portal {
    Builtin,
    /// With an article about attachments beside the built-in ones.
    Folder,
    /// Reports go to a page elsewhere.
    Feedback,
    Desk,
}

struct Journey {
    portal: Portal,
    /// Pages that were opened before; the last one is where the journey begins.
    at: &'static [&'static str],
    inputs: &'static [Input],
    /// What the address begins with in the end, and what must be in sight.
    ends: (&'static str, &'static str),
    /// How many inputs it may take.
    most: usize,
}

const EVENT: &str = "Event Type: Error\nEvent Source: MSExchangeCCMC\nEvent ID: 68\nDescription:\n\
    Lotus cc:Mail EXPORT to file CCMDIR.EXP returned result code 1.";

const JOURNEYS: [Journey; 11] = [
    // Event 68, from cold to the copied note.
    Journey {
        portal: Portal::Builtin,
        at: &["/"],
        inputs: &[
            Type("event 68"),
            Enter,
            Click(".answer .guide-link a"),
            Click("button[name=eight_five][value=no]"),
            Click("button[name=post_office][value=db6]"),
            Click("input[name=import_exe]"),
            Type("6.0"),
            Enter,
            Click(".ticket-note [data-copy]"),
        ],
        ends: ("/guides/ccmail-connector", ".copied:not(:empty)"),
        most: 9,
    },
    // The number of an article is known.
    Journey {
        portal: Portal::Builtin,
        at: &["/"],
        inputs: &[Type("Q168465"), Enter],
        ends: ("/kb/Q168465", "#resolution"),
        most: 2,
    },
    // An event is pasted.
    Journey {
        portal: Portal::Builtin,
        at: &["/"],
        inputs: &[Paste(EVENT), CtrlEnter, Click(".finding .hit a")],
        ends: ("/kb/Q168465", "h1"),
        most: 3,
    },
    // The article of yesterday.
    Journey {
        portal: Portal::Builtin,
        at: &["/kb/Q168465", "/"],
        inputs: &[Click(".recent a")],
        ends: ("/kb/Q168465", "h1"),
        most: 1,
    },
    // What is new since last week.
    Journey {
        portal: Portal::Builtin,
        at: &["/"],
        inputs: &[Click("#new a")],
        ends: ("/new", ".article-rows"),
        most: 1,
    },
    // An article is wrong: reported on a page elsewhere, and at the desk.
    Journey {
        portal: Portal::Feedback,
        at: &["/kb/Q168465"],
        inputs: &[Click(".article-actions a[href*=report]")],
        ends: ("/report?about=Q168465", "body"),
        most: 3,
    },
    Journey {
        portal: Portal::Desk,
        at: &["/kb/Q168465"],
        inputs: &[
            Click(".article-actions a[href*=desk]"),
            Click("#desk-report [value=wrong]"),
            Click("#desk-report .button"),
        ],
        ends: ("/kb/Q168465", "#desk-report > summary .meta"),
        most: 3,
    },
    // Half a walk is handed over to a colleague.
    Journey {
        portal: Portal::Builtin,
        at: &["/guides/ccmail-connector?event=68&eight_five=no"],
        inputs: &[Click("[data-copy=walk-link]"), OpenCopied],
        ends: (
            "/guides/ccmail-connector?event=68&eight_five=no",
            "button[name=post_office]",
        ),
        most: 2,
    },
    // Articles of Exchange 5.5 on backup.
    Journey {
        portal: Portal::Builtin,
        at: &["/"],
        inputs: &[Type("backup"), Enter, Click(".facets a[href$='tag=exc55']")],
        ends: ("/search?q=backup", ".hits .hit a"),
        most: 4,
    },
    // Nothing is found, and the missing article is begun.
    Journey {
        portal: Portal::Builtin,
        at: &["/"],
        inputs: &[Type("zzzz"), Enter],
        ends: ("/search?q=zzzz", ".draft pre"),
        most: 2,
    },
    // Attachments that won't open.
    Journey {
        portal: Portal::Folder,
        at: &["/"],
        inputs: &[Type("attachments that won't open"), Enter],
        ends: ("/search?q=attachments", ".hits a[href='/kb/MAIL-1']"),
        most: 2,
    },
];

const ATTACHMENT: &str = "---\nid: MAIL-1\ntitle: Cannot open attachment, the format is not consistent\n---\n\n\
    ## Symptoms\n\nYou cannot open an attachment of a message.\n\n## Resolution\n\nSave it first.\n";

/// Keeps what is copied where the test finds it.
const COPY: &str =
    "navigator.clipboard.writeText = async (text) => sessionStorage.setItem('copied', text);";

/// Answers every request; the reports of a portal go there.
async fn reports() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let answer = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 2\r\n\
                          connection: close\r\n\r\nok";
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    format!("--feedback-url=http://{address}/report?about={{id}}")
}

impl Portal {
    async fn open(self) -> (Desk, Option<TempDir>) {
        let screen = SCREENS[0];
        match self {
            Self::Builtin => (Desk::new(screen).await, None),
            Self::Folder => {
                let (site, folder) = Site::with_folder(&[("mail.md", ATTACHMENT)], &[]);
                (Desk::at(site, screen).await, Some(folder))
            }
            Self::Feedback => {
                let site = Site::with(&[&reports().await]);
                (Desk::at(site, screen).await, None)
            }
            Self::Desk => {
                let (desk, folder) = at_store(screen).await;
                (desk, Some(folder))
            }
        }
    }
}

impl Desk {
    async fn put(&self, input: Input) {
        match input {
            Type(text) => self.type_into_page(text).await,
            // Typed line by line, it would be sent at the end of the first.
            Paste(text) => {
                let paste = "document.execCommand('insertText', false, arguments[0])";
                let text = vec![json!(text)];
                self.client.execute(paste, text).await.unwrap();
            }
            Enter => {
                self.type_into_page(&char::from(Key::Enter).to_string())
                    .await
            }
            CtrlEnter => {
                let keys = [Key::Control, Key::Enter].map(char::from);
                self.type_into_page(&String::from_iter(keys)).await;
            }
            Click(css) => {
                self.find(css).await;
                self.client.execute(COPY, Vec::new()).await.unwrap();
                self.click(css).await;
            }
            OpenCopied => {
                let asked = "return sessionStorage.getItem('copied')";
                let copied = self.client.execute(asked, Vec::new()).await.unwrap();
                self.client.goto(copied.as_str().unwrap()).await.unwrap();
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_come_for_takes_few_inputs() {
    for journey in JOURNEYS {
        let (desk, _folder) = journey.portal.open().await;
        for path in journey.at {
            desk.go(path).await;
        }
        for input in journey.inputs {
            desk.put(*input).await;
        }
        let (begins, css) = journey.ends;
        desk.path_is(&|path| path.starts_with(begins)).await;
        let place = desk.find(css).await.rectangle().await.unwrap();
        let inputs = journey.inputs.len();
        assert!(inputs <= journey.most, "{begins}: {inputs} inputs");
        if journey
            .inputs
            .last()
            .is_some_and(|last| matches!(last, Enter))
        {
            assert!(place.1 < 900.0, "{css} is out of sight: {place:?}");
        }
        desk.close().await;
    }
}
