/** Pairs of a traditional character and the simplified ones for it, between `|`. */
declare module 'opencc-js/dict/TSCharacters' {
  const pairs: string
  export default pairs
}
