/**
 * The version of all JSON that commands print. It grows when a field changes its meaning or goes away; new fields may come
 * at any time.
 */
export const SCHEMA_VERSION = 1

/** One document for programs. Characters that a terminal would obey are escaped, as JSON allows. */
export function renderJson(kind: string, body: Readonly<Record<string, unknown>>): string {
  return `${safeJson({ schemaVersion: SCHEMA_VERSION, kind, ...body }, 2)}\n`
}

/** One document on a line of its own, for streams of documents. */
export function renderJsonLine(kind: string, body: Readonly<Record<string, unknown>>): string {
  return `${safeJson({ schemaVersion: SCHEMA_VERSION, kind, ...body })}\n`
}

function safeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replaceAll(
    /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
