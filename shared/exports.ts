/** What an export holds: public channels only, every chat of the workspace, or all that concerns one person. */
export const exportScopes = ['public', 'everything', 'person'] as const

export const exportStates = ['waiting', 'running', 'ready', 'failed', 'expired'] as const
