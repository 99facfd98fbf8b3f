export const invite = {
  tab: '邀请',
  title: (workspace: string) => `加入 ${workspace}`,
  lead: (by: string, workspace: string) => `${by} 邀请你加入工作区 ${workspace}。`,
  accept: '接受邀请',
  haveAccount: '我有账号：去登录',
  dead: '此邀请无法使用',
  deadLead: '它已用完、被撤回或已过期。请索取新的邀请。',
}
