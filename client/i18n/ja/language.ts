export const language = {
  title: '言語',
  names: { en: 'English', 'zh-CN': '简体中文', ja: '日本語' },
}
