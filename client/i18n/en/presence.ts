export const presence = { online: 'Online', away: 'Away', busy: 'Busy', offline: 'Offline' }
