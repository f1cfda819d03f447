// Before anything is drawn: applies the theme that was chosen on this device, if any. Without this script, the theme is
// that of the system.
try {
  document.documentElement.dataset.theme = localStorage.getItem("fixpath-theme") ?? "";
} catch {
  // Storage may be turned off in the browser.
}
