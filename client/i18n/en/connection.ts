export const connection = {
  reconnecting: 'Reconnecting… your messages will wait.',
  offline: (waiting: number) =>
    waiting > 0 ? `Offline · ${waiting} waiting` : 'Offline · what you write will wait',
  back: 'Caught up',
  backNew: (n: number) => `Caught up · ${n} new`,
  ended: 'Your session has ended. Your drafts are kept.',
  endedTitle: 'Your session has ended',
  endedLead: 'Sign in again to go on where you are. What you wrote is kept.',
  retry: 'Retry now',
  newVersion: 'A new version is ready: it comes with the next page.',
}
