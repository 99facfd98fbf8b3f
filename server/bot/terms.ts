const most = 8

/**
 * What of a question to look for: its words without the fillers, one search for each. A search wants all of its words in one message,
 * and no answer holds all words of its question. English endings go: searches match the beginning of a word, so `decided` as `decid`
 * finds `decide` and `deciding` too.
 */
export const termsOf = (question: string): string[] => {
  const words = [...segmenter.segment(question.normalize('NFKC').toLowerCase())]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment)
    .filter((word) => !fillers.has(word) && (word.length > 1 || /\p{N}/u.test(word)))
  const terms = [...new Set(words.map(stem))]
  return terms.sort((a, b) => b.length - a.length).slice(0, most)
}

const segmenter = new Intl.Segmenter('und', { granularity: 'word' })

const stem = (word: string): string =>
  /^[a-z]{6,}$/.test(word) ? word.replace(/(?:ing|ed|es|e|s)$/, '') : word

/** Words of questions that say nothing of what is asked for. Leaving one out costs an idle search, no more. */
const fillers = new Set(
  `a about after all also an and any anyone anything are as at be been before by can could did do does for from get got had has have he
  her here him his how i if in into is it its know let like me my need no not now of on one or our out please remind said say says she
  should show so some someone something tell than that the their them then there these they thing things this to up us was we were what
  what's when when's where where's which who who's whom whose why will with would you your
  aber als am an auf aus bei bin bist bitte da das dass dem den der des die du ein eine einem einen einer er es für hat haben hatte ich
  ihr im in ist ja man mir mit nach nicht oder sie sind über um und uns von war waren warum was wann welche welcher wenn wer wie wir wo
  zu zum zur
  什么 什么时候 怎么 为什么 哪里 哪个 我们 你们 他们 这个 那个 是否 可以 请问 一下
  です ます した して いる する この その どの 何 いつ どこ 誰 ですか`
    .split(/\s+/)
    .filter(Boolean),
)
