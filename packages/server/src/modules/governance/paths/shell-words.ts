/** What stands where nobody can know, without running the command, what will stand there. */
const unknown = '**'

/** How deep commands may be nested in commands before nobody can say what they name. */
const maxDepth = 6
/** All words together, with what variables bring in. */
const maxLength = 65_536

export interface ShellWord {
  /** Without quotes and escapes, with known variables filled in and `**` for the unknown. */
  readonly text: string
  /** The first word of a command: what is run. */
  readonly command: boolean
}

/** The words of a command line, and those of the commands within; `null` when it is too entangled. */
export function shellWords(command: string): readonly ShellWord[] | null {
  const reader = new WordReader(new Set())
  if (!reader.read(command, 0)) return null
  const unsettled = reader.unsettled()
  if (unsettled.size === 0) return reader.words
  const again = new WordReader(unsettled)
  return again.read(command, 0) ? again.words : null
}

/**
 * Reads as a shell does, as far as words go. What a shell would treat apart, as comments, patterns
 * of `case` or here-documents, is read as words too: rather a word too many than one missed.
 */
class WordReader {
  readonly words: ShellWord[] = []
  readonly #variables = new Map<string, string>([['HOME', '~']])
  /** Variables of which nobody can say what they hold where they are used. */
  readonly #unknown: ReadonlySet<string>
  readonly #changed = new Set<string>()
  #length = 0

  constructor(unknown: ReadonlySet<string>) {
    this.#unknown = unknown
  }

  /**
   * Variables that are given more than one value: which of them a command sees depends on what is
   * run, and in what order. Whatever is named as a word may be given one too, as `read` does.
   */
  unsettled(): ReadonlySet<string> {
    const named = this.words.filter(({ text }) => this.#variables.has(text))
    return new Set([...this.#changed, ...named.map(({ text }) => text)])
  }

  read(text: string, depth: number): boolean {
    if (depth > maxDepth) return false
    const line = new Line(text)
    let command = true
    while (!line.ended) {
      const character = line.next()
      if (';&|()\n'.includes(character)) command = true
      if (' \t\r\n;&|()<>'.includes(character)) continue
      if (character === '#') {
        // A quote in a comment opens nothing behind it.
        if (!this.read(line.until('\n'), depth + 1)) return false
        command = true
        continue
      }
      line.back()
      const word = this.#word(line, depth)
      if (word === null || !this.#add(word, command, depth)) return false
      // What follows an assignment is still the command's name.
      command &&= /^[A-Za-z_][A-Za-z0-9_]*\+?=/.test(word)
    }
    return true
  }

  #add(text: string, command: boolean, depth: number): boolean {
    this.#length += text.length
    if (this.#length > maxLength) return false
    this.words.push({ text: this.#unknown.has('HOME') ? homeless(text) : text, command })
    this.#assign(text)
    // A quoted word may be a command itself, for `sh -c` and its kind.
    return /[\s;&|()<>'"`]/.test(text) ? this.read(text, depth + 1) : true
  }

  #assign(text: string): void {
    const assigned = /^([A-Za-z_][A-Za-z0-9_]*)(\[[^\]]*\])?(\+?)=(.*)$/s.exec(text)
    const [, name, member, more, value = ''] = assigned ?? []
    if (name === undefined) return
    const before = this.#variables.get(name)
    // Of a list, `A=(…)`, only an empty value is seen here.
    if (member !== undefined || value === '') this.#changed.add(name)
    else if (more === '' && before !== undefined && before !== value) this.#changed.add(name)
    const whole = more === '' ? value : `${before ?? unknown}${value}`
    this.#variables.set(name, whole)
    if (more !== '') {
      this.#changed.add(name)
      this.words.push({ text: whole, command: false })
    }
  }

  /** One word, from where the line stands; `null` when it can't be said. */
  #word(line: Line, depth: number): string | null {
    let text = ''
    while (!line.ended) {
      const character = line.next()
      if (' \t\r\n;&|()<>'.includes(character)) {
        line.back()
        break
      }
      const piece = this.#piece(character, line, depth)
      if (piece === null || text.length + piece.length > maxLength) return null
      text += piece
    }
    return text
  }

  #piece(character: string, line: Line, depth: number): string | null {
    if (character === '\\') return line.peek() === '\n' ? line.skip() : line.next()
    if (character === "'") return line.until("'")
    if (character === '"') return this.#quoted(line, depth)
    if (character === '$' || character === '`') return this.#expansion(character, line, depth)
    return character
  }

  #quoted(line: Line, depth: number): string | null {
    let text = ''
    while (!line.ended) {
      const character = line.next()
      if (character === '"') break
      const piece = '\\$`'.includes(character) ? this.#piece(character, line, depth) : character
      if (piece === null || text.length + piece.length > maxLength) return null
      text += piece
    }
    return text
  }

  #expansion(character: string, line: Line, depth: number): string | null {
    if (character === '`') return this.#substitution(line.until('`'), depth)
    if (line.peek() === "'") return ansi(line.quotedAnsi())
    if (line.peek() === '"') return ''
    if (line.peek() === '(') return this.#substitution(line.parenthesised(), depth)
    if (line.peek() === '{') {
      line.skip()
      return this.#parameter(line.until('}'), depth)
    }
    const name = line.name()
    return name === '' ? '$' : this.#variable(name)
  }

  #substitution(inner: string, depth: number): string | null {
    return this.read(inner, depth + 1) ? unknown : null
  }

  /** `${name}`, or `${name:-other}` and its kind, of which the other may be what it comes to. */
  #parameter(inner: string, depth: number): string | null {
    const parts = /^([A-Za-z_][A-Za-z0-9_]*)?(.*)$/s.exec(inner)
    const [, name = '', operation = ''] = parts ?? []
    if (operation === '') return this.#variable(name)
    if (/^:?=/.test(operation)) this.#changed.add(name)
    const other = operation.replace(/^[-:=+?#%/^,@!]{1,2}/, '')
    return this.read(operation, depth + 1) && this.read(other, depth + 1) ? unknown : null
  }

  #variable(name: string): string {
    return this.#unknown.has(name) ? unknown : (this.#variables.get(name) ?? unknown)
  }
}

/** A word where `~` is no longer anybody's folder. */
function homeless(text: string): string {
  return text.replace(/^~(?=\/|$)/, unknown)
}

/** A text with a place in it. */
class Line {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  get ended(): boolean {
    return this.#at >= this.#text.length
  }

  next(): string {
    const character = this.#text[this.#at] ?? ''
    this.#at += 1
    return character
  }

  peek(): string {
    return this.#text[this.#at] ?? ''
  }

  back(): void {
    this.#at -= 1
  }

  skip(): '' {
    this.#at += 1
    return ''
  }

  /** What stands before the next such character, or to the end; both are passed. */
  until(character: string): string {
    const found = this.#text.indexOf(character, this.#at)
    const end = found === -1 ? this.#text.length : found
    const text = this.#text.slice(this.#at, end)
    this.#at = end + 1
    return text
  }

  name(): string {
    const found = /^([A-Za-z_][A-Za-z0-9_]*|[0-9@*#?!$-])/.exec(
      this.#text.slice(this.#at, this.#at + 256),
    )
    const name = found?.[0] ?? ''
    this.#at += name.length
    return name
  }

  /** What stands between parentheses, from the opening one on. */
  parenthesised(): string {
    const start = this.#at + 1
    let open = 0
    while (!this.ended) {
      const character = this.next()
      if (character === '\\') this.#at += 1
      else if (character === "'") this.until("'")
      else if (character === '(') open += 1
      else if (character === ')') open -= 1
      if (open === 0) return this.#text.slice(start, this.#at - 1)
    }
    return this.#text.slice(start)
  }

  /** What stands in `'…'` after a `$`, where a quote may be escaped. */
  quotedAnsi(): string {
    this.skip()
    const start = this.#at
    while (!this.ended) {
      const character = this.next()
      if (character === "'") return this.#text.slice(start, this.#at - 1)
      if (character === '\\') this.#at += 1
    }
    return this.#text.slice(start)
  }
}

/** Decodes the escapes of `$'…'`. */
function ansi(text: string): string {
  return text.replace(
    /\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,6})|([0-7]{1,3})|(.))/gs,
    (_whole, x?: string, u?: string, long?: string, octal?: string, other?: string) => {
      const hex = x ?? u ?? long
      if (hex !== undefined) return codePoint(Number.parseInt(hex, 16))
      if (octal !== undefined) return codePoint(Number.parseInt(octal, 8))
      return { n: '\n', t: '\t' }[other ?? ''] ?? other ?? ''
    },
  )
}

function codePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : ''
}
