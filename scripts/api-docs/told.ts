import ts from 'typescript'
import { fileURLToPath } from 'node:url'

/** What only the sources tell of a procedure: what it is for, what it returns, and what its use case refuses. */
export interface Told {
  about: string
  returns: string
  refuses: string[]
}

const root = fileURLToPath(new URL('../../', import.meta.url))
const entry = `${root}server/api-docs.virtual.ts`

/** Asks TypeScript's checker about each procedure. Takes as long as a check of the server's types. */
export const readTold = (
  paths: readonly string[],
): { told: Map<string, Told>; shapes: Map<string, string> } => {
  const source = `import type { inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from './router.ts'
type All = inferRouterOutputs<AppRouter>
${paths.map((path, n) => `export type R${n} = All${path.replace(/[^.]+/g, "['$&']").replaceAll('.', '')}`).join('\n')}
`
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(`${root}tsconfig.json`, (path) => ts.sys.readFile(path)).config,
    ts.sys,
    root,
  )
  const host = ts.createCompilerHost(options)
  const [getSourceFile, fileExists, readFile] = [
    host.getSourceFile.bind(host),
    host.fileExists.bind(host),
    host.readFile.bind(host),
  ]
  host.getSourceFile = (name, version) =>
    name === entry ? ts.createSourceFile(name, source, version) : getSourceFile(name, version)
  host.fileExists = (name) => name === entry || fileExists(name)
  host.readFile = (name) => (name === entry ? source : readFile(name))
  const program = ts.createProgram([entry], options, host)
  const checker = program.getTypeChecker()
  const shapes = shapePrinter(program, checker)
  const comments = readComments(program, checker)

  const answerOf = (type: ts.Type): string =>
    // What returns nothing has no type that travels.
    type.flags & ts.TypeFlags.Never ? 'nothing' : shapes.print(type)
  const module = checker.getSymbolAtLocation(program.getSourceFile(entry) as ts.SourceFile)
  const types = checker.getExportsOfModule(module as ts.Symbol)
  const told = new Map(
    paths.map((path, n): [string, Told] => {
      const symbol = types.find(({ name }) => name === `R${n}`) as ts.Symbol
      const { about = '', refuses = [] } = comments.get(path) ?? {}
      return [path, { about, returns: answerOf(checker.getDeclaredTypeOfSymbol(symbol)), refuses }]
    }),
  )
  return { told, shapes: shapes.named }
}

/**
 * Prints types as people write them. Those that have a name in `shared/`, or are an interface of ours, go by it and are printed once;
 * what came over the wire is known by its fields.
 */
const shapePrinter = (program: ts.Program, checker: ts.TypeChecker) => {
  const named = new Map<string, string>()
  const names = new Map<string, string>()
  for (const file of program.getSourceFiles()) {
    if (!file.fileName.startsWith(`${root}shared/`)) continue
    const module = checker.getSymbolAtLocation(file)
    for (const symbol of module ? checker.getExportsOfModule(module) : []) {
      if (!(symbol.flags & (ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Interface))) continue
      const type = checker.getDeclaredTypeOfSymbol(symbol)
      const shapes = type.isUnion() ? type.types : [type]
      if (shapes.every((shape) => isShape(shape))) names.set(printed(type, true), symbol.name)
    }
  }

  function isShape(type: ts.Type): boolean {
    const own = type.flags & ts.TypeFlags.Object && !checker.isArrayType(type)
    return Boolean(own) && checker.getPropertiesOfType(type).length > 0 && !isCalled(type)
  }
  function isCalled(type: ts.Type): boolean {
    return checker.getSignaturesOfType(type, ts.SignatureKind.Call).length > 0
  }

  function fields(type: ts.Type, whole: boolean): string {
    const lines = checker.getPropertiesOfType(type).map((property) => {
      const optional = property.flags & ts.SymbolFlags.Optional ? '?' : ''
      return `${property.name}${optional}: ${printed(checker.getTypeOfSymbol(property), whole)}`
    })
    return `{ ${(whole ? lines.sort() : lines).join('; ')} }`
  }

  /** @param whole spelt out to the last field and in alphabetical order, to compare shapes by */
  function printed(type: ts.Type, whole: boolean): string {
    const plain = () => checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation)
    const brand = /\$brand<"(\w+)">/.exec(checker.typeToString(type))?.[1]
    if (brand && type.flags & ts.TypeFlags.Intersection) return brand
    if (!whole) {
      const name = nameOf(type)
      if (name) return once(name, type)
    }
    if (type.isUnion()) return union(type, whole)
    if (checker.isArrayType(type)) {
      const of = printed(checker.getTypeArguments(type as ts.TypeReference)[0] as ts.Type, whole)
      return /[ |{]/.test(of) && !of.startsWith('{') ? `(${of})[]` : `${of}[]`
    }
    const isObject = type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)
    if (!isObject || isCalled(type)) return plain()
    const item = streamed(type)
    if (item) return `a stream of ${printed(item, whole)}`
    if (checker.getIndexInfosOfType(type).length > 0) return plain()
    return fields(type, whole)
  }

  function union(type: ts.UnionType, whole: boolean): string {
    return kinds(type, whole).join(' | ').replace('false | true', 'boolean')
  }

  function kinds(type: ts.UnionType, whole: boolean): string[] {
    const some = type.types.filter(({ flags }) => !(flags & ts.TypeFlags.Undefined))
    const parts = [...new Set(some.map((part) => printed(part, whole)))]
    return whole ? parts.sort() : parts
  }

  function nameOf(type: ts.Type): string | undefined {
    const shapes = type.isUnion() ? type.types : [type]
    if (!shapes.every((shape) => isShape(shape))) return undefined
    const declared = type.symbol?.declarations?.[0]
    const ours =
      declared &&
      ts.isInterfaceDeclaration(declared) &&
      declared.getSourceFile().fileName.startsWith(`${root}server/`)
    return names.get(printed(type, true)) ?? (ours ? type.symbol.name : undefined)
  }

  /** Prints what has a name at its first mention only; one kind a line. */
  function once(name: string, type: ts.Type): string {
    if (!named.has(name)) {
      named.set(name, '')
      named.set(name, type.isUnion() ? kinds(type, false).join('\n') : fields(type, false))
    }
    return name
  }

  /** What a stream brings. */
  function streamed(type: ts.Type): ts.Type | undefined {
    const iterate = checker
      .getPropertiesOfType(type)
      .find(({ name }) => name.startsWith('__@asyncIterator'))
    const [signature] = iterate
      ? checker.getSignaturesOfType(checker.getTypeOfSymbol(iterate), ts.SignatureKind.Call)
      : []
    return signature && checker.getTypeArguments(signature.getReturnType() as ts.TypeReference)[0]
  }

  return { print: (type: ts.Type) => printed(type, false), named }
}

/** The comments at the procedures and at what they call, by path. */
const readComments = (program: ts.Program, checker: ts.TypeChecker) => {
  const found = new Map<string, Pick<Told, 'about' | 'refuses'>>()
  const routers = program
    .getSourceFiles()
    .filter(
      ({ fileName }) => fileName.startsWith(`${root}server/`) && !fileName.includes('/adapters/'),
    )
  for (const file of routers) {
    const prefix = /server\/(\w+)\/[\w-]+\.ts$/.exec(file.fileName)?.[1]
    const visit = (node: ts.Node): void => {
      if (
        ts.isPropertyAssignment(node) &&
        ts.isIdentifier(node.name) &&
        isProcedure(node.initializer)
      ) {
        const own = textOf(ts.getJSDocCommentsAndTags(node))
        const called = callsIn(node.initializer)
        const about = own || (called.map((symbol) => docOf(symbol)).find(Boolean) ?? '')
        const refuses = called.flatMap((symbol) =>
          symbol
            .getJsDocTags(checker)
            .filter(({ name }) => name === 'throws')
            .map(({ text }) => ts.displayPartsToString(text).replace(/\s+/g, ' ')),
        )
        // The stream is served by notify and named after what it brings.
        found.set(`${prefix === 'notify' ? 'events' : prefix}.${node.name.text}`, {
          about,
          refuses,
        })
      }
      ts.forEachChild(node, visit)
    }
    visit(file)
  }

  function callsIn(node: ts.Node): ts.Symbol[] {
    const symbols: ts.Symbol[] = []
    const look = (inner: ts.Node): void => {
      if (ts.isCallExpression(inner) && ts.isIdentifier(inner.expression)) {
        const symbol = checker.getSymbolAtLocation(inner.expression)
        const real =
          symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
        if (real && !/^(fail$|(of|require)[A-Z])/.test(real.name)) symbols.push(real)
      }
      ts.forEachChild(inner, look)
    }
    look(node)
    return symbols
  }
  function docOf(symbol: ts.Symbol): string {
    return ts.displayPartsToString(symbol.getDocumentationComment(checker)).replace(/\s+/g, ' ')
  }
  return found
}

const isProcedure = (node: ts.Node): boolean =>
  /\.(query|mutation|subscription)\(/.test(node.getText())

const textOf = (comments: readonly (ts.JSDoc | ts.JSDocTag)[]): string =>
  comments
    .map(({ comment }) => (typeof comment === 'string' ? comment : ''))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim()
