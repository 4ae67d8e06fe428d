import i18next, { type BackendModule } from "i18next";
import { initReactI18next } from "react-i18next";
import de from "./locales/de.json?url";
import en from "./locales/en.json?url";
import saidInGerman from "./locales/said.de.json?url";

/** The language to use for a setting: the person's choice, else the system's if we speak it, else English. */
export function languageFor(setting: string, system: string): "en" | "de" {
  const wanted = setting === "system" ? system : setting;
  return wanted.toLowerCase().startsWith("de") ? "de" : "en";
}

// The words are data beside the page's code, read when their language is first spoken: "translation" is the page's own,
// "said" what the program's sentences are in that language (said.ts). The program speaks English.
const files: Record<string, Record<string, string>> = {
  en: { translation: en },
  de: { translation: de, said: saidInGerman },
};

const reader: BackendModule = {
  type: "backend",
  init() {},
  read(language, namespace, done) {
    const file = files[language]?.[namespace];
    if (!file) {
      done(null, {});
      return;
    }
    fetch(file)
      .then((answer) => answer.json())
      .then((words) => done(null, words))
      .catch((reason: unknown) => done(reason as Error, false));
  },
};

/** Begins to speak a language; resolves when it can be spoken. */
export const speak = (language: string) =>
  i18next
    .use(reader)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: "en",
      ns: ["translation", "said"],
      defaultNS: "translation",
      // React escapes; a second escape would show &amp; to people.
      interpolation: { escapeValue: false },
      react: { useSuspense: false },
      returnNull: false,
    });

i18next.on("languageChanged", (language) => {
  document.documentElement.lang = language;
});

export default i18next;
