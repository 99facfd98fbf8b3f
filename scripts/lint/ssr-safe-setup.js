/**
 * ESLint rule: a component's setup code runs on the server too, so it must not read a browser global outside a function.
 * Event handlers and lifecycle hooks are functions and may.
 * @type {import('eslint').Rule.RuleModule}
 */
export const ssrSafeSetup = {
  meta: {
    type: 'problem',
    schema: [{ type: 'array', items: { type: 'string' } }],
    messages: {
      unsafe:
        '`{{name}}` does not exist on the server. Read it in onMounted or in a *.client.ts file.',
    },
  },
  create(context) {
    const names = new Set(context.options[0])
    return {
      'Program:exit'(program) {
        const scope = context.sourceCode.getScope(program)
        // Known to the config as globals, or not known at all.
        const references = [
          ...scope.through,
          ...scope.variables.flatMap((variable) => variable.references),
        ]
        for (const { identifier, from, isTypeReference } of references)
          if (
            names.has(identifier.name) &&
            !isTypeReference &&
            from.variableScope.type !== 'function'
          )
            context.report({
              node: identifier,
              messageId: 'unsafe',
              data: { name: identifier.name },
            })
      },
    }
  },
}
