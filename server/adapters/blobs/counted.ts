import { fail } from '../../../shared/errors.ts'

/** Passes a body on and throws where it turns out to be longer or shorter than `size` bytes. */
export async function* counted(
  body: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<Uint8Array> {
  let seen = 0
  for await (const chunk of body) {
    seen += chunk.length
    if (seen > size) unlike(`A body of ${size} bytes has more.`)
    yield chunk
  }
  if (seen < size) unlike(`A body of ${size} bytes ended after ${seen}.`)
}

const unlike = (message: string) => fail('invalid_input', message, { field: 'body' })
