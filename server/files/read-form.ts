import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { Busboy } from '@fastify/busboy'
import type { Context as HonoContext } from 'hono'
import { fail } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'

/** Takes one file of a form; what it leaves is read and dropped. Null is a file that leads to nothing more. */
export type TakeFile<T> = (
  field: string,
  name: string,
  body: AsyncIterable<Uint8Array>,
) => Promise<T>

/**
 * Reads a form with files (RFC 7578): its text fields, and its files as they arrive, never whole in memory. The whole form is read also
 * when a file is refused, so that a browser hears the reason: `files` rejects with it.
 * @throws Fault `invalid_input` for what is no form of this kind
 */
export const readForm = async <T>(
  c: HonoContext,
  take: TakeFile<T | null>,
): Promise<{ fields: Record<string, string>; files: () => Promise<T[]> }> => {
  const fields: Record<string, string> = {}
  const taking: Promise<T | null>[] = []
  const parser = parserOf(c)
  const parsed = new Promise<void>((resolve, reject) => {
    parser.on('field', (name, value, _, truncated) => {
      if (truncated) reject(new Error('a field is too long'))
      fields[name] = value
    })
    parser.on('file', (field, body, name) => {
      const left = () => body.resume()
      // Browsers send a part without a name for a field without a file.
      if (!name) return left()
      // Destroying the part would stop the whole form.
      const chunks = body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>
      const taken = take(field, name, chunks).finally(left)
      taken.catch(() => {})
      taking.push(taken)
    })
    for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const)
      parser.on(limit, () => reject(new Error('the form has too many parts')))
    parser.on('finish', resolve)
    parser.on('error', reject)
  })
  const body = Readable.fromWeb((c.req.raw.body ?? new Blob().stream()) as ReadableStream)
  body.on('error', (error) => parser.destroy(error))
  body.pipe(parser)
  await parsed.catch((error: unknown) => {
    body.unpipe(parser)
    body.resume()
    fail('invalid_input', 'This form was not understood. Send it again.', {
      field: error instanceof Error ? error.message : 'body',
    })
  })
  await Promise.allSettled(taking)
  return { fields, files: async () => (await Promise.all(taking)).filter((one) => one !== null) }
}

const parserOf = (c: HonoContext) => {
  try {
    return new Busboy({
      headers: { 'content-type': c.req.header('content-type') ?? '' },
      limits: {
        fieldNameSize: 100,
        fieldSize: limits.requestBytes,
        fields: 50,
        files: limits.filesPerMessage,
        parts: 60,
        headerPairs: 20,
      },
    })
  } catch {
    return fail('invalid_input', 'This form was not understood. Send it again.', { field: 'body' })
  }
}
