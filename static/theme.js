// Before anything is drawn: the theme that was chosen on this device, if one was.
// Without this script the theme is that of the system.
try {
  document.documentElement.dataset.theme = localStorage.getItem("fixpath-theme") ?? "";
} catch {
  // Storage may be switched off in the browser.
}
