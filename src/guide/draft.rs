//! A small guide to start from, which reads and checks without a problem.

/// A filled-in guide of this id: one question, one sheet with a requirement, an action, and its ends.
pub fn draft(id: &str) -> String {
    DRAFT.replace("{id}", id)
}

const DRAFT: &str = r#"# A guide: questions, check sheets, actions and outcomes. Texts are Markdown.
# `fixpath check` tries every combination of answers and says what is wrong, with its line.

id = "{id}"
title = "What the person complains of"
revision = 1                                # count up when the answers change their meaning
about = "When to use this guide."
products = []
symptoms = ["A message that people see or type"]
events = []                                 # such as { source = "Print", id = 20, answers = { reachable = "yes" } }
start = "reachable"

[[question]]
id = "reachable"
kind = "yes-no"                             # or "choice" with options, or "version"
name = "Reachable"                          # short, for the list of answers
ask = "Does the device answer?"
why = "Everything else needs the network."
find = "How to find out, or whom to ask."   # shown beside the question, for "I don't know"
next = [                                    # the first rule that holds
  { when = { reachable = "no" }, go = "cable" },
  { go = "installed" },
]
cite = []                                   # such as "VPN-012#cause"

[[sheet]]
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
find = "Where to look."
options = [{ value = "old", label = "The old one" }, { value = "new", label = "The new one" }]

# What must hold of a fact. Rest each on a section of an article:
# [[requirement]]
# of = "driver"
# when = { reachable = "yes" }
# need = "new"
# fix = "What to do where it is not met."
# where = "Where to click."
# cite = ["VPN-012#resolution"]

[[action]]
id = "cable"
title = "Check the cable"
text = "Unplug it and plug it in again."
yes = "works"
no = "ask_administrator"

[[outcome]]
id = "update"
kind = "fix"
title = "The driver is too old"
text = "Install the new one."
verify = "Print a page."
otherwise = "Hand the case to the administrator."

[[outcome]]
id = "works"
kind = "nothing-wrong"                      # or "fix", "refer", "escalate"
title = "It works again"
text = "Note in the ticket what helped."

[[outcome]]
id = "ask_administrator"
kind = "escalate"
title = "A case for the administrator"
text = "Hand the case over with these answers."

[[scenario]]                                # a walk that must end as it says
name = "the cable was loose"
answers = { reachable = "no", cable = "yes" }
outcome = "works"

[[scenario]]
name = "the driver is old"
answers = { reachable = "yes", driver = "old" }
outcome = "update"

[[scenario]]
name = "nobody knows the driver"
answers = { reachable = "yes", driver = "unknown" }
outcome = "ask_administrator"
"#;
