import { describe, expect, it } from "vitest";
import book from "./locales/said.de.json";
import { type Book, Speaker } from "./said";

const german = new Speaker(book as unknown as Book, {
  day: (at, year) => `${at.getDate()}.${at.getMonth() + 1}.${year ? at.getFullYear() : ""}`,
  number: (n) => new Intl.NumberFormat("de").format(n),
});

describe("the program's sentences in German", () => {
  it.each([
    ["answered on 21 Nov", "hat am 21.11. geantwortet"],
    ["answered 2.1 d after your mail of 12 Nov", "hat 2,1 Tage nach deiner Mail vom 12.11. geantwortet"],
    ["no reply for 12 days, chased once", "seit 12 Tagen keine Antwort, einmal nachgefasst"],
    ["row 1,204: a row with an email", "Zeile 1.204: eine Zeile mit Adresse"],
    [
      "not for good: delivery delayed, no final answer: status 4.4.1",
      "nicht endgültig: Zustellung verzögert, noch keine endgültige Antwort: Status 4.4.1",
    ],
    [
      "the figure of 23 Nov, imported from a.csv, 2026-08-28 to 2026-11-25, SHA-256 2ff3…",
      "die Zahl vom 23.11., importiert aus a.csv, 28.8.2026 bis 25.11.2026, SHA-256 2ff3…",
    ],
    [
      "2 of 3 sources; Gmail needs sign-in, Mailchimp could not be read",
      "2 von 3 Quellen; Gmail braucht eine Anmeldung, Mailchimp war nicht lesbar",
    ],
    ["Auto-Submitted: auto-replied", "Auto-Submitted: auto-replied"],
  ])("%s", (english, said) => expect(german.sentence(english)).toBe(said));

  it("keeps foreign words as they are, however they look", () => {
    expect(german.sentence("answered in your campaign {day} $& <img>")).toBe(
      "hat in deiner Kampagne {day} $& <img> geantwortet",
    );
  });

  it("tells the Broker's line, lower bounds and unknowns too", () => {
    expect(german.narration("23 sent, at least 8 replies (at least 38% opened)")).toBe(
      "23 gesendet, mindestens 8 Antworten (mindestens 38 % geöffnet)",
    );
    expect(german.narration("23 sent so far, at least 8 replies (64% opened so far)")).toBe(
      "23 gesendet bisher, mindestens 8 Antworten (bisher 64 % geöffnet)",
    );
    expect(german.narration("The rule has changed since the last sync")).toBe(
      "Die Regel wurde seit dem letzten Abgleich geändert",
    );
    expect(german.narration("120 total contacts so far, new not known yet")).toBe(
      "120 Kontakte insgesamt bisher, neue noch nicht bekannt",
    );
  });

  it("uses a definition only in the version that it translates", () => {
    expect(german.definition("emails_sent", 1, "English")).toContain("Kürzel");
    expect(german.definition("emails_sent", 99, "English")).toBe("English");
  });
});
