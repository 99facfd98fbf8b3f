import type { Density, Language, Theme } from '../../shared/preferences.ts'

/** Text as it is written into HTML, in an element or a quoted attribute. */
export const escaped = (text: string) =>
  text.replace(
    /[&<>"']/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign] ?? '',
  )

/** Until the page is alive Enter in the composer sends the form as it stands: nobody has to know how far loading has come. */
const earlyEnter = `addEventListener('keydown',e=>{if(!('alive' in document.documentElement.dataset)&&e.key==='Enter'&&!e.shiftKey&&!e.isComposing&&e.target.name==='body'&&e.target.value.trim()){e.preventDefault();e.target.form.requestSubmit()}})`

/**
 * The whole document around a rendered page. Its state is data in a script that never runs. Nothing is painted before the page is
 * whole: a list of messages that stands at its end would be pushed up by each one that still arrives.
 */
export const documentOf = (page: {
  title: string
  lang: Language
  dir: 'ltr' | 'rtl'
  html: string
  state: string
  head: string
  nonce: string
  theme: Theme
  density: Density
}): string => `<!doctype html>
<html lang="${page.lang}" dir="${page.dir}"${page.theme === 'system' ? '' : ` data-theme="${page.theme}"`} data-density="${page.density}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<link rel="expect" href="#state" blocking="render">
<title>${escaped(page.title)}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="apple-touch-icon" href="/icons/apple-touch-180.png">
<link rel="manifest" href="/app.webmanifest">
<meta name="theme-color" content="#f6f5f2" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#101113" media="(prefers-color-scheme: dark)">
${page.head}
</head>
<body>
<script nonce="${escaped(page.nonce)}">${earlyEnter}</script>
<div id="app">${page.html}</div>
<script type="application/json" id="state" nonce="${escaped(page.nonce)}">${page.state}</script>
</body>
</html>
`
