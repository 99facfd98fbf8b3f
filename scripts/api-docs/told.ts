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

  const module = checker.getSymbolAtLocation(program.getSourceFile(entry) as ts.SourceFile)
  const types = checker.getExportsOfModule(module as ts.Symbol)
  const told = new Map(
    paths.map((path, n): [string, Told] => {
      const symbol = types.find(({ name }) => name === `R${n}`) as ts.Symbol
      const { about = '', refuses = [] } = comments.get(path) ?? {}
      return [
        path,
        { about, returns: shapes.print(checker.getDeclaredTypeOfSymbol(symbol)), refuses },
      ]
    }),
  )
  return { told, shapes: shapes.named }
}

/** Prints types as people write them; those with a name in `shared/` or of an interface of ours go by it and are printed once. */
const shapePrinter = (program: ts.Program, checker: ts.TypeChecker) => {
  const names = new Map<ts.Type, string>()
  for (const file of program.getSourceFiles()) {
    if (!file.fileName.startsWith(`${root}shared/`)) continue
    const module = checker.getSymbolAtLocation(file)
    for (const symbol of module ? checker.getExportsOfModule(module) : [])
      if (symbol.flags & ts.SymbolFlags.TypeAlias) {
        const type = checker.getDeclaredTypeOfSymbol(symbol)
        if (type.flags & ts.TypeFlags.Object) names.set(type, symbol.name)
      }
  }
  const named = new Map<string, string>()

  const nameOf = (type: ts.Type): string | undefined => {
    const known = names.get(type)
    if (known) return known
    const declared = type.symbol?.declarations?.[0]
    const ours =
      declared &&
      ts.isInterfaceDeclaration(declared) &&
      declared.getSourceFile().fileName.startsWith(`${root}server/`)
    return ours ? type.symbol.name : undefined
  }

  const fields = (type: ts.Type): string =>
    `{ ${checker
      .getPropertiesOfType(type)
      .map((property) => {
        const optional = property.flags & ts.SymbolFlags.Optional ? '?' : ''
        return `${property.name}${optional}: ${print(checker.getTypeOfSymbol(property))}`
      })
      .join('; ')} }`

  const print = (type: ts.Type): string => {
    const brand = /\$brand<"(\w+)">/.exec(checker.typeToString(type))?.[1]
    if (brand && type.flags & ts.TypeFlags.Intersection) return brand
    if (type.isUnion()) {
      const parts = type.types.filter((part) => !(part.flags & ts.TypeFlags.Undefined)).map(print)
      return [...new Set(parts)].join(' | ').replace('false | true', 'boolean')
    }
    if (checker.isArrayType(type)) {
      const of = print(checker.getTypeArguments(type as ts.TypeReference)[0] as ts.Type)
      return /[ |{]/.test(of) && !of.startsWith('{') ? `(${of})[]` : `${of}[]`
    }
    const isObject = type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)
    if (!isObject || checker.getSignaturesOfType(type, ts.SignatureKind.Call).length > 0)
      return checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation)
    if (checker.getIndexInfosOfType(type).length > 0 || type.symbol?.name === 'AsyncGenerator')
      return checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation)
    const name = nameOf(type)
    if (!name) return fields(type)
    if (!named.has(name)) {
      named.set(name, '')
      named.set(name, fields(type))
    }
    return name
  }
  return { print, named }
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
        if (real && !/^(of|require)[A-Z]/.test(real.name)) symbols.push(real)
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
