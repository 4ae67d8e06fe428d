// The shapes that cross between the window and the program. Times are RFC 3339 strings; null is "not known", never 0.

export * from "./campaign";
export * from "./connection";
export * from "./contact";
export * from "./followup";
export * from "./import";
export * from "./metric";
export * from "./mirror";
export * from "./program";
