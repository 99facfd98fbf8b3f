import { randomBytes } from 'node:crypto'
import type { TRPCClient } from '@trpc/client'
import { createTRPCClient, httpLink } from '@trpc/client'
import type { Name } from '../../fixtures/people.ts'
import { people } from '../../fixtures/people.ts'
import type { AppRouter } from '../../server/router.ts'

/** Who signs up. The e-mail is a fresh one, so that a person can play in several stories. */
export interface Person {
  name: string
  email: string
  password: string
}

/** A person with an account. */
export interface Account extends Person {
  /** The session cookie, for a browser. */
  cookie: { name: string; value: string }
  /** The API with that session. */
  api: TRPCClient<AppRouter>
}

export const personOf = (name: Name): Person => ({
  name: people[name].name,
  email: `${randomBytes(4).toString('hex')}.${people[name].email}`,
  password: randomBytes(12).toString('hex'),
})

/** A client of the public API: what a script of anybody's would use. */
const apiOf = (url: string, cookie: Account['cookie']): TRPCClient<AppRouter> =>
  createTRPCClient<AppRouter>({
    links: [
      httpLink({ url: `${url}/trpc`, headers: { cookie: `${cookie.name}=${cookie.value}` } }),
    ],
  })

/** Makes an account through the API: the first one of an installation, or by an invite link. */
export const signUp = async (
  url: string,
  person: Person,
  by: { workspaceName: string } | { invite: string },
): Promise<Account> => {
  let cookie: Account['cookie'] | undefined
  const client = createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${url}/trpc`,
        fetch: async (input, init) => {
          const answer = await fetch(input, init as RequestInit)
          const [name, value] =
            /^([^=]+)=([^;]*)/.exec(answer.headers.getSetCookie()[0] ?? '')?.slice(1) ?? []
          if (name && value) cookie = { name, value }
          return answer
        },
      }),
    ],
  })
  await client.identity.signUp.mutate({
    fullName: person.name,
    email: person.email,
    password: person.password,
    ...('invite' in by
      ? { invite: by.invite.slice(by.invite.lastIndexOf('/') + 1) }
      : { workspaceName: by.workspaceName }),
  })
  if (!cookie) throw new Error('signing up started no session')
  return { ...person, cookie, api: apiOf(url, cookie) }
}
