import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import de from "./locales/de.json";
import en from "./locales/en.json";

/** The language to use for a setting: the person's choice, else the system's if we speak it, else English. */
export function languageFor(setting: string, system: string): "en" | "de" {
  const wanted = setting === "system" ? system : setting;
  return wanted.toLowerCase().startsWith("de") ? "de" : "en";
}

void i18next.use(initReactI18next).init({
  resources: { en: { translation: en }, de: { translation: de } },
  lng: languageFor("system", navigator.language || "en"),
  fallbackLng: "en",
  // React escapes; a second escape would show &amp; to people.
  interpolation: { escapeValue: false },
  returnNull: false,
});

i18next.on("languageChanged", (language) => {
  document.documentElement.lang = language;
});

export default i18next;
