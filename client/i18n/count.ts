/** Numbers and plurals of one language, by Intl. */
export const countIn = (locale: string) => {
  const numbers = new Intl.NumberFormat(locale)
  const rules = new Intl.PluralRules(locale)
  const number = (n: number) => numbers.format(n)
  return {
    number,
    /** `1 member`, `1,200 members`: in the form that the language's rule for `n` names. */
    many: (n: number, one: string, other: string) =>
      `${number(n)} ${rules.select(n) === 'one' ? one : other}`,
    /** What badges say: they stop at 99. */
    upTo99: (n: number) => (n > 99 ? '99+' : number(n)),
  }
}
