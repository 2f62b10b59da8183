import { describe, expect, test } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { ERRORS } from '../../../server/errors.ts'
import { openApiDocument } from '../../../server/http/openapi/document.ts'
import { breaches } from '../../support/http/check-schema.ts'
import { ROUTES } from '../../support/http/routes.ts'

type Schema = Readonly<Record<string, unknown>>
interface Content {
  readonly schema: Schema
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>
}
interface Body {
  readonly content: Readonly<Record<string, Content>>
}
interface Operation {
  readonly operationId: string
  readonly description: string
  readonly requestBody?: Body
  readonly responses: Readonly<Record<string, Body>>
}

const document = openApiDocument(ROUTES, '1.2.3') as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
)

describe('the OpenAPI document', () => {
  test('passes the recommended rules of Redocly, without a warning', () => {
    const lint = fileURLToPath(new URL('../../support/http/lint-openapi.mjs', import.meta.url))
    const told = execFileSync(process.execPath, [lint], {
      input: JSON.stringify(document),
      encoding: 'utf8',
      timeout: 25_000,
    })
    expect(JSON.parse(told)).toEqual([])
  })

  test('has every route, and nothing else', () => {
    expect(operations.map(({ name }) => name).sort()).toEqual(
      ROUTES.map(({ method, path }) => `${method} ${path}`).sort(),
    )
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(ROUTES.length)
  })

  test('every schema and every property says what it is', () => {
    const silent = Object.entries(document.components.schemas).flatMap(([name, schema]) => {
      const properties = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, Schema>>)
      const said = (each: Schema): boolean => typeof each['description'] === 'string' && each['description'] !== ''
      return [
        ...(said(schema) ? [] : [name]),
        ...properties.filter(([, property]) => !said(property)).map(([key]) => `${name}.${key}`),
      ]
    })
    expect(silent).toEqual([])
    expect(operations.filter(({ operation }) => operation.description.length < 10)).toEqual([])
  })

  test.each(operations)('$name: the examples keep to their schemas', ({ operation }) => {
    const bodies = [operation.requestBody, ...Object.values(operation.responses)]
    const contents = bodies.flatMap((body) => Object.entries(body?.content ?? {}))
    expect(contents.length).toBeGreaterThan(0)
    for (const [type, { schema, example, examples }] of contents) {
      if (type === 'text/event-stream') continue
      const values = [
        ...(example === undefined ? [] : [example]),
        ...Object.values(examples ?? {}).map(({ value }) => value),
      ]
      // An example is short: it need not have everything that a response has.
      const schemas = Object.fromEntries(
        Object.entries(document.components.schemas).map(([name, { required: _, ...rest }]) => [name, rest]),
      )
      for (const value of values) expect(breaches(value, schema, schemas)).toEqual([])
      expect(values.length).toBeGreaterThan(0)
    }
  })

  test('errors have the statuses of the catalogue', () => {
    for (const { operation } of operations) {
      for (const [status, { content }] of Object.entries(operation.responses)) {
        for (const reason of Object.keys(content['application/json']?.examples ?? {})) {
          expect([reason, String(ERRORS[reason as keyof typeof ERRORS].http)]).toEqual([reason, status])
        }
      }
    }
  })
})
