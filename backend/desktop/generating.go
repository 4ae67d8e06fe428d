//go:build bindings && !cli

package desktop

// Generating says that this run only writes the page's bindings: no data, no network, no tray.
const Generating = true
