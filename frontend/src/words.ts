import type { i18n as I18n } from "i18next";
import { useTranslation } from "react-i18next";
import { type Book, Speaker } from "./said";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A bare day is a day of the person's own calendar, not midnight in Greenwich. */
function localDay(at: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(at) ? `${at}T12:00:00` : at;
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

function wordsIn(language: string, i18n: I18n) {
  const t = i18n.getFixedT(language);
  const format = (options: Intl.DateTimeFormatOptions) => {
    const f = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, options);
    return (at: string | null | undefined) => {
      const time = Date.parse(localDay(at ?? ""));
      return Number.isNaN(time) ? "—" : f.format(time);
    };
  };
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  const signed = new Intl.NumberFormat(language, { maximumFractionDigits: 1, signDisplay: "exceptZero" });
  const weekday = format({ weekday: "long" });
  const short = format({ day: "numeric", month: "short" });
  const full = format({ day: "numeric", month: "short", year: "numeric" });
  const book = i18n.getResourceBundle(language, "said") as Book | undefined; // none in English, which the program speaks
  const spoken =
    book?.sentences &&
    new Speaker(book, {
      day: (at, withYear) => (withYear ? full : short)(at.toISOString()),
      number: (n) => number.format(n),
    });
  return {
    language,
    number: (n: number) => number.format(n),
    /** Of a hundred: "34.2%", in German "34,2 %". */
    percent: (n: number) => percent.format(n / 100),
    signed: (n: number) => signed.format(n),
    day: short,
    fullDay: full,
    clock: format({ hour: "2-digit", minute: "2-digit" }),
    moment: format({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }),
    of: (counted: number, base: number) =>
      t("figure.of", { counted: number.format(counted), base: number.format(base) }),
    unit: (name: "d" | "h" | "min") => t(`unit.${name}`),
    /** A sentence of the program's own ("none seen", a reason, a warning) in the person's language. */
    said: (text: string | null | undefined) => (text ? (spoken ? spoken.sentence(text) : text) : ""),
    /** The Broker's line. */
    told: (text: string) => spoken?.narration(text) ?? text,
    /** What a figure means. */
    defined: (m: { key: string; definition: string; definitionVersion: number }) =>
      spoken?.definition(m.key, m.definitionVersion, m.definition) ?? m.definition,
    /** A day to come, by its name while that is unmistakable: "Thursday", then "4 Dec". */
    comingDay(at: Date, now: number): string {
      const days = Math.round((startOfDay(at.getTime()) - startOfDay(now)) / DAY);
      if (days === 1) return t("age.tomorrow");
      return days > 1 && days < 7 ? weekday(at.toISOString()) : short(at.toISOString());
    },
    /** How long ago, in the largest unit that is still honest. */
    age(at: string | null | undefined, now: number): string {
      const time = Date.parse(at ?? "");
      if (Number.isNaN(time)) return t("age.never");
      const past = now - time;
      if (past < MINUTE) return t("age.now");
      if (past < HOUR) return t("age.minutes", { count: Math.floor(past / MINUTE) });
      if (past < DAY && startOfDay(now) === startOfDay(time)) return t("age.hours", { count: Math.floor(past / HOUR) });
      const days = Math.round((startOfDay(now) - startOfDay(time)) / DAY);
      return days <= 1 ? t("age.yesterday") : t("age.days", { count: days });
    },
    /** How long until something, for "next sync". */
    ahead(at: string | null | undefined, now: number): string {
      const left = Date.parse(at ?? "") - now;
      if (Number.isNaN(left)) return "—";
      if (left < MINUTE) return t("age.soon");
      if (left < HOUR) return t("age.inMinutes", { count: Math.round(left / MINUTE) });
      if (left < 2 * DAY) return t("age.inHours", { count: Math.round(left / HOUR) });
      return t("age.inDays", { count: Math.round(left / DAY) });
    },
    left(seconds: number): string {
      if (seconds < 60) return t("age.secondsLeft", { count: Math.max(1, Math.round(seconds)) });
      return t("age.minutesLeft", { count: Math.round(seconds / 60) });
    },
  };
}

export type Words = ReturnType<typeof wordsIn>;

const known = new Map<string, Words>();

/**
 * Numbers and times in the person's language. Everything takes what the program sends and never fails on odd input. They are
 * made once a language: a list of thousands of rows asks for them in each.
 */
export function useWords(): Words {
  const { i18n } = useTranslation();
  const language = i18n.language;
  let words = known.get(language);
  if (!words) {
    words = wordsIn(language, i18n);
    if (i18n.hasResourceBundle(language, "translation")) known.set(language, words);
  }
  return words;
}
