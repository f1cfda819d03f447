//! A small guide to start from, which passes the check once its blanks are filled in.

/// The marker of texts that the author has to write.
pub const FILL_IN: &str = "FILL IN:";

/// A guide with this ID and with blanks: a few questions, a sheet, an action, and its outcomes.
pub fn draft(id: &str) -> String {
    DRAFT.replace("{id}", id)
}

const DRAFT: &str = r#"# A guide: questions, check sheets, actions and outcomes. Texts are Markdown; the logic is data.
# `fixpath check` tries every combination of answers and shows where each problem is.
# `fixpath serve --preview` shows the guide while you write it.

id = "{id}"
title = "FILL IN: what the user reports"
revision = 1                                # increase when an older link would end elsewhere
about = "FILL IN: when to use this guide."
products = []
symptoms = ["FILL IN: a message that people see or type"]
start = "reachable"

# An event that leads here. The text at {device} in its message becomes an answer.
[[events]]
source = "FILL IN: the event's source"
id = 20
says = "Device {device} does not answer"
answers = { reachable = "no" }

# An error code that leads here, with what it answers:
# [[codes]]
# code = "0x80004005"
# answers = { reachable = "yes" }

[[question]]
id = "reachable"
kind = "yes-no"                             # or choice, several, number, version, text, code
name = "Reachable"                          # short, for the list of answers
ask = "Does the device answer?"
why = "Everything else needs the network."
find = "FILL IN: how to find out, or whom to ask." # shown beside the question, for "I don't know"
next = [                                    # the first rule that holds
  { when = { reachable = "no" }, go = "device" },
  { go = "installed" },
]
cite = []                                   # such as "VPN-012#cause", or { at = "VPN-012#cause", says = ["10 m"] }

[[question]]
id = "device"
kind = "text"
name = "Device"
ask = "What is the device called?"
find = "Its name is on the label."
next = [{ go = "cable" }]

[[sheet]]                                   # several questions on one page
id = "installed"
ask = "What is installed?"
facts = ["driver"]
next = [
  { when = { driver = "old" }, go = "update" },
  { go = "ask_administrator" },
]

[[question]]
id = "driver"
kind = "choice"
name = "Driver"
ask = "Which driver is installed?"
find = "FILL IN: where to look."
options = [{ value = "old", label = "The old one" }, { value = "new", label = "The new one" }]

# What an answer on a sheet must be. Cite a section of an article for each:
# [[requirement]]
# of = "driver"
# when = { reachable = "yes" }
# need = "new"
# fix = "What to do if it is not met."
# where = "Where to click."
# cite = ["VPN-012#resolution"]

[[action]]
id = "cable"
title = "Check the cable of {device}"       # the answer given to the question `device`
steps = ["Unplug it.", "Plug it in again."]
yes = "works"                               # did it help?
no = "ask_administrator"

[[outcome]]
id = "update"
kind = "fix"                                # or refer, escalate, nothing-wrong
title = "The driver is too old"
steps = ["Install the new one."]
verify = "Print a page."
otherwise = "Escalate to the administrator."

[[outcome]]
id = "works"
kind = "nothing-wrong"
title = "It works again"
text = "Note in the ticket what helped."
verify = "Print a page."
otherwise = "Start over: it was not the cable."

[[outcome]]
id = "ask_administrator"
kind = "escalate"
title = "A case for the administrator"
steps = ["Escalate the ticket with the note below."]
verify = "The administrator has answered."
otherwise = "Call the administrator's deputy."

[[scenario]]                                # a test: these answers must lead here
name = "the cable was loose"
answers = { reachable = "no", device = "P7", cable = "yes" }
outcome = "works"

[[scenario]]
name = "it was not the cable"
answers = { reachable = "no", device = "P7", cable = "no" }
outcome = "ask_administrator"

[[scenario]]
name = "the driver is old"
answers = { reachable = "yes", driver = "old" }
outcome = "update"

[[scenario]]
name = "nobody knows the driver"
answers = { reachable = "yes", driver = "unknown" }
outcome = "ask_administrator"
"#;
