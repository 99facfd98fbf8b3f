export const workspace = {
  title: '新建工作区',
  lead: '一个独立的空间：有自己的成员、频道和规则。',
  create: '创建工作区',
}
