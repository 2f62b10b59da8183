// Makes docs/reference/api.md of the comments in proto/lookaside/v1: called by scripts/generate.mjs.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** Field numbers of FileDescriptorProto, DescriptorProto and the others, as source paths spell them (descriptor.proto). */
const PATH = { message: 4, enum: 5, service: 6, field: 2, nested: 3, value: 2, method: 2, oneof: 8 }
const SERVICES = ['LookasideService', 'AgentService', 'AdminService']
const SCALARS = {
  TYPE_DOUBLE: 'double',
  TYPE_UINT32: 'uint32',
  TYPE_UINT64: 'uint64',
  TYPE_INT32: 'int32',
  TYPE_INT64: 'int64',
  TYPE_BOOL: 'bool',
  TYPE_STRING: 'string',
  TYPE_BYTES: 'bytes',
}

/** The reference of the API as Markdown. `root`: the folder of buf.yaml. */
export function apiReference(root) {
  const files = describe(root).filter(({ package: name }) => name === 'lookaside.v1')
  const services = files.flatMap((file) => servicesOf(file))
  const messages = files.flatMap((file) => messagesOf(file))
  const enums = files.flatMap((file) => enumsOf(file))
  services.sort((a, b) => SERVICES.indexOf(a.name) - SERVICES.indexOf(b.name))
  for (const list of [messages, enums]) list.sort((a, b) => (a.name < b.name ? -1 : 1))
  const parts = [
    '<!-- Generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit. -->',
    '# API',
    'Package `lookaside.v1`, by the comments of [its protos](../../proto/lookaside/v1). Errors are a canonical code and one ' +
      '`google.rpc.ErrorInfo`: [errors](errors.md). The same messages as JSON over HTTP: [HTTP](http.md).',
    ...services.map(serviceText),
    '## Messages',
    ...messages.map(messageText),
    '## Enums',
    ...enums.map(enumText),
  ]
  return `${parts.join('\n\n')}\n`
}

function describe(root) {
  const buf = join(root, 'node_modules/@bufbuild/buf/bin/buf')
  const json = execFileSync(process.execPath, [buf, 'build', root, '-o', '-#format=json'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1_024 * 1_024,
  })
  return JSON.parse(json).file
}

/** Answers the comment before the element at a path. */
function commentsOf(file) {
  const comments = new Map(
    file.sourceCodeInfo.location.map(({ path = [], leadingComments = '' }) => [path.join('.'), leadingComments]),
  )
  return (...path) => {
    const lines = (comments.get(path.join('.')) ?? '').split('\n').map((line) => line.replace(/^ /, ''))
    return lines.join('\n').trim()
  }
}

function servicesOf(file) {
  const comment = commentsOf(file)
  return (file.service ?? []).map(({ name, method }, at) => ({
    name,
    text: comment(PATH.service, at),
    methods: method.map((each, index) => ({ ...each, text: comment(PATH.service, at, PATH.method, index) })),
  }))
}

function messagesOf(file) {
  const comment = commentsOf(file)
  return (file.messageType ?? []).map((message, at) => {
    const entries = new Map(
      (message.nestedType ?? []).filter(({ options }) => options?.mapEntry).map((entry) => [entry.name, entry]),
    )
    return {
      name: message.name,
      text: comment(PATH.message, at),
      fields: (message.field ?? []).map((field, index) => ({
        name: field.name,
        number: field.number,
        type: fieldType(field, entries, message.oneofDecl ?? []),
        text: comment(PATH.message, at, PATH.field, index),
      })),
    }
  })
}

function enumsOf(file) {
  const comment = commentsOf(file)
  return (file.enumType ?? []).map(({ name, value }, at) => ({
    name,
    text: comment(PATH.enum, at),
    values: value.map((each, index) => ({ ...each, text: comment(PATH.enum, at, PATH.value, index) })),
  }))
}

function fieldType(field, entries, oneofs) {
  const entry = entries.get((field.typeName ?? '').split('.').at(-1))
  if (entry !== undefined) return `map<${typeName(entry.field[0])}, ${typeName(entry.field[1])}>`
  const name = typeName(field)
  if (field.label === 'LABEL_REPEATED') return `repeated ${name}`
  if (field.proto3Optional === true) return `optional ${name}`
  return field.oneofIndex === undefined ? name : `oneof ${oneofs[field.oneofIndex]?.name}: ${name}`
}

function typeName({ type, typeName: full }) {
  if (SCALARS[type] !== undefined) return SCALARS[type]
  const name = full.split('.').at(-1)
  return full.startsWith('.lookaside.v1.') ? link(name) : `\`${full.slice(1)}\``
}

const link = (name) => `[${name}](#${name.toLowerCase()})`

function serviceText({ name, text, methods }) {
  const rows = methods.map(({ name: method, inputType, outputType, serverStreaming, clientStreaming, text: what }) => {
    const [from, to] = [inputType, outputType].map((full) => link(full.split('.').at(-1)))
    const request = clientStreaming ? `stream of ${from}` : from
    const response = serverStreaming ? `stream of ${to}` : to
    return `### ${name}.${method}\n\n${request} → ${response}\n\n${what}`
  })
  return [`## ${name}`, text, ...rows].join('\n\n')
}

function messageText({ name, text, fields }) {
  if (fields.length === 0) return `### ${name}\n\n${text}\n\nNo fields.`
  const rows = fields.map((field) => `| ${field.number} | \`${field.name}\` | ${field.type} | ${cell(field.text)} |`)
  return `### ${name}\n\n${text}\n\n| # | field | type | what it is |\n| --- | --- | --- | --- |\n${rows.join('\n')}`
}

function enumText({ name, text, values }) {
  const rows = values.map((value) => `| ${value.number ?? 0} | \`${value.name}\` | ${cell(value.text)} |`)
  return `### ${name}\n\n${text}\n\n| # | value | meaning |\n| --- | --- | --- |\n${rows.join('\n')}`
}

const cell = (text) => text.replaceAll('\n', ' ').replaceAll('|', '\\|')
