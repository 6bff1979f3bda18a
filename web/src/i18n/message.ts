/** A message, or one for each plural category of the language, chosen by `{n}`. */
export type Message = string | { one: string; other: string };
