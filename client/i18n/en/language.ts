/** The name of each language is in itself, in all languages. */
export const language = {
  title: 'Language',
  names: { en: 'English', 'zh-CN': '简体中文', ja: '日本語' },
}
