import type { SearchDoc } from '../../ports.ts'

/** Each document once, in its newest version, in the order of ids: writers that lock rows in one order cannot block each other. */
export const newest = (docs: readonly SearchDoc[]): SearchDoc[] => {
  const byId = new Map<string, SearchDoc>()
  for (const doc of docs) {
    const other = byId.get(doc.id)
    if (!other || other.version < doc.version) byId.set(doc.id, doc)
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}
