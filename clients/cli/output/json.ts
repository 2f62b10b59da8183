/**
 * The version of all JSON that commands print. It grows when a field changes its meaning or goes away; new fields may come
 * at any time.
 */
export const SCHEMA_VERSION = 1

/** One document for programs. Characters that a terminal would obey are escaped, as JSON allows. */
export function renderJson(kind: string, body: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify({ schemaVersion: SCHEMA_VERSION, kind, ...body }, undefined, 2)
  const safe = text.replaceAll(
    /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return `${safe}\n`
}
