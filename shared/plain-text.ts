const marks: readonly [RegExp, string][] = [
  [/\r\n?/g, '\n'],
  // Fences, quotes, marks of lists and of tasks, and the rule below a table's head.
  [/^ {0,3}(?:`{3,}|~{3,}).*$/gm, ' '],
  [/^ {0,3}(?:> ?)+/gm, ''],
  [/^\s*(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?/gm, ''],
  [/^\s*\|?(?:\s*:?-+:?\s*\|)+\s*(?::?-+:?\s*)?$/gm, ' '],
  [/^\s*\||\|\s*$|\s\|\s/gm, ' '],
  // A link's words may have brackets, as those of a citation have.
  [/\[((?:\[[^[\]\n]*\]|[^[\]\n])*)\]\([^()\s]*\)/g, '$1'],
  // Strong in emphasis, and code in both: three times is enough for people.
  ...Array.from({ length: 3 }, (): [RegExp, string] => [
    /(?<![\w\\])(\*\*|__|~~|\*|_|`)(?=\S)([^\n]{1,500}?)(?<=\S)\1(?!\w)/g,
    '$2',
  ]),
  [/\\([!-/:-@[-`{-~])/g, '$1'],
  [/\s+/g, ' '],
]

/**
 * The words of a message on one line, for labels, previews and announcements. Not the parser's reading but a near one, so that no page
 * needs the parser to come alive.
 */
export const toPlainText = (body: string): string =>
  marks.reduce((text, [mark, words]) => text.replace(mark, words), body).trim()
