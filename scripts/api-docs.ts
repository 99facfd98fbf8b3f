/** Writes docs/api.md from the router: `npm run docs:api`. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { renderPage, renderShapes } from './api-docs/page.ts'
import { readProcedures } from './api-docs/procedures.ts'
import { readTold } from './api-docs/told.ts'

const procedures = readProcedures()
const { told, shapes } = readTold(procedures.map(({ path }) => path))
const path = fileURLToPath(new URL('../docs/api.md', import.meta.url))
writeFileSync(path, renderPage(procedures, told, renderShapes(shapes)))
console.log(`docs/api.md: ${procedures.length} procedures, ${shapes.size} shapes`)
