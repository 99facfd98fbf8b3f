import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const byGit = /^(Merge |Revert "|fixup! |squash! )/
const subjectForm = /^[a-z][a-z0-9-]*(\/[a-z0-9-]+)?(, [a-z][a-z0-9-]*)*: [A-Z].*[^.]\.$/

/**
 * What is wrong with a commit message, one sentence per problem; empty when it is fine. The form is
 * `<area>: <Imperative sentence>.` in at most 72 characters, an empty line, then why.
 */
export const problemsOf = (message: string): string[] => {
  const lines = message
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.trimEnd())
  const subject = lines[0] ?? ''
  if (byGit.test(subject)) return []
  const body = lines.slice(1).join('\n').trim()
  return [
    subjectForm.test(subject)
      ? ''
      : 'Write the first line as "<area>: <Imperative sentence>.", for example "chat: Keep the order of two quick sends."',
    subject.length <= 72
      ? ''
      : `Shorten the first line to 72 characters; it has ${subject.length}.`,
    lines.length < 2 || lines[1] === '' ? '' : 'Leave the second line empty.',
    body ? '' : 'Say below why: what happened before, what happens now, why it is safe.',
  ].filter((problem) => problem !== '')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = process.argv[2]
  if (!file) throw new Error('usage: node scripts/check-commit.ts <file with the message>')
  const problems = problemsOf(readFileSync(file, 'utf8'))
  for (const problem of problems) console.error(problem)
  process.exitCode = problems.length > 0 ? 1 : 0
}
