import katex from 'katex'

/** An element of MathML that may be shown. */
export interface MathNode {
  tag: string
  attributes: Record<string, string>
  children: (MathNode | string)[]
}

/** What katex sets a formula into, of which its types say nothing. */
interface Tree {
  type?: string
  text?: string
  attributes?: Record<string, string>
  children?: Tree[]
}
const { __renderToDomTree: treeOf } = katex as unknown as {
  __renderToDomTree: (source: string, options: Parameters<typeof katex.renderToString>[1]) => Tree
}

const tags = new Set(
  'math mrow mi mn mo ms mtext mspace mfrac msqrt mroot msup msub msubsup munder mover munderover mtable mtr mtd mstyle mpadded mphantom menclose merror'.split(
    ' ',
  ),
)
const attributes = new Set(
  'display displaystyle scriptlevel mathvariant mathcolor mathbackground fence stretchy separator lspace rspace minsize maxsize accent accentunder linethickness columnalign columnspacing rowspacing width height depth voffset notation'.split(
    ' ',
  ),
)

/**
 * A formula as MathML, which browsers set themselves: no fonts and no styles to load. Elements and attributes are taken by an
 * allow-list. `null` when the source cannot be read.
 */
export const formulaOf = (source: string, display: boolean): MathNode | null => {
  try {
    const tree = treeOf(source, {
      output: 'mathml',
      displayMode: display,
      trust: false,
      strict: 'ignore',
      maxExpand: 200,
      maxSize: 20,
    })
    const [node] = clean(tree)
    return typeof node === 'object' && node.tag === 'math' ? node : null
  } catch {
    return null
  }
}

const clean = ({
  type,
  text,
  attributes: given = {},
  children = [],
}: Tree): MathNode['children'] => {
  if (text !== undefined) return [text]
  // The source that katex repeats for other programs.
  if (type === 'annotation') return []
  const inside = children.flatMap(clean)
  if (type === undefined || !tags.has(type)) return inside
  const kept = Object.entries(given).filter(([name]) => attributes.has(name))
  return [{ tag: type, attributes: Object.fromEntries(kept), children: inside }]
}
