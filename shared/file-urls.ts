import type { File } from './file.ts'
import type { Person } from './people.ts'

// Apart from the schemas, so that a page does not carry their parser.

/** Where a file is read. The name is there for people only; it ends in nothing that a gateway would refuse in an address. */
export const fileUrl = ({ id, name }: Pick<File, 'id' | 'name'>): string => {
  const plain = name.replace(/[%;\\/]/g, '_')
  const taken = plain === 'thumb' || plain === 'text'
  return `/files/${id}/${taken ? '_' : ''}${encodeURIComponent(plain)}`
}
/** Where a small WebP of a picture is read. */
export const thumbUrl = ({ id }: Pick<File, 'id'>): string => `/files/${id}/thumb`
/** Where the beginning of a file's text is read. */
export const textUrl = ({ id }: Pick<File, 'id'>): string => `/files/${id}/text`

/** Where a person's picture is read; its address names its content. */
export const avatarUrl = ({ id, avatar }: Pick<Person, 'id' | 'avatar'>): string | undefined =>
  avatar === undefined ? undefined : `/files/avatars/${id}/${avatar}`
