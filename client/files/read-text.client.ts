import type { File } from '../../shared/file.ts'
import { textUrl } from '../../shared/file-urls.ts'

/** The text of a file as the server reads it; null where it cannot be had. */
export const readText = async (file: File): Promise<string | null> => {
  const answer = await fetch(textUrl(file)).catch(() => null)
  return answer?.ok ? answer.text() : null
}

const languages: Record<string, string> = {
  ...{ bash: 'bash', c: 'c', h: 'c', cc: 'cpp', cpp: 'cpp', hpp: 'cpp', cs: 'csharp', css: 'css' },
  ...{ cjs: 'javascript', js: 'javascript', jsx: 'javascript', mjs: 'javascript', json: 'json' },
  ...{ cts: 'typescript', mts: 'typescript', ts: 'typescript', tsx: 'typescript', sql: 'sql' },
  ...{ diff: 'diff', patch: 'diff', dockerfile: 'dockerfile', go: 'go', ini: 'ini', toml: 'toml' },
  ...{ conf: 'ini', java: 'java', kt: 'kotlin', kts: 'kotlin', md: 'markdown', php: 'php' },
  ...{ py: 'python', rb: 'ruby', rs: 'rust', sh: 'bash', swift: 'swift', vue: 'vue', zsh: 'bash' },
  ...{ html: 'xml', svg: 'xml', xml: 'xml', yaml: 'yaml', yml: 'yaml' },
}

/** The language that the ending of a name stands for; undefined for plain text. */
export const languageOf = (name: string): string | undefined =>
  languages[name.split('.').at(-1)?.toLowerCase() ?? '']
