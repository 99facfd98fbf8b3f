import js from '@eslint/js'
import vue from 'eslint-plugin-vue'
import a11y from 'eslint-plugin-vuejs-accessibility'
import globals from 'globals'
import tseslint from 'typescript-eslint'
import { ssrSafeSetup } from './scripts/lint/ssr-safe-setup.js'

const browserOnly = [
  'window',
  'document',
  'localStorage',
  'sessionStorage',
  'indexedDB',
  'location',
  'history',
  'navigator',
]
const noBrowserGlobals = (why) => ['error', ...browserOnly.map((name) => ({ name, message: why }))]

const noEnv = [
  'error',
  { object: 'process', property: 'env', message: 'Take the value from the config instead.' },
]

export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      'dist/',
      'data/',
      'drizzle/',
      '.cache/',
      '.services/',
      'coverage/',
      'test-results/',
      'playwright-report/',
      'screenshots/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  vue.configs['flat/recommended'],
  a11y.configs['flat/recommended'],
  {
    languageOptions: {
      globals: { ...globals.node },
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'object-shorthand': 'error',
      // The types are vue-tsc's job; this rule does not know them.
      'no-undef': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports' },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // Ports are asynchronous even where the embedded adapter has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': 'allow-with-description' },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'process', message: 'Use the global process.' },
            { name: 'node:process', message: 'Use the global process.' },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    plugins: { ssr: { rules: { 'safe-setup': ssrSafeSetup } } },
    rules: {
      'vue/no-v-html': 'error',
      'vue/multi-word-component-names': 'off',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/no-ref-as-operand': 'error',
      'vue/no-undef-components': ['error', { ignorePatterns: ['RouterLink', 'RouterView'] }],
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
      // Prettier's job.
      'vue/html-indent': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'ssr/safe-setup': ['error', browserOnly],
    },
  },
  {
    // E17 of the style guide: what a server renders must not touch the browser.
    files: ['client/**/*.ts'],
    ignores: ['**/*.client.ts', 'client/entry-client.ts', '**/*.test.ts', '**/*.d.ts'],
    rules: {
      'no-restricted-globals': noBrowserGlobals(
        'This file also runs on the server. Move the line to a *.client.ts file.',
      ),
    },
  },
  {
    files: ['server/**/*.ts', 'gateway/**/*.ts', 'shared/**/*.ts'],
    rules: {
      'no-restricted-globals': noBrowserGlobals('There is no browser here.'),
    },
  },
  {
    files: ['{server,gateway,shared,client,sdk}/**/*.{ts,vue}'],
    ignores: [
      'server/config.ts',
      'gateway/config.ts',
      '**/testing/**',
      '**/testing.ts',
      '**/*.test.ts',
      '**/*.contract.ts',
    ],
    rules: { 'no-restricted-properties': noEnv },
  },
  {
    // The gateway's app could move to a runtime without Node.
    files: ['gateway/app.ts'],
    rules: {
      'no-restricted-globals': ['error', 'Buffer', 'process', 'setImmediate', '__dirname'],
      'no-restricted-imports': ['error', { patterns: ['node:*', '@hono/node-server*', 'ioredis'] }],
    },
  },
  {
    // Programs for the terminal.
    files: ['scripts/**', 'bench/**', 'e2e/**', 'fixtures/**', '{server,gateway}/main.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    // The tests read what a wire or a file says, and check it by comparing.
    files: ['**/*.test.ts', '**/*.contract.ts', '**/testing.ts', '**/testing/**', 'e2e/**'],
    rules: {
      // A test that cannot run against the real thing says so loudly.
      'no-console': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    extends: [tseslint.configs.disableTypeChecked],
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs' },
  },
)
