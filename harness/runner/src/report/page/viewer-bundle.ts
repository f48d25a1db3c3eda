import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

export interface ViewerBundle {
  script: string
  style: string
}

/** The program and the style of the page, each as one text. */
export async function bundleViewer(): Promise<ViewerBundle> {
  const { outputFiles } = await build({
    entryPoints: ['main.ts', 'style.css'].map((name) =>
      fileURLToPath(new URL(`viewer/${name}`, import.meta.url)),
    ),
    bundle: true,
    minify: true,
    write: false,
    outdir: 'out',
    format: 'iife',
    target: 'es2023',
    // The script stands inside of a page.
    charset: 'ascii',
  })
  const text = (suffix: string) => outputFiles.find(({ path }) => path.endsWith(suffix))?.text ?? ''
  return { script: text('.js').trim(), style: text('.css').trim() }
}
