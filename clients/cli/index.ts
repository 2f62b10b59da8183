/** The command line: `server/main.ts` supplies what runs the service, and calls {@link runCli}. */
export type { AgentRequest, CliDeps, DevRequest, FlagSetting, LongCommands, ServeRequest, TextSink } from './deps.ts'
export { EXIT } from './exit-codes.ts'
export { renderSummary, type Summary, type SummaryRow } from './live-summary.ts'
export { createLiveOutput, type LiveOutput, type LiveRow, type LiveView, renderLiveTable } from './live-table.ts'
export { createStyle, type Style } from './output/style.ts'
export { createProgram, runCli } from './program.ts'
