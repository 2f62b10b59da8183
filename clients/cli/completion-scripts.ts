/** Scripts that ask the program itself, so that they never grow old. */
export const COMPLETION_SCRIPTS = {
  bash: `# Completion of lookaside for bash. Load it with: source <(lookaside completion bash)
_lookaside_complete() {
  local line="\${COMP_LINE:0:COMP_POINT}" word part
  local current="\${line##* }"
  COMPREPLY=()
  # Bash takes these characters for borders of words, and wants only what follows the last of them.
  case "$current" in
    *[:=]*) part="\${current%"\${current##*[:=]}"}" ;;
    *) part="" ;;
  esac
  while IFS= read -r word; do
    [ -n "$word" ] && COMPREPLY+=("\${word#"$part"}")
  done < <("$1" __complete "$line" 2>/dev/null)
}
complete -o bashdefault -o default -F _lookaside_complete lookaside
`,
  zsh: `#compdef lookaside
# Completion of lookaside for zsh. Load it with: source <(lookaside completion zsh)
_lookaside() {
  local -a found
  found=("\${(@f)$("\${words[1]}" __complete "\${(j: :)words[1,CURRENT]}" 2>/dev/null)}")
  found=(\${found:#})
  if (( \${#found} )); then compadd -a found; else _files; fi
}
compdef _lookaside lookaside
`,
  fish: `# Completion of lookaside for fish. Load it with: lookaside completion fish | source
complete -c lookaside -f -a '(lookaside __complete (commandline -cp) 2>/dev/null)'
complete -c lookaside -l config -l file -s f -r -F
`,
} as const

export type Shell = keyof typeof COMPLETION_SCRIPTS

export const SHELLS: readonly Shell[] = ['bash', 'zsh', 'fish']
