// Writes proto/gen/messages.ts: every message, enum and method of lookaside.v1 with its comments, as plain data. JSON is read and
// written by it, and the schemas of the OpenAPI document are made of it, so that all three say what the .proto files say.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const KINDS = {
  TYPE_STRING: 'string',
  TYPE_BOOL: 'bool',
  TYPE_UINT32: 'uint32',
  TYPE_UINT64: 'uint64',
  TYPE_DOUBLE: 'double',
}
const WELL_KNOWN = {
  '.google.protobuf.Duration': 'duration',
  '.google.protobuf.Timestamp': 'timestamp',
  '.google.protobuf.Struct': 'struct',
}
const PACKAGE = '.lookaside.v1.'

/** Places in a FileDescriptorProto, as the paths of its source info spell them. */
const MESSAGE = 4
const ENUM = 5
const SERVICE = 6

/** The text of proto/gen/messages.ts for the protos below `root`. */
export function messageTable(root) {
  const files = readDescriptors(root).filter((file) => file.package === 'lookaside.v1')
  const messages = {}
  const enums = {}
  const methods = {}
  for (const file of files.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const about = commentsOf(file)
    for (const [at, message] of (file.messageType ?? []).entries()) {
      messages[message.name] = describeMessage(message, [MESSAGE, at], about)
    }
    for (const [at, one] of (file.enumType ?? []).entries()) {
      const values = one.value.map(({ name, number }, index) => ({
        name,
        number: number ?? 0,
        about: about([ENUM, at, 2, index]),
      }))
      enums[one.name] = { about: about([ENUM, at]), values }
    }
    for (const [at, service] of (file.service ?? []).entries()) {
      for (const [index, method] of service.method.entries()) {
        methods[`${service.name}.${method.name}`] = {
          about: about([SERVICE, at, 2, index]),
          request: bare(method.inputType),
          response: bare(method.outputType),
        }
      }
    }
  }
  return [
    ...Object.keys(messages).map((name) => `import type { ${name}__Output } from './lookaside/v1/${name}.ts'`),
    '',
    TYPES,
    '/** The types that the names stand for, as generic decoders deliver them. */',
    'export interface MessageTypes {',
    ...Object.keys(messages).map((name) => `  readonly ${name}: ${name}__Output`),
    '}',
    '',
    `export const MESSAGES: Readonly<Record<string, MessageShape>> = ${JSON.stringify(messages, null, 1)}`,
    '',
    `export const ENUMS: Readonly<Record<string, EnumShape>> = ${JSON.stringify(enums, null, 1)}`,
    '',
    `export const METHODS: Readonly<Record<string, MethodShape>> = ${JSON.stringify(methods, null, 1)}`,
    '',
  ].join('\n')
}

const TYPES = `export type FieldKind =
  | 'string' | 'bool' | 'uint32' | 'uint64' | 'double' | 'enum' | 'message' | 'duration' | 'timestamp' | 'struct'

export interface FieldShape {
  /** As in the .proto file. */
  readonly name: string
  /** As in JSON. */
  readonly json: string
  readonly kind: FieldKind
  /** Of an enum or a message: its name. */
  readonly of?: string
  /** A list or a map of the kind; the keys of maps are strings. */
  readonly many?: 'list' | 'map'
  /** It is known whether the field was set. */
  readonly optional?: true
  /** At most one field of the same group is set. */
  readonly oneof?: string
  readonly about: string
}

export interface MessageShape {
  readonly about: string
  readonly fields: readonly FieldShape[]
}

export interface EnumShape {
  readonly about: string
  readonly values: readonly { readonly name: string; readonly number: number; readonly about: string }[]
}

export interface MethodShape {
  readonly about: string
  readonly request: string
  readonly response: string
}
`

function describeMessage(message, path, about) {
  const entries = new Map((message.nestedType ?? []).map((nested) => [nested.name, nested]))
  const fields = (message.field ?? []).map((field, index) => {
    const entry = entries.get((field.typeName ?? '').split('.').at(-1))
    const isMap = entry?.options?.mapEntry === true
    const isList = !isMap && field.label === 'LABEL_REPEATED'
    const oneof = field.proto3Optional || field.oneofIndex === undefined ? {} : message.oneofDecl[field.oneofIndex]
    return {
      name: field.name,
      json: field.jsonName,
      ...kindOf(isMap ? entry.field[1] : field),
      ...(isMap || isList ? { many: isMap ? 'map' : 'list' } : {}),
      ...(field.proto3Optional ? { optional: true } : {}),
      ...(oneof.name === undefined ? {} : { oneof: oneof.name }),
      about: about([...path, 2, index]),
    }
  })
  return { about: about(path), fields }
}

function kindOf({ name, type, typeName }) {
  const kind = KINDS[type] ?? WELL_KNOWN[typeName]
  if (kind !== undefined) return { kind }
  if (typeName?.startsWith(PACKAGE) && (type === 'TYPE_MESSAGE' || type === 'TYPE_ENUM')) {
    return { kind: type === 'TYPE_ENUM' ? 'enum' : 'message', of: bare(typeName) }
  }
  throw new Error(
    `field ${name}: the JSON side has no rule for ${typeName ?? type}: add one to scripts/message-table.mjs`,
  )
}

const bare = (typeName) => typeName.slice(PACKAGE.length)

/** The comment before a declaration, as one line. */
function commentsOf(file) {
  const byPath = new Map(
    file.sourceCodeInfo.location.map(({ path = [], leadingComments = '' }) => [path.join(), leadingComments]),
  )
  return (path) => (byPath.get(path.join()) ?? '').trim().replaceAll(/\s*\n\s*/g, ' ')
}

function readDescriptors(root) {
  const folder = mkdtempSync(join(tmpdir(), 'lookaside-table-'))
  const path = join(folder, 'descriptors.json')
  const buf = join(root, 'node_modules/@bufbuild/buf/bin/buf')
  try {
    execFileSync(process.execPath, [buf, 'build', root, '--as-file-descriptor-set', '-o', path], { stdio: 'inherit' })
    return JSON.parse(readFileSync(path, 'utf8')).file
  } finally {
    rmSync(folder, { recursive: true })
  }
}
