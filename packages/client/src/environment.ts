/** What the platforms put on the global object; each member is missing on some. */
interface Globals {
  readonly process?: {
    readonly env?: Readonly<Record<string, string | undefined>>
    readonly platform?: string
    readonly versions?: { readonly node?: string }
  }
  readonly Bun?: { readonly version: string }
  readonly Deno?: {
    readonly version: { readonly deno: string }
    readonly build: { readonly os: string }
  }
  readonly navigator?: { readonly userAgent?: string }
  readonly document?: unknown
}

export const globals: Globals = globalThis as Globals

/** An environment variable; undefined when it is empty, or where there is no environment. */
export function readEnvironment(name: string): string | undefined {
  try {
    return globals.process?.env?.[name] || undefined
  } catch {
    // Deno throws without --allow-env.
    return undefined
  }
}
