/** Checks an export: `node scripts/verify-export.ts file.zip [SHA-256]`. Ends with 1 when anything is not as the manifest says. */
import { verifyExport } from './verify-export/verify.ts'

const [, , path, checksum] = process.argv
if (!path) {
  console.error('usage: node scripts/verify-export.ts file.zip [SHA-256 of the archive]')
  process.exit(2)
}
const { problems, manifest, rows } = await verifyExport(path, checksum)
for (const problem of problems) console.error(`✗ ${problem}`)
if (manifest && problems.length === 0) {
  const { files, chats, scope, createdAt } = manifest
  console.log(
    `✓ an export (${scope}) of ${createdAt}: ${Object.keys(files).length} files, ${rows} rows, ${Object.keys(chats).length} chats; all as written.`,
  )
}
process.exitCode = problems.length > 0 ? 1 : 0
