export const saved = {
  title: '已保存的消息',
  lead: '你留待以后查看的内容。其他人看不到此列表。',
  empty: '你还没有保存任何内容。',
  emptyHint: '保存一条消息，就能在这里再次找到它，还可以设置提醒。',
  list: '已保存的消息',
  remindAt: (when: string) => `提醒：${when}`,
  remove: '移除',
  removeFor: (name: string) => `将 ${name} 的消息移出列表`,
  more: '更早保存的消息',
  deleted: '此消息已删除。',
}
