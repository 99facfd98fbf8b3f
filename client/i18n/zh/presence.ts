export const presence = { online: '在线', away: '离开', busy: '忙碌', offline: '离线' }
