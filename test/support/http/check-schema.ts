type Schema = Readonly<Record<string, unknown>>

/**
 * What of `value` breaks a schema: the keywords that the OpenAPI document uses, and no others, since a keyword that is
 * passed over would let anything through. Properties that are not described are reported too.
 */
export function breaches(
  value: unknown,
  schema: Schema,
  schemas: Readonly<Record<string, Schema>>,
  at = '$',
): string[] {
  const { $ref, ...rest } = schema
  if (typeof $ref === 'string') {
    const target = schemas[$ref.replace('#/components/schemas/', '')]
    return target === undefined ? [`${at}: ${$ref} is nowhere`] : breaches(value, target, schemas, at)
  }
  const found: string[] = []
  for (const [keyword, limit] of Object.entries(rest)) {
    const check = KEYWORDS[keyword]
    if (check === undefined) found.push(`${at}: the checker does not know ${keyword}`)
    else if (!check(value, limit))
      found.push(`${at}: ${keyword} ${JSON.stringify(limit)}, got ${JSON.stringify(value)}`)
  }
  return [...found, ...inside(value, schema, schemas, at)]
}

function inside(value: unknown, schema: Schema, schemas: Readonly<Record<string, Schema>>, at: string): string[] {
  if (Array.isArray(value)) {
    const items = schema['items'] as Schema | undefined
    return items === undefined ? [] : value.flatMap((item, index) => breaches(item, items, schemas, `${at}[${index}]`))
  }
  if (typeof value !== 'object' || value === null) return []
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>
  const others = schema['additionalProperties']
  return Object.entries(value).flatMap(([key, member]) => {
    const known = properties[key] ?? others
    if (known === true) return []
    if (typeof known === 'object' && known !== null) return breaches(member, known as Schema, schemas, `${at}.${key}`)
    return [`${at}.${key}: is not described`]
  })
}

const always = (): boolean => true
const isIn = (value: unknown, list: unknown): boolean => Array.isArray(list) && list.includes(value)

const KEYWORDS: Readonly<Record<string, (value: unknown, limit: unknown) => boolean>> = {
  type: (value, types) => [types].flat().some((type) => isOfType(value, String(type))),
  enum: (value, allowed) => isIn(value, allowed),
  required: (value, names) =>
    typeof value !== 'object' || value === null || (names as string[]).every((name) => Object.hasOwn(value, name)),
  pattern: (value, pattern) => typeof value === 'string' && new RegExp(String(pattern), 'u').test(value),
  format: (value, format) => format !== 'date-time' || (typeof value === 'string' && !Number.isNaN(Date.parse(value))),
  minimum: (value, least) => typeof value !== 'number' || value >= Number(least),
  maximum: (value, most) => typeof value !== 'number' || value <= Number(most),
  minItems: (value, least) => Array.isArray(value) && value.length >= Number(least),
  maxItems: (value, most) => Array.isArray(value) && value.length <= Number(most),
  description: always,
  examples: always,
  properties: always,
  items: always,
  additionalProperties: always,
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'array':
      return Array.isArray(value)
    case 'null':
      return value === null
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    case 'integer':
      return Number.isInteger(value)
    default:
      return typeof value === type
  }
}
