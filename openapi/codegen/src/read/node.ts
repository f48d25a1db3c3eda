import type { JsonObject } from './model.ts'

/** Thrown when the artifact does not have the shape that the generator understands. */
export class ArtifactError extends Error {
  override readonly name = 'ArtifactError'
  readonly pointer: string

  constructor(pointer: string, message: string) {
    super(`${pointer === '' ? '#' : `#${pointer}`}: ${message}`)
    this.pointer = pointer
  }
}

/** A value of the artifact together with where it stands, so that every complaint names a place. */
export class Node {
  readonly value: unknown
  readonly pointer: string

  constructor(value: unknown, pointer = '') {
    this.value = value
    this.pointer = pointer
  }

  fail(message: string): never {
    throw new ArtifactError(this.pointer, message)
  }

  get object(): JsonObject {
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value)) {
      return this.fail('must be an object')
    }
    return this.value as JsonObject
  }

  has(key: string): boolean {
    return Object.hasOwn(this.object, key)
  }

  keys(): readonly string[] {
    return Object.keys(this.object)
  }

  at(key: string): Node {
    const escaped = key.replaceAll('~', '~0').replaceAll('/', '~1')
    return new Node(this.object[key], `${this.pointer}/${escaped}`)
  }

  find(key: string): Node | undefined {
    return this.has(key) ? this.at(key) : undefined
  }

  entries(): readonly (readonly [string, Node])[] {
    return this.keys().map((key) => [key, this.at(key)] as const)
  }

  items(): readonly Node[] {
    if (!Array.isArray(this.value)) return this.fail('must be an array')
    return this.value.map((item: unknown, index) => new Node(item, `${this.pointer}/${index}`))
  }

  string(): string {
    return typeof this.value === 'string' ? this.value : this.fail('must be a string')
  }

  number(): number {
    return typeof this.value === 'number' ? this.value : this.fail('must be a number')
  }

  boolean(): boolean {
    return typeof this.value === 'boolean' ? this.value : this.fail('must be true or false')
  }

  oneOf<T extends string>(allowed: readonly T[]): T {
    const value = this.string()
    return (
      allowed.find((candidate) => candidate === value) ??
      this.fail(`is "${value}", not one of ${allowed.join(', ')}`)
    )
  }

  /** The name at the end of a local `$ref` into the given section. */
  refInto(section: string): string {
    const target = this.string()
    const prefix = `#/${section}/`
    if (!target.startsWith(prefix)) return this.fail(`must point into ${prefix}, not to ${target}`)
    return target.slice(prefix.length)
  }
}
