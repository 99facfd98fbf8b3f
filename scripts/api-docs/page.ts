import { inputTable } from './input-table.ts'
import type { Procedure } from './procedures.ts'
import type { Told } from './told.ts'

const intro = `# The API

Made by \`npm run docs:api\` from the router and its input schemas; do not edit it. Everything is [tRPC](https://trpc.io) over JSON:
a query is \`GET /trpc/<procedure>?input=<JSON>\`, a mutation \`POST /trpc/<procedure>\` with \`Content-Type: application/json\`. The SDK in
\`sdk/\` is the typed client of it. Sign in with the session cookie or \`Authorization: Bearer <token>\`.

A refusal has one of the codes of \`shared/errors.ts\` in \`error.data.fault\`: \`{ code, message, field?, retryAfter? }\`. The message says what
to do. Besides those named below any call can meet \`rate_limited\` (429, with \`Retry-After\`), \`too_large\` (413), \`unavailable\` (503) and
\`internal\` (500). Whoever may not know of a thing is told \`not_found\`, in the same words as for a thing that does not exist.

Kinds, callers and inputs are read from the running router. What is returned comes from TypeScript's checker, and what is refused
beyond access from the comments of the code: where the comments are silent, so is this page.
`

/** The whole page. */
export const renderPage = (
  procedures: readonly Procedure[],
  told: ReadonlyMap<string, Told>,
  shapes: string,
): string => {
  const sections = procedures.map((procedure) => {
    const { about, returns, refuses } = told.get(procedure.path) ?? {
      about: '',
      returns: '?',
      refuses: [],
    }
    return [
      `### \`${procedure.path}\``,
      `**${procedure.kind}** for ${procedure.audience}; may refuse with ${
        procedure.refusals.map((code) => `\`${code}\``).join(', ') || 'nothing of its own'
      }.`,
      ...(about ? [about] : []),
      inputTable(procedure.input),
      `Returns \`${returns}\``,
      ...(refuses.length > 0 ? [`Refuses: ${[...new Set(refuses)].join('; ')}`] : []),
    ].join('\n\n')
  })
  const groups = Map.groupBy(sections, (_, index) => procedures[index]?.path.split('.')[0] ?? '')
  return [
    intro,
    ...[...groups].flatMap(([name, all]) => [`## ${name}\n`, `${all.join('\n\n')}\n`]),
    `## Shapes\n\n${shapes}`,
  ].join('\n')
}

export const renderShapes = (shapes: ReadonlyMap<string, string>): string =>
  [...shapes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, shape]) => {
      const kinds = shape.split('\n').map((kind) => `\`${kind}\`\n`)
      return `- **${name}** ${kinds.length === 1 ? kinds[0] : `one of\n  - ${kinds.join('  - ')}`}`
    })
    .join('')

/** What a page says that only the sources tell, to compare all the rest without asking the checker. */
export const parsePage = (page: string): { told: Map<string, Told>; shapes: string } => {
  const told = new Map<string, Told>()
  for (const [, path = '', body = ''] of page.matchAll(
    /^### `([\w.]+)`\n\n([\s\S]*?)(?=\n\n### |\n\n## )/gm,
  )) {
    const parts = body.split('\n\n')
    const table = parts.findIndex((part) => part === 'No input.' || part.startsWith('| Input'))
    const returns = /^Returns `([\s\S]*)`$/.exec(parts[table + 1] ?? '')?.[1] ?? '?'
    const refuses = /^Refuses: ([\s\S]*)$/.exec(parts[table + 2] ?? '')?.[1]?.trim()
    told.set(path, {
      about: parts.slice(1, table).join('\n\n'),
      returns,
      refuses: refuses ? [refuses] : [],
    })
  }
  return { told, shapes: page.split('\n## Shapes\n\n')[1] ?? '' }
}
