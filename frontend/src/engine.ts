// An engine that runs without a locale (LANG=C) calls its language "C", which no Intl takes: a library that formats by
// navigator.language would fail as soon as it is loaded, and the chart would stay empty.
/** Whether Intl takes a name for a language. */
export function isLanguage(tag: string): boolean {
  try {
    return Boolean(new Intl.Locale(tag));
  } catch {
    return false;
  }
}

if (!isLanguage(navigator.language)) {
  Object.defineProperty(navigator, "language", { configurable: true, value: "en" });
}
