import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { defineConfig } from 'vite'

/**
 * Passes everything that is not a module of the client to the gateway: pages are rendered by the main server, also in development.
 * Not inside the main server itself, which runs Vite as a part of it: that would be a circle.
 */
const toGateway: Plugin = {
  name: 'to-gateway',
  config: ({ server }) =>
    server?.middlewareMode
      ? {}
      : {
          server: {
            proxy: {
              '^/(?!@|client/|shared/|node_modules/|\\.vite/)': {
                target: `http://127.0.0.1:${process.env.GATEWAY_PORT ?? 8080}`,
                xfwd: true,
              },
            },
          },
        },
}

const made = new Set(['CallExpression', 'ObjectExpression'])

/**
 * Tells the bundler that the constants of shared/ are made without effects, which it cannot see of calls to zod: a schema that the
 * browser does not read is left out then, and with all of them zod itself.
 */
const pureShared: Plugin = {
  name: 'pure-shared',
  apply: 'build',
  enforce: 'post',
  applyToEnvironment: ({ name }) => name === 'client',
  transform(code, id) {
    if (!/\/shared\/[\w-]+\.ts$/.test(id)) return null
    const constants = this.parse(code)
      .body.flatMap((node) =>
        node.type === 'ExportNamedDeclaration' ? (node.declaration ?? []) : node,
      )
      .flatMap((node) => (node.type === 'VariableDeclaration' ? node.declarations : []))
      .flatMap(({ init }) => (init && made.has(init.type) ? init : []))
    return constants.reduceRight(
      (text, { start, end }) =>
        `${text.slice(0, start)}/* @__PURE__ */ (() => (${text.slice(start, end)}))()${text.slice(end)}`,
      code,
    )
  },
}

interface Graph {
  getModuleInfo: (id: string) => { importedIds: readonly string[] } | null
}

/**
 * Puts what every page needs into one file: thirty small ones come later and are less well compressed. Left to those who use them are
 * icons, for the file that they are imported through names all of them, and the parser, which is not needed: see above.
 */
const nameOfCommon = () => {
  const common = new Set<string>()
  const walk = (id: string, graph: Graph) => {
    if (common.has(id) || /[\\/](@lucide|zod)[\\/]/.test(id)) return
    common.add(id)
    for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) walk(imported, graph)
  }
  const entry = fileURLToPath(new URL('client/entry-client.ts', import.meta.url))
  return (id: string, graph: Graph) => {
    if (common.size === 0) walk(entry, graph)
    // The entry waits for the page, and the page for what is common.
    return common.has(id) && id !== entry ? 'common' : null
  }
}

export default defineConfig(({ command }) => ({
  appType: 'custom',
  publicDir: 'client/public',
  plugins: [vue(), tailwindcss(), toGateway, pureShared],
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    strictPort: true,
  },
  environments: {
    client: {
      build: {
        outDir: 'dist/client',
        manifest: true,
        modulePreload: { polyfill: false },
        rollupOptions: {
          input: 'client/entry-client.ts',
          output: { codeSplitting: { groups: [{ name: nameOfCommon() }] } },
          // tRPC's client does not say so of itself, and brings what is not used along.
          treeshake: {
            moduleSideEffects: [{ test: /[\\/](@trpc|shared)[\\/]/, sideEffects: false }],
          },
        },
      },
    },
    ssr: {
      // Built, one bundle with everything in it: the server renders with the production build of Vue whatever NODE_ENV says.
      resolve: { noExternal: command === 'build' ? true : [] },
      build: {
        outDir: 'dist/server',
        ssr: true,
        copyPublicDir: false,
        rollupOptions: { input: 'client/entry-server.ts' },
      },
    },
  },
  builder: {
    buildApp: async (builder) => {
      for (const environment of Object.values(builder.environments))
        await builder.build(environment)
    },
  },
}))
