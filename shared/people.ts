import { z } from 'zod'
import { limits } from './limits.ts'
import { UserId, WorkspaceId } from './ids.ts'
import { Preferences } from './preferences.ts'

const oneLine = (min: number, max: number) =>
  z
    .string()
    .trim()
    .min(min)
    .max(max)
    .refine((text) => !/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u.test(text), {
      error: 'must not contain control characters',
    })

export const FullName = oneLine(limits.fullName.min, limits.fullName.max)
export const Email = z.string().trim().toLowerCase().max(limits.email.max).pipe(z.email())
export const Password = z
  .string()
  .min(limits.password.min)
  .max(limits.password.max)
  .refine((text) => !text.includes('\0'), { error: 'must not contain NUL' })
export const WorkspaceName = oneLine(limits.workspaceName.min, limits.workspaceName.max)

/** For how many days messages are kept. */
export const RetentionDays = z
  .number()
  .int()
  .min(limits.retentionDays.min)
  .max(limits.retentionDays.max)

export const roles = ['owner', 'admin', 'member', 'guest'] as const
export const Role = z.enum(roles)
export type Role = z.infer<typeof Role>

/** A name to be mentioned by, unique in the installation, folded to lower case. It ends in a letter or digit: "@ada." is Ada and a full stop. */
export const Username = z
  .string()
  .trim()
  .toLowerCase()
  .min(limits.username.min)
  .max(limits.username.max)
  .regex(/^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/, {
    error: 'use a-z, 0-9, ".", "_" and "-", beginning and ending with a letter or digit',
  })

export const memberStatuses = ['active', 'suspended'] as const
export const MemberStatus = z.enum(memberStatuses)
export type MemberStatus = z.infer<typeof MemberStatus>

/** How a person appears to others. Without a `username` she has chosen none yet. */
export const Person = z.object({
  id: UserId,
  name: z.string(),
  isBot: z.boolean(),
  username: z.string().optional(),
  /** Names the picture at `/files/avatars/<id>/<avatar>`. */
  avatar: z.string().optional(),
})
export type Person = z.infer<typeof Person>

/** What a person does just now; `until` (ISO 8601) it is gone, null stays. */
export const Status = z.strictObject({
  text: oneLine(0, limits.statusText.max),
  emoji: oneLine(0, limits.statusEmoji.max),
  until: z.iso.datetime({ offset: true }).nullable(),
})

const isTimeZone = (name: string) => {
  try {
    return name !== '' && Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}
export const TimeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, { error: 'use an IANA time zone such as Europe/Berlin' })

/** What a person says of herself; `status: null` is none. */
export const Profile = z.object({
  title: z.string(),
  timeZone: z.string(),
  status: Status.nullable(),
})
export type Profile = z.infer<typeof Profile>

/** A change of one's own profile: what is not named stays. */
export const ProfileChange = z.strictObject({
  name: FullName.optional(),
  username: Username.optional(),
  title: oneLine(0, limits.title.max).optional(),
  timeZone: TimeZone.optional(),
  status: Status.nullable().optional(),
})

/** The signed-in person herself. */
export const Me = Person.extend({
  email: z.string(),
  ...Profile.shape,
  preferences: Preferences,
})
export type Me = z.infer<typeof Me>

export const Workspace = z.object({
  id: WorkspaceId,
  slug: z.string(),
  name: z.string(),
  role: Role,
  /** Whether members see how far others have read. */
  readReceipts: z.boolean(),
})
export type Workspace = z.infer<typeof Workspace>

/** A sign-up: the first person of an installation names a workspace; later ones bring an invite. */
export const SignUp = z.strictObject({
  fullName: FullName,
  email: Email,
  password: Password,
  workspaceName: WorkspaceName.optional(),
  invite: z.string().max(1024).optional(),
})
export const SignIn = z.strictObject({
  email: Email,
  password: z.string().min(1).max(limits.password.max),
})

export { oneLine }
