const reserved = new Set(['api', 'assets', 'new', 'w', 'sse', 'trpc', 'health', 'metrics', 'admin'])

/** A URL-safe name from a workspace's name: ASCII letters and digits, with `n` appended from the second try on. */
export const slugOf = (name: string, attempt: number): string => {
  const base = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 32)
  const safe = base.length < 2 || reserved.has(base) ? `team${base && `-${base}`}` : base
  return attempt === 0 ? safe : `${safe}-${attempt + 1}`
}
