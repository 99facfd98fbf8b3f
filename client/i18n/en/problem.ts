import type { FaultCode } from '../../../shared/errors.ts'

export const problem = {
  nothing: 'There is nothing at this address.',
  noWorkspace: 'There is no such workspace, or you are not in it. Ask a member to invite you.',
  notFoundTab: 'Not found',
  problemTab: 'Something is in the way',
  tryAgain: 'Try again',
  home: 'To the start page',
  /** Who can let somebody in. */
  help: {
    not_found:
      'If somebody gave you this address, whoever is in that conversation can add you to it.',
    forbidden: 'An owner or admin of the workspace can let you in.',
  } as Partial<Record<FaultCode, string>>,
  people: 'Who is here',
  titles: {
    invalid_input: 'This address is not complete',
    unauthorized: 'Sign in to continue',
    forbidden: 'This is not yours to see',
    not_found: 'There is nothing here',
    conflict: 'This is not possible now',
    too_large: 'This is too large',
    rate_limited: 'A little too fast',
    unavailable: 'Fechatter cannot be reached',
    internal: 'Something went wrong',
  } satisfies Record<FaultCode, string>,
}
