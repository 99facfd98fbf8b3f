import type { Words } from '../words.ts'
import { number } from './count.ts'

export const faults: Words['faults'] = {
  'invalid_input email': () => '请输入有效的电子邮箱。',
  'invalid_input password': () => '此密码的长度不合要求。',
  'invalid_input fullName': () => '请输入姓名。',
  'invalid_input workspaceName': () => '请给工作区起个名字。',
  'invalid_input name': () => '名称只能包含文字、数字、“-”“_”和“.”，不含空格。',
  'invalid_input topic': () => '主题太长，或含有不能使用的字符。',
  'invalid_input userIds': () => '选择的人数不合要求。',
  'unauthorized email': () => '电子邮箱与密码不匹配。',
  unauthorized: () => '请登录后继续。',
  forbidden: () => '你没有这样做的权限。',
  'forbidden invite': () => '这里的账号只能通过邀请创建。请向成员索取邀请链接。',
  'forbidden current': () => '这不是你当前的密码。',
  'conflict email': () => '此电子邮箱已有账号。请直接登录。',
  'conflict name': () => '已有同名频道。请换一个名称。',
  'conflict username': () => '此用户名已被使用。请换一个。',
  'not_found token': () => '此邀请已用完、被撤回或已过期。请索取新的邀请。',
  'too_large size': () => '文件太大，或者工作区的空间已满。',
  'not_found content': () => '页面关闭前文件没有传完，请重新添加。',
  'not_found chatId': () => '没有这样的聊天，或者你不在其中。',
  'not_found messageId': () => '这里没有这样的消息。',
  rate_limited: ({ retryAfter }) =>
    retryAfter && retryAfter > 60
      ? `尝试次数过多。请在 ${number(Math.ceil(retryAfter / 60))} 分钟后再试。`
      : '操作太快了。请稍后再试。',
  unavailable: () => '目前无法完成。请稍后重试。',
  internal: () => '我们这边出了点问题。请稍后重试。',
}
