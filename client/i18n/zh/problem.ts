import type { FaultCode } from '../../../shared/errors.ts'

export const problem = {
  nothing: '这个地址上什么也没有。',
  noWorkspace: '没有这样的工作区，或者你不在其中。请让成员邀请你。',
  notFoundTab: '未找到',
  problemTab: '遇到了问题',
  tryAgain: '重试',
  home: '回到首页',
  /** Who can let somebody in. */
  help: {
    not_found: '如果是别人给你的地址，那个对话中的人可以把你加进去。',
    forbidden: '工作区的所有者或管理员可以让你进入。',
  } as Partial<Record<FaultCode, string>>,
  people: '查看成员',
  titles: {
    invalid_input: '这个地址不完整',
    unauthorized: '请登录后继续',
    forbidden: '你无权查看此内容',
    not_found: '这里什么也没有',
    conflict: '现在无法这样做',
    too_large: '内容太大',
    rate_limited: '有点太快了',
    unavailable: '无法连接到 Fechatter',
    internal: '出了点问题',
  } satisfies Record<FaultCode, string>,
}
